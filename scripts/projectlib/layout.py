# SPDX-License-Identifier: BSD-2-Clause
"""Where things stand: the repository, the build area, the cache."""

import os
import shutil

from .errors import ProjectError

def cache():
    """The directory of downloads, shared by all work trees."""
    path = os.environ.get("DTRACE_CACHE")
    if not path:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser(
            "~/.cache")
        path = os.path.join(base, "project-dtrace")
    return os.path.abspath(path)


class Layout:
    """The paths of one branch of one project."""

    def __init__(self, root, name, branch):
        self.root, self.name, self.branch = root, name, branch
        self.project = os.path.join(root, "projects", name)
        self.driver = os.path.join(self.project, "driver")
        self.area = os.path.join(root, "build", "projects", name)
        self.build = os.path.join(self.area, branch)
        self.logs = os.path.join(self.build, "log")
        self.stamps = os.path.join(self.build, "stamps")
        self.report = os.path.join(self.build, "report.json")
        self.cache = os.path.join(cache(), name)
        self.ccache = os.path.join(root, "build", "projects", ".ccache")

    def make(self):
        for path in (self.logs, self.stamps):
            os.makedirs(path, exist_ok=True)


def projects(root):
    """The names of all projects of the repository."""
    base = os.path.join(root, "projects")
    try:
        names = os.listdir(base)
    except FileNotFoundError:
        return []
    return sorted(name for name in names if
                  os.path.exists(os.path.join(base, name, "project.toml")))


def dtrace(root, variable="DTRACE"):
    """The dtrace command, absolute: the one that the variable names, ours,
    or the one in PATH.

    DTRACE is the USDT compiler of the builds, which may be another one than
    the tracer: that is TRACER.
    """
    named = os.environ.get(variable)
    if named:
        found = shutil.which(named)
        if not found:
            raise ProjectError(f"{variable}={named}: no such program")
        return os.path.abspath(found)
    ours = os.path.join(root, "build", "dtrace")
    if os.access(ours, os.X_OK):
        return ours
    found = shutil.which("dtrace")
    if not found:
        raise ProjectError("there is no dtrace command: `make` builds ours, "
                           f"or {variable}=PATH names another")
    return os.path.abspath(found)
