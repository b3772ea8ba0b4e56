# SPDX-License-Identifier: BSD-2-Clause
"""builds: the patched source, built in the other ways that people build it,
must have the same probes."""

import os

from . import tracer, validate
from .errors import ProjectError, missing_tool

SYSTEMTAP = "/usr/bin/dtrace"
WAYS = {
    "systemtap": {"compiler": SYSTEMTAP},
    "o0": {"cflags": "-O0 -U_FORTIFY_SOURCE"},
    "lto": {"cflags": "-flto=auto -ffat-lto-objects"},
}


def run(job):
    """Build each way; give [(way, what is wrong or None, how)]."""
    rows = []
    others = {name: {"system": name}
              for name in job.facts.build.get("systems", [])}
    for way, how in (WAYS | others).items():
        reason = job.facts.unsupported.get(way)
        if reason:
            rows.append((way, None, "not built: " + reason))
            continue
        if way == "systemtap" and not os.access(SYSTEMTAP, os.X_OK):
            raise missing_tool(SYSTEMTAP, "systemtap-sdt-dev")
        try:
            rows.append((way, *_one(job, job.place("as-" + way, **how))))
        except ProjectError as error:
            rows.append((way, str(error), ""))
    return rows


def _one(job, tree):
    job.build(tree)
    declared = validate.providers(job.facts, job.directory)
    wanted = {(one.name, probe.name) for one in declared
              for probe in one.probes}
    seen = tracer.Dtrace(job.layout.root).listed(
        job, declared, tracer.objects(job, tree))
    missing = sorted(":::".join(one) for one in wanted - seen)
    if missing:
        return "lost: " + ", ".join(missing), ""
    return None, f"{len(wanted)} probes"
