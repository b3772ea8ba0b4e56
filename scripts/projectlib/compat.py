# SPDX-License-Identifier: BSD-2-Clause
"""compat: proves on the source of each pinned release that its series holds.

Each release is fetched, patched, built and validated like stable is; with
`apply_only` it is patched, no more.
"""

import os

from . import states, steps, validate, work
from .errors import ProjectError


def run(root, name, options, releases, apply_only):
    """Prove each release; give [{version, series, shipped, result, ...}]."""
    return [_one(work.Work(root, name, options(branch)), release, apply_only)
            for branch, release in releases]


def _one(job, release, apply_only):
    row = {"version": release.version, "series": release.series,
           "shipped": release.shipped, "result": "fail"}
    try:
        with steps.locked(job.layout.build, job.facts.name):
            tree = job.tree()
            job.patch(tree)
            row["patches"] = len(job.series().patches)
            row["offsets"] = job.stamps.read(f"{tree.name}.patch").get(
                "offsets", 0)
            if apply_only:
                row["result"] = "applies"
                return row
            report = states.watched(job, lambda: validate.validate(
                job, "dtrace"))
    except ProjectError as error:
        row["problem"] = str(error).split("\n", 1)[0]
        return row
    row["fired"] = sum(1 for one in report["probes"] if one["fired"])
    row["probes"] = len(report["probes"])
    row["result"] = report["result"]
    if report["problems"]:
        row["problem"] = report["problems"][0]
    return row


def text(rows, root):
    """The table for people."""
    lines = [("VERSION", "SHIPPED BY", "SERIES", "PATCHES", "OFFSETS",
              "PROBES", "RESULT")]
    for row in rows:
        fired = f"{row['fired']}/{row['probes']}" if "probes" in row else "-"
        lines.append((row["version"], ", ".join(row["shipped"]) or "-",
                      row["series"], str(row.get("patches", "-")),
                      str(row.get("offsets", "-")), fired, row["result"]))
    widths = [max(map(len, column)) for column in zip(*lines)]
    out = ["  ".join(f"{cell:<{width}}" for cell, width
                     in zip(line, widths)).rstrip() for line in lines]
    out += [f"{row['version']}: " + row["problem"].replace(
        root + os.sep, "") for row in rows if "problem" in row]
    return "\n".join(out) + "\n"
