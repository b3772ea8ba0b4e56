# SPDX-License-Identifier: BSD-2-Clause
"""Which commit is published: its name, its version, its times."""

import os
import re
import subprocess
import time

from ..errors import ProjectError, missing_tool

VERSION = re.compile(r"[0-9][A-Za-z0-9.+~-]{0,60}")


class Identity:
    """The commit that is checked out at `root`.

    All times are the commit's, or SOURCE_DATE_EPOCH's, so that the same
    commit gives the same bytes at any time.
    """

    def __init__(self, root, version=None):
        self.root = root
        if not os.path.exists(os.path.join(root, ".git")):
            raise ProjectError(f"{root}: is no git work tree: a release is "
                               "made from a commit: clone the repository")
        self.commit = self.git("rev-parse", "--verify", "HEAD").strip()
        self.epoch = _epoch() or int(self.git("log", "-1", "--format=%ct"))
        self.version = version or self._version()
        if not VERSION.fullmatch(self.version):
            raise ProjectError(f"VERSION={self.version}: a version starts "
                               "with a digit and has letters, digits, . + ~ -")

    @property
    def date(self):
        return stamp(self.epoch)

    @property
    def dirty(self):
        return bool(self.git("status", "--porcelain",
                             "--untracked-files=no").strip())

    def changed(self, path):
        """When the newest commit that touches the path was made."""
        when = self.git("log", "-1", "--format=%ct", self.commit, "--", path)
        return stamp(int(when)) if when.strip() else self.date

    def git(self, *arguments):
        done = self.start(*arguments)
        out, errors = done.communicate()
        if done.returncode:
            raise ProjectError(f"{self.root}: git {arguments[0]}: "
                               + errors.decode(errors="replace").strip())
        return out.decode(errors="surrogateescape")

    def start(self, *arguments):
        """git, its output to be read."""
        try:
            return subprocess.Popen(
                ["git", "-c", "safe.directory=*", "-C", self.root,
                 *arguments], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=dict(os.environ, LC_ALL="C"))
        except FileNotFoundError:
            raise missing_tool("git", "git") from None

    def _version(self):
        """The version of src/configure.ac at its own tag; with the day and
        the commit behind it anywhere else."""
        text = self.git("show", f"{self.commit}:src/configure.ac")
        found = re.search(r"^AC_INIT\(\[[^]]*\],\s*\[([^]]+)\]", text, re.M)
        if not found:
            raise ProjectError(f"{self.root}/src/configure.ac: has no AC_INIT "
                               "with a version; or name one: VERSION=…")
        version = found.group(1)
        tags = self.git("tag", "--points-at", self.commit).split()
        if f"v{version}" in tags:
            return version
        day = time.strftime("%Y%m%d", time.gmtime(self.epoch))
        return f"{version}+git{day}.{self.commit[:8]}"


def _epoch():
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if text and not re.fullmatch(r"\d{1,11}", text):
        raise ProjectError(f"SOURCE_DATE_EPOCH={text}: is no number of "
                           "seconds since 1970")
    return int(text) if text else None


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
