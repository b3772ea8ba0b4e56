# SPDX-License-Identifier: BSD-2-Clause
"""validate: build, run the workload traced, and compare with what the
project promises."""

import os

from . import expect, provider, report
from .errors import ProjectError
from .steps import digest, file_digest
from .tracer import TRACERS


def providers(facts, series="stable"):
    """The provider files that go with a series, parsed, in the order of the
    facts."""
    found = []
    for name in facts.providers:
        path = facts.file(series, name + ".d")
        declared = provider.load(path)
        if declared.name != name:
            raise ProjectError(f"{path}:{declared.line}: declares provider "
                               f"{declared.name}, not {name}")
        found.append(declared)
    return found


def validate(job, tracer_name):
    """Do all steps; give the report, from the last time if nothing changed."""
    declared = providers(job.facts, job.directory)
    wanted = expect.statements(job.expect)
    tracer = TRACERS[tracer_name](job.layout.root)
    tree = job.tree()
    job.build(tree)
    key = _key(job, tree, declared, tracer)
    stamp = f"{tree.name}.validate"
    old = report.load(job.layout.report)
    if old and job.stamps.fresh(stamp, key) and not job.options.force:
        job.progress.line("validate", "up to date")
        return old
    job.stamps.drop(stamp)
    result = job.timed("validate", lambda: _see(job, tree, declared, wanted,
                                                tracer))
    report.save(result, job.layout.report)
    if result["result"] == "pass":
        job.stamps.write(stamp, key)
    return result


def _see(job, tree, declared, wanted, tracer):
    for path in job.facts.objects:
        if not os.path.isfile(os.path.join(tree.path, path)):
            raise ProjectError(f"{job.facts.path}: objects: the build made "
                               f"no {path} in {tree.path}")
    seen = tracer.see(job, tree, declared, wanted)
    return report.make(job, tracer, seen, declared, wanted)


def _key(job, tree, declared, tracer):
    files = [job.facts.path, tracer.command, job.expect]
    files += [one.path for one in declared]
    return digest(job.keys(tree)["build"], job.driver.part("exercise"),
                  os.uname().release, [file_digest(path) for path in files])
