# SPDX-License-Identifier: BSD-2-Clause
"""states: how each series stood when it was last validated.

Validation leaves build/projects/NAME/BRANCH/state.json: {state, text, well,
when, version, clean}; `when` and `clean`, the last time that all was well, are
seconds since 1970. The states:

    clean        applies exactly, builds, every probe fires
    offset       hunks stand at other lines; well only for a borrowed series
    fuzz         applies only if context is left out
    conflict     does not apply
    upstreamed   upstream has a patch already
    build fails  applies, but does not build, or its workload fails
    probe lost   builds, but a probe is not there or does not fire
    unreachable  its source cannot be had
"""

import json
import os
import time

from . import facts, layout, report
from .errors import ProjectError
from .steps import write_file


def path_of(job):
    return os.path.join(job.layout.build, "state.json")


def load(path):
    return report.load(path) or {}


def watched(job, validate):
    """Run validate(), keep what became of it; give its report."""
    try:
        result = validate()
    except ProjectError as error:
        keep(job, error.state, False, str(error).split("\n", 1)[0])
        raise
    problems = result["problems"]
    offsets = job.stamps.read("src.patch").get("offsets", 0)
    if problems:
        keep(job, "probe lost", False, problems[0])
    else:
        keep(job, "offset" if offsets else "clean", True, "")
    return result


def keep(job, state, well, why):
    now = int(time.time())
    clean = now if well else load(path_of(job)).get("clean")
    write_file(path_of(job), json.dumps({
        "state": state, "text": why, "well": well, "when": now,
        "clean": clean,
        "version": job.version if job.release or job.fetched else None}))


def every(root, names):
    """[{project, branch, ...}] for every branch of the projects."""
    rows = []
    for name in names or layout.projects(root):
        known = facts.load(os.path.join(root, "projects", name))
        branches = [known.branch(one) for one in known.pinned]
        for branch in branches + (["head"] if known.head else []):
            area = layout.Layout(root, name, branch)
            row = {"project": name, "branch": branch,
                   "state": "never validated", "text": "", "well": True,
                   "when": None, "clean": None, "version": None}
            rows.append(row | load(os.path.join(area.build, "state.json")))
    return rows


def age(when, now):
    """How long ago, in the largest unit that is not 0."""
    if when is None:
        return "never"
    for unit, seconds in (("d", 86400), ("h", 3600), ("min", 60)):
        if now - when >= seconds:
            return f"{(now - when) // seconds} {unit} ago"
    return "now"


def text(rows):
    now = int(time.time())
    lines = [("PROJECT", "BRANCH", "VERSION", "STATE", "SEEN", "LAST CLEAN",
              "WHY")]
    lines += [(row["project"], row["branch"], row["version"] or "-",
               row["state"], age(row["when"], now), age(row["clean"], now),
               row["text"]) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "".join("  ".join(f"{cell:<{width}}" for cell, width in zip(
        line, widths)).rstrip() + "\n" for line in lines)
