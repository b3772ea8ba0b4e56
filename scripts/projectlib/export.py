# SPDX-License-Identifier: BSD-2-Clause
"""export: a series in the form that a packager's system wants."""

import os
from dataclasses import replace

from . import facts, steps, versions, work
from .errors import ProjectError, UsageError
from .exports import FORMATS, output, stack


def formats():
    """The formats and what each is, for people."""
    return "".join(f"  {name:<13} {module.ABOUT}\n"
                   for name, module in FORMATS.items())


def run(root, name, wanted, how):
    """Write the export; give its directory and a note, empty or one line.

    `wanted` is (format, release or None, directory or None); `how` are the
    options of the work.
    """
    form, release, target = wanted
    if form not in FORMATS:
        raise UsageError(f"there is no format '{form}'; the formats are:\n"
                         + formats().rstrip("\n"))
    known = facts.load(os.path.join(root, "projects", name))
    version, branch, note = choose(known, release)
    job = work.Work(root, name, replace(how, branch=branch))
    made = stack.Stack(job, version)
    home = target or os.path.join(root, "build", "exports",
                                  f"{name}-{version}-{form}")
    with steps.locked(job.layout.build, name), \
            output.directory(home, replace=target is None) as out:
        FORMATS[form].write(made, out)
    return home, note


def choose(known, release):
    """(version, branch, note) of the series for a release that is asked for:
    the pinned stable one, head, or the one that covers a version."""
    if release in (None, "stable"):
        return known.stable.version, "stable", ""
    if release == "head":
        if "head" not in known.directories:
            raise ProjectError(f"{known.path}: {known.name} has no series for "
                               "a development branch")
        return "head", "head", ""
    answer = versions.resolve(known, release)
    note = "" if answer.proven else (
        f"{known.name} {release}: the series is meant for {answer.covered} "
        f"and proven on {answer.release.version}")
    return release, known.branch(answer.release), note
