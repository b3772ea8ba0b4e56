# SPDX-License-Identifier: BSD-2-Clause
"""The report of a validation: a table for people, JSON for machines."""

import json
import sys

from .steps import write_file

WIDTH = 60          # of the column with the example


def make(job, tracer, seen, providers, wanted):
    """Put what was seen beside what is declared and expected."""
    probes = [_probe(job, seen, declared, probe)
              for declared in providers for probe in declared.probes]
    report = {
        "project": job.facts.name, "branch": job.layout.branch,
        "version": job.version,
        "source": {key: value for key, value in job.fetched.items()
                   if key != "repository"},
        "patches": [line for _, line in job.series().lines],
        "tracer": {"command": tracer.command, "version": tracer.version(),
                   "backend": tracer.backend()},
        "probes": probes,
        "proven": sorted(s for s in wanted["ok"] if (seen.ok or {}).get(s)),
        "problems": _problems(probes, seen, wanted),
        "seconds": job.seconds,
    }
    report["result"] = "fail" if report["problems"] else "pass"
    return report


def _probe(job, seen, declared, probe):
    key = (declared.name, probe.name)
    example = seen.examples.get(key)
    return {
        "provider": declared.name, "name": probe.name,
        "fired": seen.fired.get(key, 0),
        "listed": None if seen.listed is None else key in seen.listed,
        "example": None if example is None else " ".join(example),
        "unreached": job.facts.not_reached(job.version).get(
            ":::".join(key)),
    }


def _problems(probes, seen, wanted):
    problems = [] if probes else ["the project declares no probe"]
    for probe in probes:
        name = f"{probe['provider']}:::{probe['name']}"
        if probe["listed"] is False:
            problems.append(f"{name} is declared, but not in the objects")
        if not probe["fired"] and not probe["unreached"]:
            problems.append(f"{name} never fired")
        if probe["fired"] and probe["unreached"]:
            problems.append(f"{name} fired, but project.toml has it in "
                            "[[unreached]]")
    if seen.ok is None:
        return problems
    problems += [f"not seen: {statement}" for statement in wanted["ok"]
                 if not seen.ok.get(statement)]
    problems += [f"seen {count} times: {statement}"
                 for statement, count in seen.bad.items() if count]
    return problems


def text(report):
    """The report for people."""
    rows = [("PROBE", "FIRED", "EXAMPLE")]
    for probe in report["probes"]:
        example = _one_line(probe["example"] or "")
        if probe["unreached"]:
            example = "not reached: " + probe["unreached"]
        rows.append((f"{probe['provider']}:::{probe['name']}",
                     str(probe["fired"]), example))
    first = max(len(row[0]) for row in rows)
    second = max(len(row[1]) for row in rows)
    lines = [f"{a:<{first}}  {b:>{second}}  {c}".rstrip() for a, b, c in rows]
    if report["proven"]:
        lines += ["", "Proven:"]
        lines += ["  " + statement for statement in report["proven"]]
    if report["problems"]:
        lines += ["", "Missing or wrong:"]
        lines += ["  " + problem for problem in report["problems"]]
    backend = report["tracer"].get("backend")
    if backend:
        lines += ["", f"Traced: {backend}"]
    fired = sum(1 for probe in report["probes"] if probe["fired"])
    lines += ["", "{project} {version} ({branch}): {result}; {fired} of {all}"
              " probes fired".format(fired=fired, all=len(report["probes"]),
                                     **report)]
    return "\n".join(lines) + "\n"


def _one_line(example):
    shown = "".join(c if c.isprintable() else "." for c in example)
    return shown if len(shown) <= WIDTH else shown[:WIDTH - 3] + "..."


def save(report, *paths):
    """Write the JSON to each path; `-` is standard output."""
    content = json.dumps(report, indent=2) + "\n"
    for path in paths:
        if path == "-":
            sys.stdout.write(content)
        elif path:
            write_file(path, content)


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def state(path):
    """How the last validation ended: pass, fail, or - when there is none."""
    return (load(path) or {}).get("result", "-")
