# SPDX-License-Identifier: BSD-2-Clause
"""identical: with the configure switch off, the patched source gives the
same objects as the pristine one."""

import os
import shutil

from . import objects
from .errors import ProjectError
from .steps import digest
from .work import Tree


def compare(job):
    """Build both; give {objects, difference: None or (object, what)}."""
    pristine = _tree(job, "pristine", False)
    patched = _tree(job, "unprobed", True)
    _build(job, pristine)
    _build(job, patched)
    return job.timed("compare", lambda: _compare(pristine, patched))


def _tree(job, name, patched):
    # Both are built at the same path, one after the other, and then moved
    # aside: so no path in them can differ.
    place = os.path.join(job.layout.build, "same")
    return Tree(name, place, os.path.join(job.layout.build, "scratch"),
                probes="off", patched=patched, ccache=False,
                cflags=_flags(job, place))


def _flags(job, place):
    """What makes two builds comparable: no line numbers, no times, no paths;
    and no link time optimisation, which puts compiler state into objects."""
    header = os.path.join(job.layout.root, "scripts", "lib", "same.h")
    return f"-include {header} -ffile-prefix-map={place}=. -fno-lto"


def _aside(tree):
    return os.path.join(os.path.dirname(tree.path), tree.name)


def _build(job, tree):
    """Build a tree, unless what was moved aside is what we would get."""
    job.fetch()
    key = digest(job.keys(tree)["build"])
    stamp = f"{tree.name}.aside"
    if job.stamps.fresh(stamp, key) and os.path.isdir(_aside(tree)) \
            and not job.options.force:
        job.progress.line(tree.name, "up to date")
        return
    job.progress.line(tree.name, "in " + _aside(tree))
    job.stamps.drop(stamp, f"{tree.name}.patch")
    job.build(tree)
    shutil.rmtree(_aside(tree), ignore_errors=True)
    os.rename(tree.path, _aside(tree))
    job.stamps.write(stamp, key)


def _compare(pristine, patched):
    before = objects.find(_aside(pristine))
    after = objects.find(_aside(patched))
    result = {"objects": len(before), "difference": None}
    if not before:
        raise ProjectError(f"{_aside(pristine)}: the build made no object "
                           "files to compare")
    for path in sorted(set(before) ^ set(after)):
        where = "pristine" if path in before else "patched"
        result["difference"] = (path, f"only the {where} build makes it")
        return result
    for path in before:
        what = objects.difference(os.path.join(_aside(pristine), path),
                                  os.path.join(_aside(patched), path))
        if what:
            result["difference"] = (path, what)
            return result
    return result
