# SPDX-License-Identifier: BSD-2-Clause
"""Runs the workload under a tracer and says what that saw."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field

from . import driver, expect, layout
from .errors import ProjectError, missing_tool
from .steps import write_file


ATTACH_LIMIT = 60       # seconds that bpftrace may take


@dataclass
class Seen:
    """What a tracer saw. `None` where it does not look at such things."""
    listed: set = None              # {(provider, probe)}
    fired: dict = field(default_factory=dict)
    examples: dict = field(default_factory=dict)
    ok: dict = None                 # {statement: count}
    bad: dict = None


class Dtrace:
    """Our own tracer: listing, counts, examples, and the statements."""

    def __init__(self, root):
        self.command = layout.dtrace(root, "TRACER")

    def version(self):
        done = subprocess.run([self.command, "-V"], text=True, check=False,
                              errors="replace", stdin=subprocess.DEVNULL,
                              capture_output=True)
        return (done.stdout.strip() or "unknown").split("\n")[0]

    def backend(self):
        """How probes are reached here: by the kernel, or by breakpoints."""
        done = subprocess.run([self.command, "--doctor", "-x", "oformat=json"],
                              text=True, check=False, errors="replace",
                              stdin=subprocess.DEVNULL, capture_output=True)
        for line in done.stdout.splitlines():
            with contextlib.suppress(ValueError):
                row = json.loads(line)
                if isinstance(row, dict) and row.get("name") == "backend":
                    return row.get("text")
        return None

    def see(self, job, tree, providers, wanted):
        found = objects(job, tree)
        seen = Seen(listed=self.listed(job, providers, found))
        generated = os.path.join(job.layout.build, "generated.d")
        output = os.path.join(job.layout.build, "traced.txt")
        write_file(generated, expect.program(providers, wanted))
        command = [self.command, "-q", *found, "-o", output,
                   "-s", job.expect, "-s", generated, "-c", workload(job)]
        run_traced(job, tree, command, output)
        found = expect.parse("\n".join(_lines(output)))
        seen.fired, seen.examples = found["fired"], found["example"]
        seen.ok, seen.bad = found["ok"], found["bad"]
        return seen

    def listed(self, job, providers, options):
        """The probes that -l finds in the objects: {(provider, probe)}."""
        found = set()
        for declared in providers:
            done = subprocess.run(
                [self.command, "-l", *options, "-P", declared.name + "*"],
                text=True, errors="replace", stdin=subprocess.DEVNULL,
                capture_output=True, check=False)
            with open(os.path.join(job.layout.logs, "list.log"), "w",
                      encoding="utf-8") as log:
                log.write(done.stdout + done.stderr)
            for line in done.stdout.split("\n"):
                words = line.split()
                if len(words) >= 3 and words[0].isdigit() and re.fullmatch(
                        declared.name + r"\d*", words[1]):
                    found.add((declared.name, words[-1]))
        return found


class Bpftrace:
    """The interoperability check: another tracer counts the same probes.

    It reads the notes in the objects and nothing else of ours, so what it
    counts does not depend on our tracer.
    """

    def __init__(self, _root):
        self.command = shutil.which("bpftrace")
        if not self.command:
            raise missing_tool("bpftrace", "bpftrace")

    def version(self):
        done = subprocess.run([self.command, "--version"], text=True,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              check=False)
        return done.stdout.strip()

    @staticmethod
    def backend():
        return "the kernel"

    def see(self, job, tree, providers, _wanted):
        """bpftrace -c finds the probes of that command only, not of what it
        starts: so it runs beside the workload, not around it."""
        output = os.path.join(job.layout.build, "bpftrace.json")
        _remove(output)
        points = [f"usdt:{os.path.join(tree.path, path)}:{declared.name}:*"
                  for declared in providers
                  for path in job.facts.providers[declared.name].objects]
        program = ('BEGIN { printf("ready"); } ' + ", ".join(points)
                   + " { @[probe] = count(); }")
        with open(job.log(tree, "bpftrace"), "wb") as log:
            child = subprocess.Popen(
                [self.command, "-f", "json", "-o", output, "-e", program],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
            try:
                self.wait_ready(child, output, log.name)
                driver.run(job.layout, tree, "exercise", job.version,
                           layout.dtrace(job.layout.root),
                           job.log(tree, "validate"), job.options.verbose,
                           job.options.limit)
                child.send_signal(signal.SIGINT)
                child.wait(ATTACH_LIMIT)
            finally:
                driver.end_session(child)
        seen = Seen()
        for line in _lines(output):
            self.counts(line, seen.fired)
        return seen

    @staticmethod
    def wait_ready(child, output, log):
        """Its output begins when all probes are attached."""
        for _ in range(ATTACH_LIMIT * 10):
            if any('"ready"' in line for line in _lines(output)):
                return
            if child.poll() is not None:
                break
            time.sleep(0.1)
        raise ProjectError("bpftrace does not attach to the probes\n"
                           + driver.tail(log))

    @staticmethod
    def counts(line, fired):
        try:
            record = json.loads(line)
        except ValueError:
            return
        if record.get("type") != "map":
            return
        for point, count in record["data"].get("@", {}).items():
            owner, probe = point.split(":")[-2:]
            key = (owner, probe.replace("__", "-"))
            fired[key] = fired.get(key, 0) + count


def _remove(path):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _lines(path):
    """The lines of a file; none when it is not there yet."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().split("\n")
    except FileNotFoundError:
        return []


TRACERS = {"dtrace": Dtrace, "bpftrace": Bpftrace}


def objects(job, tree):
    """The options that tell our tracer about the objects of a tree."""
    return [text for path in job.facts.objects
            for text in ("-x", "object=" + os.path.join(tree.path, path))]


def workload(job):
    """The command that a tracer starts.

    Tracers split it at blanks, and some start nothing but ELF files: env is
    one, and starts the driver.
    """
    command = ["/usr/bin/env", job.layout.driver, "exercise-run", "--branch",
               job.layout.branch]
    if any(" " in word for word in command):
        raise ProjectError(f"{job.layout.driver}: a tracer cannot start a "
                           "command with a blank in its path")
    return " ".join(command)


def run_traced(job, tree, command, output):
    """Run a tracer around the workload; both must end well."""
    log = job.log(tree, "validate")
    for path in (output, driver.status_file(tree)):
        _remove(path)
    code = driver.run_logged(command, dict(os.environ, LC_ALL="C"),
                             job.layout.build, log, job.options.verbose,
                             job.options.limit)
    if code:
        raise ProjectError(f"{command[0]}: the tracer {driver.how_ended(code)}"
                           f"\n{driver.tail(log)}\n  the whole log: {log}")
    status = driver.read_status(tree)
    if status != "0":
        raise ProjectError(
            f"{job.layout.driver}: exercise, traced, "
            + (f"fails with status {status}" if status else "did not end")
            + f"\n{driver.tail(log)}\n  the whole log: {log}")
    if not os.path.exists(output):
        raise ProjectError(f"{command[0]}: wrote no output; its log: {log}")
