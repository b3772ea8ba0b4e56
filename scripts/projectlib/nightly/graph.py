# SPDX-License-Identifier: BSD-2-Clause
"""The build graph: every job of a night, made from projects/.

It is described here once; `make nightly`, Buildbot and the workflow files all
take it from here. A job is one step for one branch of one project, and is
named PROJECT/BRANCH/STEP; what concerns all branches has the branch `all`.
"""

import os
from dataclasses import dataclass

from .. import driver, facts, layout
from ..errors import UsageError

ALL = "all"


@dataclass(frozen=True)
class Step:
    """What a step is: the word of scripts/project, and what must have
    passed. `function`: only for drivers that have it; `pinned`: not for head.
    `runs`: it runs the program, which who traces that of another branch would
    see. `gate`: whatever comes later in the lane has no sense without it."""
    word: str
    after: tuple = ()
    options: tuple = ()
    function: str = None
    pinned: bool = False
    runs: bool = False
    gate: bool = False
    tools: tuple = ()           # (program, Debian's package)


BASE = (("git", "git"), ("patch", "patch"), ("quilt", "quilt"))
STEPS = {
    "fetch": Step("fetch", gate=True, tools=BASE),
    "build": Step("build", ("fetch",), gate=True, tools=BASE),
    "validate": Step("validate", ("build",), runs=True),
    "interop": Step("interop", ("build",)),
    "builds": Step("builds", ("build",), tools=(
        ("/usr/bin/dtrace", "systemtap-sdt-dev"),)),
    "identical": Step("identical", ("build",)),
    "suite": Step("suite", ("build",), function="suite", runs=True),
    "cost": Step("cost", ("build",), function="measure", runs=True,
                 tools=(("valgrind", "valgrind"),)),
    "export": Step("export", ("fetch",), pinned=True),
}
# of a project as a whole
WHOLE = {
    "lint": Step("lint"),
    "compat": Step("compat", ("fetch",), ("--apply",)),
}


@dataclass(frozen=True)
class Job:
    project: str
    branch: str
    step: str
    words: tuple                # the command: scripts/project WORDS
    after: tuple                # names of the jobs that must have passed
    areas: tuple                # (project, branch) that it works in alone
    runs: bool                  # alone in running the project's program
    gate: bool
    tools: tuple

    @property
    def name(self):
        return f"{self.project}/{self.branch}/{self.step}"

    @property
    def lane(self):
        return f"{self.project}/{self.branch}"


def make(root, projects=(), branches=(), steps=()):
    """The jobs in an order in which they can be done: all, or those of the
    projects, branches and steps that are named, with what they need."""
    there = layout.projects(root)
    _known("project", projects, there)
    _known("step", steps, [*STEPS, *WHOLE])
    jobs, seen = [], {ALL, "stable", "head"}
    for name in projects or there:
        known = facts.load(os.path.join(root, "projects", name))
        seen |= {one.version for one in known.releases}
        jobs += _project(root, known)
    _known("branch", branches, sorted(seen))
    return _chosen(jobs, branches, steps)


def lanes(jobs):
    """{PROJECT/BRANCH: its jobs}: what one machine does in one go."""
    found = {}
    for job in jobs:
        found.setdefault(job.lane, []).append(job)
    return found


def _known(what, wanted, there):
    for one in wanted:
        if one not in there:
            raise UsageError(f"there is no {what} {one}; there are: "
                             + ", ".join(there))


def _project(root, known):
    functions = driver.Driver(
        layout.Layout(root, known.name, "stable").driver).functions()
    pins = [known.branch(one) for one in known.pinned]
    for branch in pins + (["head"] if known.head else []):
        for name, step in STEPS.items():
            if step.function and step.function not in functions \
                    or step.pinned and branch == "head":
                continue
            words = (step.word, known.name, "--branch", branch, *step.options)
            yield Job(known.name, branch, name, words,
                      tuple(f"{known.name}/{branch}/{one}"
                            for one in step.after),
                      ((known.name, branch),), step.runs, step.gate,
                      step.tools)
    for name, step in WHOLE.items():
        areas = tuple((known.name, branch) for branch in pins) \
            if step.after else ()
        yield Job(known.name, ALL, name,
                  (step.word, known.name, *step.options),
                  tuple(f"{known.name}/{branch}/{one}" for branch in pins
                        for one in step.after),
                  areas, step.runs, step.gate, step.tools)


def _chosen(jobs, branches, steps):
    """Those that are asked for, and the steps before them."""
    named = {job.name: job for job in jobs}
    todo = [job.name for job in jobs
            if (not branches or job.branch in branches)
            and (not steps or job.step in steps)]
    wanted = set()
    while todo:
        name = todo.pop()
        if name not in wanted:
            wanted.add(name)
            todo += named[name].after
    return [job for job in jobs if job.name in wanted]
