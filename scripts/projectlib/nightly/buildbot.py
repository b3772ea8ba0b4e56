# SPDX-License-Identifier: BSD-2-Clause
"""The nightly on several machines: a configuration of Buildbot, made from the
same graph. Imported by ci/buildbot/master.cfg alone.

A builder is a lane of the graph: one branch of one project, whose jobs one
worker does in their order. A build whose worker dies is done again by another
one; that is Buildbot's own doing, and is in the report.
"""

import os
import tomllib

from buildbot.plugins import changes, schedulers, steps, util, worker

from ..errors import ProjectError
from . import collect, graph

LIMIT = 4 * 3600        # seconds for a job
SILENT = 3600           # seconds without a line of output
KEYS = {"repository": str, "branch": str, "listen": str, "reports": str,
        "hour": int, "workers": list, "projects": list, "steps": list}
DEFAULTS = {"branch": "main", "listen": "tcp:9989:interface=127.0.0.1",
            "hour": 1, "projects": [], "steps": []}


def configuration(root, basedir):
    """The dictionary that a master.cfg defines."""
    found = settings(os.path.join(basedir, "nightly.toml"))
    words = passwords(os.path.join(basedir, "passwords"),
                      [*found["workers"], "change"])
    lanes = graph.lanes(graph.make(root, found["projects"], (), found["steps"]))
    names = [lane.replace("/", "-") for lane in lanes]
    return {
        "workers": [worker.Worker(name, words[name], max_builds=1,
                                  keepalive_interval=60)
                    for name in found["workers"]],
        "protocols": {"pb": {"port": found["listen"]}},
        "db": {"db_url": "sqlite:///state.sqlite"},
        "change_source": [changes.PBChangeSource(
            port=found["listen"], user="change", passwd=words["change"])],
        "schedulers": [
            schedulers.Nightly(name="nightly", hour=found["hour"], minute=0,
                               branch=found["branch"], builderNames=names,
                               onlyIfChanged=False),
            # begun by hand: buildbot sendchange --category now
            schedulers.SingleBranchScheduler(
                name="now", builderNames=names,
                change_filter=util.ChangeFilter(category="now"))],
        "builders": [_builder(lane, jobs, found)
                     for lane, jobs in lanes.items()],
        "services": [collect.Collector(
            root=root, directory=os.path.join(basedir, found["reports"]),
            projects=found["projects"], steps=found["steps"])],
        "title": "Project DTrace", "titleURL": "http://localhost/",
        "buildbotURL": "http://localhost/", "buildbotNetUsageData": None,
    }


def settings(path):
    """nightly.toml, checked."""
    try:
        with open(path, "rb") as file:
            given = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ProjectError(f"{path}: {error}") from None
    found = DEFAULTS | given
    for key, value in found.items():
        if key not in KEYS or not isinstance(value, KEYS[key]):
            raise ProjectError(f"{path}: {key} is unknown, or of the wrong "
                               "type; docs/nightly.md describes the file")
    missing = [key for key in KEYS if key not in found]
    if missing or not found["workers"]:
        raise ProjectError(f"{path}: missing: "
                           + ", ".join(missing or ["workers"]))
    return found


def passwords(path, names):
    """{name: password}, from lines of both."""
    try:
        if os.stat(path).st_mode & 0o077:
            raise ProjectError(f"{path}: others may read it: chmod 600")
        with open(path, encoding="utf-8") as file:
            found = dict(line.split(None, 1) for line
                         in file.read().strip().split("\n"))
    except (OSError, ValueError) as error:
        raise ProjectError(f"{path}: {error}") from None
    for name in names:
        if name not in found:
            raise ProjectError(f"{path}: has no password for {name}")
    return found


def _builder(lane, jobs, found):
    return util.BuilderConfig(
        name=lane.replace("/", "-"), workernames=found["workers"],
        # one checkout and one toolchain for all lanes of a worker, which
        # does one build at a time
        workerbuilddir="nightly", factory=_factory(jobs, found))


def _factory(jobs, found):
    made = util.BuildFactory([
        steps.Git(repourl=found["repository"], branch=found["branch"],
                  mode="incremental", alwaysUseLatest=True,
                  haltOnFailure=True),
        steps.ShellCommand(name="toolchain", haltOnFailure=True,
                           command=["make", "-s", "toolchain"],
                           timeout=SILENT)])
    for job in jobs:
        made.addStep(steps.ShellCommand(
            name=job.step, command=["make", "-s", "job", f"JOB={job.name}"],
            haltOnFailure=job.gate, timeout=SILENT, maxTime=LIMIT))
    return made
