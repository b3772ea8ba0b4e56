# SPDX-License-Identifier: BSD-2-Clause
"""The report of a night: text, JSON and HTML. docs/nightly.md says what is in
it, docs/schema/nightly.json is its schema."""

import json
import os
import time

from .. import jsonschema
from ..publish import site
from ..steps import write_file
from . import blame, verdict

FORMAT = 1
LIST = ("regressed", "new red", "still red", "recovered", "not run")


def make(root, night, rows, history):
    """The report as it is written in JSON."""
    for row in rows:
        row["culprit"] = blame.find(root, row) \
            if row["class"] in verdict.BAD else None
    bad, missing = verdict.regressed(rows), any(
        row["class"] == "not run" for row in rows)
    return {
        "format": FORMAT, "night": night["id"], "started": night["started"],
        "seconds": int(time.time()) - night["started"],
        "previous": history[0][0] if history else None,
        "commit": night.get("commit"),
        "result": "regressed" if bad else "incomplete" if missing else "held",
        "counts": {kind: sum(row["class"] == kind for row in rows)
                   for kind in verdict.CLASSES},
        "jobs": rows,
    }


def write(directory, report):
    """report.txt, report.json and report.html."""
    jsonschema.must(report, jsonschema.load("nightly"), "report.json")
    for name, content in (
            ("json", json.dumps(report, indent=1, ensure_ascii=False) + "\n"),
            ("txt", text(report)), ("html", html(report))):
        write_file(os.path.join(directory, "report." + name), content)


def text(report):
    """The report for people: what is new first, then what is red."""
    lines = [f"Night of {report['night']}: {headline(report)}"]
    if report["previous"]:
        lines.append(f"Compared with the night of {report['previous']}.")
    for kind in LIST:
        rows = [row for row in report["jobs"] if row["class"] == kind]
        if rows:
            lines += ["", f"{kind.capitalize()}:"]
        for row in rows:
            lines += _lines(row)
    retried = [(row, one) for row in report["jobs"] for one in row["retries"]]
    if retried:
        lines += ["", "Done again:"]
        lines += [f"  {row['job']}: {one['worker']}: {one['why']}"
                  for row, one in retried]
    return "\n".join(lines) + "\n"


def _lines(row):
    line = f"  {row['job']}"
    if row["text"]:
        line += f": {row['text']}"
    if row["class"] == "still red":
        line += f" (since {row['since']})"
    yield line
    if row["culprit"]:
        yield from ("    " + one for one in row["culprit"].split("\n"))
    if row["class"] in verdict.BAD:
        yield "    remedy: " + remedy(row)


def remedy(row):
    """What a person does next."""
    name, branch = row["project"], row["branch"]
    if row["state"] in ("conflict", "fuzz", "offset", "upstreamed"):
        return f"scripts/project refresh {name} --branch {branch}" + (
            " --to HEAD" if branch == "head" else "")
    if row["state"] == "unreachable":
        return f"see whether projects/{name}/project.toml still names it"
    return f"make job JOB={row['job']}"


def headline(report):
    counts = report["counts"]
    parts = [f"{counts[kind]} {kind}" for kind in verdict.CLASSES
             if counts[kind]]
    return {"regressed": "something regressed", "held": "nothing regressed",
            "incomplete": "not all was looked at"}[report["result"]] \
        + ": " + ", ".join(parts)


def html(report):
    """One page that needs no other file."""
    columns, lanes = [], {}
    for row in report["jobs"]:
        if row["step"] not in columns:
            columns.append(row["step"])
        lanes.setdefault((row["project"], row["branch"]), {})[
            row["step"]] = row
    with open(os.path.join(site.TEMPLATES, "site.css"),
              encoding="utf-8") as file:
        style = file.read()
    return site.environment().get_template("nightly.html").render(
        report=report, headline=headline(report), style=style,
        columns=columns, lanes=lanes, classes=verdict.CLASSES, kinds=LIST,
        remedy=remedy, bad=verdict.BAD)
