# SPDX-License-Identifier: BSD-2-Clause
"""What is kept of nights: build/nightly.

    night.json        the night that runs, or ran last: who, when, which jobs
    results/NAME.json what came of each of its jobs
    log/NAME.log      what they printed
    history/ID.json   what came of the jobs of each night that ran to its end
    report.*          of the last of those

Every file is written whole or not at all, so a night that is cut short goes on
where it was.
"""

import contextlib
import glob
import json
import os
import shutil
import time

from .. import layout, steps
from ..errors import ProjectError
from ..report import load

KEPT = 60               # nights
STALE = 20 * 3600       # seconds after which a night is not gone on with


class Store:
    def __init__(self, directory):
        self.directory = directory
        self.night = {}

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    @staticmethod
    def file(name):
        """A job's name as part of a path."""
        return name.replace("/", "+")

    def log(self, name):
        return self.path("log", self.file(name) + ".log")

    def open(self, jobs, fresh, **facts):
        """Begin a night, or go on with the one that was cut short, which
        must be for the same jobs. Gives whether it goes on."""
        for part in ("results", "log", "history"):
            os.makedirs(self.path(part), exist_ok=True)
        names = [job.name for job in jobs]
        old = load(self.path("night.json")) or {}
        now = int(time.time())
        if not fresh and old.get("finished", 0) is None \
                and old.get("jobs") == names \
                and now - old.get("started", 0) < STALE:
            self.night = old
            return True
        for part in ("results", "log"):
            shutil.rmtree(self.path(part))
            os.makedirs(self.path(part))
        name = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
        while os.path.exists(self.path("history", name + ".json")):
            name += "+"
        self.night = {"id": name, "started": now, "finished": None,
                      "jobs": names, **facts}
        self._write(self.night, "night.json")
        return False

    def result(self, name, key=None):
        """What is known of a job in this night; only if it has this key."""
        found = load(self.path("results", self.file(name) + ".json"))
        return found if found and key in (None, found.get("key")) else None

    def keep(self, name, result):
        self._write(result, "results", self.file(name) + ".json")

    def history(self):
        """The nights that ran to their end, newest first: [(id, {job:
        {result, since}})]."""
        found = []
        for path in reversed(self._nights()):
            night = load(path)
            if night:
                found.append((night["id"], night["jobs"]))
        return found

    def finish(self, judged):
        """The night ran to its end: it is what the next ones are compared
        with."""
        self._write({"id": self.night["id"], "jobs": {
            row["job"]: {key: row[key] for key in ("result", "since",
                                                   "version")}
            for row in judged}}, "history", self.night["id"] + ".json")
        self.night["finished"] = int(time.time())
        self._write(self.night, "night.json")
        for path in self._nights()[:-KEPT]:
            os.unlink(path)

    def _nights(self):
        """Their files, oldest first. Of two in one second the later has the
        longer name, so the suffix must not take part."""
        return sorted(glob.glob(self.path("history", "*.json")),
                      key=lambda path: path.removesuffix(".json"))

    def _write(self, value, *parts):
        steps.write_file(self.path(*parts), json.dumps(value, indent=1) + "\n")


@contextlib.contextmanager
def opened(directory):
    """The store, for one night at a time."""
    with steps.locked(directory, "nightly"):
        yield Store(directory)


def key(root, project):
    """What a job's result rests on: the project's files, and our dtrace."""
    base = os.path.join(root, "projects", project)
    files = sorted(glob.glob("**/*", root_dir=base, recursive=True))
    try:
        compiler = steps.file_digest(layout.dtrace(root))
    except ProjectError:
        compiler = None
    return steps.digest(compiler, [
        [name, steps.file_digest(os.path.join(base, name))]
        for name in files if os.path.isfile(os.path.join(base, name))])
