# SPDX-License-Identifier: BSD-2-Clause
"""shelf: patches/, where packagers find each series by project and version.

patches/NAME/VERSION is a link to the directory in projects/NAME with the
series for it, patches/NAME/head one to projects/NAME/head. SHA256SUMS has each series and patch that they lead to,
as sha256sum(1) wants it. Whatever else stands in patches/ is left alone.
"""

import hashlib
import os

from . import facts, layout, series
from .errors import ProjectError
from .steps import read_file, write_file


def update(root, check):
    """Make links and sums what they should be, or only look with `check`;
    give the paths that were not current."""
    shelf = os.path.join(root, "patches")
    wanted = links(root)
    stale = _update_links(shelf, wanted, check)
    path, text = os.path.join(shelf, "SHA256SUMS"), sums(root, wanted)
    if read_file(path, "") != text:
        stale.append(path)
        if not check:
            os.makedirs(shelf, exist_ok=True)
            write_file(path, text)
    return stale


def links(root):
    """{NAME/VERSION: where the link leads}, for all projects."""
    found = {}
    for name in layout.projects(root):
        known = facts.load(os.path.join(root, "projects", name))
        for place, directory in places(known).items():
            found[f"{name}/{place}"] = f"../../projects/{name}/{directory}"
    return found


def places(known):
    """{VERSION or head: the directory of its series}, for one project."""
    found = {one.version: one.series for one in known.pinned}
    if known.head:
        found["head"] = "head"
    return found


def sums(root, wanted):
    """The text of SHA256SUMS: the series, then its own patches in order. A
    line ../stable/FILE of a head series has its sum already."""
    lines = []
    for link, target in sorted(wanted.items()):
        _, _, _, name, branch = target.split("/")
        found = series.Series(os.path.join(root, "projects", name), branch)
        own = [line for _, line in found.lines if "/" not in line]
        for file in ["series"] + own:
            with open(os.path.join(found.directory, file), "rb") as data:
                digest = hashlib.sha256(data.read()).hexdigest()
            lines.append(f"{digest}  {link}/{file}\n")
    return "".join(lines)


def _update_links(shelf, wanted, check):
    there = {name: os.readlink(os.path.join(shelf, name))
             for name in _links_in(shelf)}
    stale = []
    for name in sorted(wanted.keys() | there.keys()):
        if wanted.get(name) == there.get(name):
            continue
        path = os.path.join(shelf, name)
        stale.append(path)
        if check:
            continue
        if name in there:
            os.unlink(path)
        if name in wanted:
            _link(wanted[name], path)
        elif not os.listdir(os.path.dirname(path)):
            os.rmdir(os.path.dirname(path))
    return stale


def _links_in(shelf):
    """NAME/VERSION of each link into projects/ that is there."""
    for name in _entries(shelf):
        directory = os.path.join(shelf, name)
        if os.path.islink(directory) or not os.path.isdir(directory):
            continue
        for version in _entries(directory):
            path = os.path.join(directory, version)
            if os.path.islink(path) and \
                    os.readlink(path).startswith("../../projects/"):
                yield f"{name}/{version}"


def _entries(directory):
    return os.listdir(directory) if os.path.isdir(directory) else []


def _link(target, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        os.symlink(target, path)
    except FileExistsError:
        raise ProjectError(f"{path}: stands where the shelf has a link to "
                           f"{target}: move it away") from None
