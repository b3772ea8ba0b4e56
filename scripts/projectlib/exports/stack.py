# SPDX-License-Identifier: BSD-2-Clause
"""What an export is made from: a series with the facts around it."""

import os
import re
import tempfile
from dataclasses import dataclass

from .. import commits, series
from ..errors import ProjectError
from ..steps import read_file

DTRACE = {                      # the package with a dtrace command, and sdt.h
    "arch": "systemtap", "debian": "systemtap-sdt-dev",
    "fedora": "systemtap-sdt-devel", "nix": "systemtap-sdt",
    "openembedded": "systemtap",
}


@dataclass
class Patch:
    name: str               # FILE.patch
    text: str               # the whole file, word for word
    header: str             # DEP-3
    body: str               # the diff

    def field(self, name):
        """A field of the DEP-3 header on one line; empty if it has none."""
        found = re.search(rf"^{name}:[ \t]*(.*)$", self.header, re.M)
        return found.group(1).strip() if found else ""

    @property
    def description(self):
        """The first line of Description, and the lines that follow it."""
        found = re.search(r"^Description:[ \t]*(.*)\n((?:[ \t].*\n)*)",
                          self.header, re.M)
        first, more = found.groups() if found else (self.name, "")
        lines = ["" if line.strip() == "." else line[1:]
                 for line in more.split("\n")[:-1]]
        return first.strip(), lines


class Stack:
    """One series of one project, for one version."""

    def __init__(self, job, version):
        self.job, self.facts, self.release = job, job.facts, job.release
        self.name, self.version = job.facts.name, version
        self.found = job.series()
        self.patches = []
        for path in self.found.patches:
            inside_project(path, job.layout.project)
            series.stays_inside(path)
            text = read_file(path)
            self.patches.append(Patch(os.path.basename(path), text,
                                      *commits.split(text)))

    # ---- upstream's tarball ----

    def pinned(self):
        """The pinned release; ProjectError when there is no tarball with a
        known sum for this version."""
        if self.release and self.release.version == self.version:
            return self.release
        raise ProjectError(
            f"{self.name} {self.version}: this format names the tarball and "
            "its sha256, which project.toml has only for "
            + ", ".join(one.version for one in self.facts.pinned)
            + "\n  remedy: --release with one of these, or a format of "
            "patches alone: debian, diff, git, mbox, gentoo, buildroot, "
            "openembedded")

    @property
    def source(self):
        """Upstream's own address of the tarball."""
        for one in self.pinned().sources:
            if one.url:
                return one
        raise ProjectError(f"{self.facts.path}: {self.version} has no source "
                           "with an URL, which this format needs")

    @property
    def tarball(self):
        """Its file name, with the project's name in it."""
        name = self.source.filename
        return name if name.startswith(self.release.directory) else \
            f"{self.release.directory}{extension(name)}"

    def tarball_bytes(self):
        """The path of upstream's own tarball, or None where only another
        packing of the tree is at hand."""
        fetched = self.job.fetch()
        if fetched["sha256"] == self.source.sha256:
            return fetched["file"]
        return None

    # ---- how it is built ----

    def package(self, system):
        """What a system calls the package."""
        numbers = re.findall(r"\d+", self.version) + ["", ""]
        return self.facts.package.get(system, self.name).format(
            major=numbers[0], minor=numbers[1])

    def depends(self, system):
        """Its build dependencies there, with what gives dtrace."""
        found = list(self.facts.build.get(system, []))
        return found + [DTRACE[system]] if system in DTRACE else found

    @property
    def option(self):
        """The switch itself: --enable-dtrace, or USE_DTRACE=yes."""
        words = self.facts.build.get("switch", "").split()
        if not words:
            raise ProjectError(f"{self.facts.path}: [build] has no switch, "
                               "which this format needs")
        if not re.fullmatch(r"[A-Za-z0-9_=.,/+-]+", words[-1]):
            raise ProjectError(f"{self.facts.path}: '{words[-1]}' in [build] "
                               "switch is no option of configure or make")
        return words[-1]

    @property
    def configures(self):
        """Whether the switch is one of configure, not an argument of make."""
        return self.option.startswith("--")

    @property
    def prepare(self):
        return self.facts.build.get("prepare", [])

    @property
    def autoreconf(self):
        """Whether what autoconf has made must be made anew."""
        return any("autoreconf" in line for line in self.prepare)

    def commands(self):
        """What builds it in the patched source, for a shell with $PREFIX."""
        if self.configures:
            return [*self.prepare,
                    f'./configure --prefix="$PREFIX" {self.option}', "make"]
        return [*self.prepare, self.facts.build["switch"]]

    @property
    def install(self):
        """What installs it, for a shell with $PREFIX and $DESTDIR."""
        return self.facts.build.get("install",
                                    'make install DESTDIR="$DESTDIR"')

    # ---- the series as one change ----

    def files(self):
        """[(path, diff)] of each file that the series changes, with all
        patches in one diff: `--- a/PATH`, hunks exact."""
        self.job.fetch()
        pristine = self.job.pristine()
        self.job.patch(pristine)
        with tempfile.TemporaryDirectory(dir=self.job.layout.build) as scratch:
            repository = commits.Repository(os.path.join(scratch, "tree"))
            repository.init()
            repository.take_files(pristine.path, commits.touched(self.found))
            base = repository.commit("base", "", "--allow-empty")
            repository.push_series(self.found)
            names = repository.git(
                "diff", "--name-only", "-z", "--no-renames", base, "HEAD")
            return [(name, repository.diff(base, "HEAD", name))
                    for name in names.split("\0")[:-1]]


def extension(name):
    """The end of a tarball's name: .tar.gz."""
    found = re.search(r"(\.tar)?\.[a-z0-9]+$", name)
    return found.group(0) if found else ""


def inside_project(path, project):
    """A patch may not be a link to what is elsewhere on the machine."""
    real, home = os.path.realpath(path), os.path.realpath(project)
    if os.path.commonpath([real, home]) != home:
        raise ProjectError(f"{path}: leads out of the project, to {real}")
