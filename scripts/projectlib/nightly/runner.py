# SPDX-License-Identifier: BSD-2-Clause
"""A night on one machine: jobs in parallel, each in a process of its own.

Jobs of one branch of a project work in the same directory, so they run one
after the other; different branches run side by side.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time

from .. import driver, layout
from ..errors import ProjectError
from . import job as jobs_of
from . import store as stores

TICK = 0.05             # seconds between two looks
PATIENCE = 30           # for a directory that somebody works in
LIMIT = 4 * 3600        # seconds for a job
LEAST = 1 << 20         # bytes; a disk with less is full


class Stopped(ProjectError):
    """The night cannot go on; what is done is kept."""


def check_tools(jobs):
    """Refuse to begin a night that lacks a program."""
    missing = sorted({pair for job in jobs for pair in job.tools
                      if not shutil.which(pair[0])})
    if missing:
        raise ProjectError(
            "these programs are missing: "
            + ", ".join(program for program, _ in missing)
            + " (Debian: apt-get install "
            + " ".join(package for _, package in missing)
            + "); or leave out what needs them: STEPS=")


class Runner:
    def __init__(self, root, jobs, store, cores, say=print):
        self.root, self.jobs, self.store, self.say = root, jobs, store, say
        self.slots = max(1, min(cores, len({job.lane for job in jobs})))
        self.share = max(1, cores // self.slots)
        self.keys = {name: stores.key(root, name)
                     for name in {job.project for job in jobs}}
        self.results, self.running, self.waiting = {}, {}, {}
        self.retried = set()
        self.trouble = None

    def run(self):
        """Do all jobs; Stopped when the machine does not let us."""
        self._take_over()
        try:
            while self.trouble is None or self.running:
                self._start_ready()
                if not self.running and not self._left():
                    break
                time.sleep(TICK)
                self._collect()
        finally:
            for child, _, log in self.running.values():
                driver.end_session(child)
                log.close()
        if self.trouble:
            done = len(self.results)
            raise Stopped(f"{self.trouble}; {done} of {len(self.jobs)} jobs "
                          "are done: run it again, and it goes on there")
        return [self.results[job.name] for job in self.jobs]

    def _take_over(self):
        """What an earlier run of this night did is not done again."""
        for job in self.jobs:
            found = self.store.result(job.name, self.keys[job.project])
            if found and found["result"] in ("pass", "fail"):
                self.results[job.name] = found
        if self.results:
            self.say(f"nightly: goes on: {len(self.results)} of "
                     f"{len(self.jobs)} jobs are done")

    def _left(self):
        return [job for job in self.jobs if job.name not in self.results
                and job.name not in self.running]

    def _start_ready(self):
        for job in self._left():
            before = [self.results.get(name) for name in job.after
                      if any(name == one.name for one in self.jobs)]
            failed = [one for one in before if one
                      and one["result"] in ("fail", "blocked", "broken")]
            if failed:
                self._done(job, {"result": "blocked", "seconds": 0,
                                 "text": f"{failed[0]['job']} "
                                 "did not pass"})
            elif self.trouble is None and all(before) \
                    and len(self.running) < self.slots and self._free(job):
                self._start(job)

    def _free(self, job):
        """Whether nobody works in the job's directories: no job of ours, and
        no command of somebody else's; for that one we wait a while. Nor may
        two jobs run programs with the same probes: each would see both."""
        for other in map(self._job, self.running):
            if set(other.areas) & set(job.areas) or job.runs and \
                    other.runs and other.project == job.project:
                return False
        if all(_unlocked(layout.Layout(self.root, *area).build)
               for area in job.areas):
            return True
        since = self.waiting.setdefault(job.name, time.monotonic())
        return time.monotonic() - since > PATIENCE

    def _job(self, name):
        return next(job for job in self.jobs if job.name == name)

    def _start(self, job):
        log = open(self.store.log(job.name), "wb")
        environment = dict(os.environ, JOBS=str(self.share))
        environment.pop("MAKEFLAGS", None)
        # should we be killed, the job ends itself and all that it started
        child = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "--",
             os.path.join(self.root, "scripts", "project"), "job", job.name],
            cwd=self.root, env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.running[job.name] = (child, time.monotonic(), log)

    def _collect(self):
        for name, (child, began, log) in list(self.running.items()):
            seconds = time.monotonic() - began
            code = child.poll()
            if code is None and seconds < LIMIT:
                continue
            if code is None:
                driver.end_session(child)
            log.close()
            del self.running[name]
            self._judge(self._job(name), code, round(seconds, 1))

    def _judge(self, job, code, seconds):
        found = outcome(read_log(self.store.log(job.name)))
        if found is None and code and _free(self.store.directory) < LEAST:
            # not even the log took what it had to say
            found = {"result": "broken", "text": jobs_of.FULL[0]}
        if found is None and code is not None \
                and job.name not in self.retried:
            self.retried.add(job.name)
            self.say(f"nightly: {job.name}: {driver.how_ended(code)} without "
                     "a word: once more")
            return
        if found is None:
            how = driver.how_ended(code) if code is not None else \
                f"still ran after {LIMIT // 3600} h: ended"
            found = {"result": "fail", "text": how}
        self._done(job, found | {"seconds": seconds})

    def _done(self, job, found):
        found = {"job": job.name, "key": self.keys[job.project]} | found
        if found["result"] == "broken" and jobs_of.is_full(found["text"]):
            where = self.store.directory
            self.trouble = (f"{job.name}: {found['text']} "
                            f"({_free(where) >> 20} MiB free in {where}): "
                            "make room")
            return
        self.results[job.name] = found
        if found["result"] != "broken":
            self.store.keep(job.name, found)
        if found["result"] != "blocked":
            self.say(f"nightly: {len(self.results):>3}/{len(self.jobs)} "
                     f"{found['result']:<5} {job.name} "
                     f"({found['seconds']:.0f} s)"
                     + (f": {found['text']}" if found.get("text") else ""))


def read_log(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def outcome(text):
    """What a job said of itself in the last line that is a result; None
    when it did not come to that."""
    for line in reversed(text.split("\n")):
        if line.startswith(jobs_of.MARK):
            try:
                return json.loads(line.removeprefix(jobs_of.MARK))
            except ValueError:
                return None
    return None


def _unlocked(directory):
    try:
        with open(os.path.join(directory, "lock"), encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def _free(path):
    return shutil.disk_usage(path).free


def say(text):
    print(text, file=sys.stderr, flush=True)
