# SPDX-License-Identifier: BSD-2-Clause
"""job: do one job of the graph, and say in one line what came of it.

That line is the last one on standard output, `result: ` and a JSON object;
whoever started the job, here or on another machine, reads it.
"""

import contextlib
import errno
import json
import os
import sys

from .. import export, layout, states, steps, work
from ..errors import ProjectError, UsageError
from ..exports import FORMATS
from ..report import load
from . import graph

MARK = "result: "
FULL = ("No space left on device", "Disk quota exceeded")


def find(root, name):
    """The job of that name."""
    parts = name.split("/")
    if len(parts) != 3:
        raise UsageError(f"'{name}' is no job: PROJECT/BRANCH/STEP")
    for job in graph.make(root, [parts[0]]):
        if job.name == name:
            return job
    raise UsageError(f"there is no job {name}; `scripts/project nightly "
                     f"{parts[0]} --list` shows those there are")


def do(root, name, run):
    """Run the job; `run(words)` runs a word of scripts/project and gives
    its status. Gives the status: 0 well, 1 not, 3 not to be judged."""
    job = find(root, name)
    text, status = "", 0
    try:
        status = _export(root, job) if job.step == "export" \
            else run(job.words)
    except ProjectError as error:
        text, status = str(error), 1
        print(f"scripts/project: {error}", file=sys.stderr)
        if job.step in ("fetch", "build"):
            _keep(root, job, error)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        text, status = f"{error.strerror}: {error.filename}", 1
        print(f"scripts/project: {text}", file=sys.stderr)
    result = "pass" if not status else "fail"
    if status and _broken(text):
        result, status = "broken", 3
    first = text.split("\n", 1)[0].replace(root + os.sep, "")
    if is_full(text) and not is_full(first):
        first += ": " + FULL[0]
    found = {"job": name, "result": result, "text": first}
    print(MARK + json.dumps(found | _state(root, job, result)), flush=True)
    return status


def _broken(text):
    """Whether it is the machine that does not let the job be judged."""
    first = text.split("\n", 1)[0]
    return is_full(text) or "another command works on it" in first \
        or first.startswith("the program ") and "is not installed" in first


def is_full(text):
    return any(word in text for word in FULL)


def _keep(root, job, error):
    """A series that does not get as far as to be validated has a state."""
    area = work.Work(root, job.project, work.Options(job.branch,
                                                     offline=True))
    with contextlib.suppress(ProjectError):
        area.fetch()                # for the version
    states.keep(area, error.state, False, str(error).split("\n", 1)[0])


def _state(root, job, result):
    """The version, the state of the series when that is bad, and what its
    validation found wrong."""
    if job.branch == graph.ALL:
        return {}
    area = layout.Layout(root, job.project, job.branch)
    built = steps.Stamps(area.stamps).read("src.build")
    if result == "pass":
        return {"version": built.get("version")}
    if job.step not in ("fetch", "build", "validate"):
        return {}
    state = states.load(os.path.join(area.build, "state.json"))
    found = {"state": state.get("state"), "version": state.get("version")}
    problems = (load(area.report) or {}).get("problems")
    if job.step == "validate" and problems:
        found["text"] = problems[0]
    return found


def _export(root, job):
    """Every form of the series, as packagers get them."""
    release = None if job.branch == "stable" else job.branch
    for form in FORMATS:
        place, _ = export.run(root, job.project, (form, release, None),
                              work.Options(job.branch))
        print(place)
    return 0
