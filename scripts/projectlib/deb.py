# SPDX-License-Identifier: BSD-2-Clause
"""deb: Debian's own package of a program, with our series in it.

The source package is Debian's for the release that the series is for, its
patches first. Ours are carried over to what they leave (as refresh does it),
so that they fit without fuzz; then come the switch in debian/rules, the build
dependency, an entry in debian/changelog, and dpkg-buildpackage, as a user who
is not root.
"""

import calendar
import email.utils
import glob
import os
import re
import shutil
import subprocess
import time

from . import chroot, debian, interop, objects, source, validate
from .commits import AUTHOR, split
from .errors import ProjectError, missing_tool
from .exports import output, stack
from .refresh import Refresh
from .steps import read_file, write_file

SUFFIX = "+dtrace1"
TOOL = "systemtap-sdt-dev"      # any dtrace will do: this one Debian has


class Packaged:
    """Debian's tree, in the place of a Work that the series goes to."""

    def __init__(self, path, version):
        self.path, self.version = path, version

    def pristine(self):
        return self

    def patch(self, _tree):
        """Its patches are in it already."""


class Carry(Refresh):
    """The series, to Debian's tree. projects/NAME/debian may have patches
    that stand in for those of the series which do not merge with Debian's.
    """

    def remember(self):
        """Nothing: what goes into a package stands in the repository, not in
        somebody's cache."""

    def mend(self, name, left):
        path = os.path.join(self.old.layout.project, "debian", name)
        text = read_file(path)
        if text is None:
            return super().mend(name, left)
        self.repository.git("read-tree", "-u", "--reset", "HEAD")
        done = self.repository.run("apply", "--index", "--whitespace=nowarn",
                                   "-", stdin=split(text)[1])
        if done.returncode:
            raise ProjectError(f"{path}: does not apply to Debian's tree: "
                               + " / ".join(done.stderr.strip().split("\n")[
                                   :2]))
        self.how[name] = f"as {os.path.relpath(path, self.old.layout.root)}"
        return []

    def call_for_help(self, left):
        return (f"{self.current()}: conflicts with Debian's own patches in "
                f"{', '.join(left)}\n  the tree: {self.repository.path}\n"
                "  remedy: mend these files there, and put the patch as it is "
                f"then into {self.old.layout.project}/debian/"
                f"{self.current()}")


class Package:
    """One source package, from Debian's archive to the files to install."""

    def __init__(self, job, place):
        self.job, self.facts, self.place = job, job.facts, place
        self.from_debian = next((one for one in job.release.sources
                                 if one.debian), None)
        if not self.from_debian:
            raise ProjectError(f"{self.facts.path}: {job.version} has no "
                               "source that is a Debian package")
        self.wanted = self.from_debian.debian
        self.version = self.wanted["version"] + SUFFIX
        self.log = os.path.join(place, "log")
        self.tree = os.path.join(place, "build", self.wanted["package"])

    def edit(self, name, change):
        path = os.path.join(self.tree, "debian", name)
        mode = os.stat(path).st_mode
        write_file(path, change(path, read_file(path)))
        os.chmod(path, mode & 0o777)

    # ---- the source package ----

    def fetch(self):
        """The directory in the cache with Debian's files."""
        home = os.path.join(self.job.layout.cache, "debian", "{}_{}".format(
            self.wanted["package"], self.wanted["version"].replace(":", "%")))
        if not os.path.isdir(home):
            if self.job.options.offline:
                raise ProjectError(f"{self.from_debian}: not asked "
                                   "(--offline)", "unreachable")
            with output.directory(home) as out:
                debian.download(self.wanted, out.directory, [],
                                lambda text: ProjectError(
                                    f"{self.from_debian}: {text}",
                                    "unreachable"))
        tarball = os.path.join(home, self.from_debian.filename)
        if not os.path.isfile(tarball) or \
                source.sha256(tarball) != self.from_debian.sha256:
            raise ProjectError(f"{tarball}: is not the tarball that "
                               "project.toml pins")
        return home

    def unpack(self):
        if not shutil.which("dpkg-source"):
            raise missing_tool("dpkg-source", "dpkg-dev")
        home = self.fetch()
        os.makedirs(os.path.dirname(self.tree))
        for path in glob.glob(os.path.join(glob.escape(home), "*")):
            shutil.copy(path, os.path.dirname(self.tree))
        dsc = glob.glob(os.path.join(glob.escape(home), "*.dsc"))
        done = subprocess.run(
            ["dpkg-source", "--no-check", "-x", *dsc, self.tree], text=True,
            capture_output=True, check=False)
        if done.returncode:
            raise ProjectError(f"{dsc}: dpkg-source: " + done.stderr.strip())

    def add_series(self):
        """Ours behind Debian's own; give how each had to be changed."""
        carry = Carry(self.job, Packaged(self.tree, self.wanted["version"]),
                      os.path.join(self.place, "carry"))
        carry.start()
        texts = carry.stage()
        patches = os.path.join(self.tree, "debian", "patches")
        os.makedirs(os.path.join(patches, "dtrace"))
        for name, text in texts.items():
            write_file(os.path.join(patches, "dtrace", name), text)
        path = os.path.join(patches, "series")
        before = read_file(path, "")
        if before and not before.endswith("\n"):
            before += "\n"
        write_file(path, before + "".join(f"dtrace/{name}\n"
                                          for name in texts))
        return carry.how

    def turn_on(self):
        """The switch, the tool that it needs, and the new version."""
        self.edit("rules", self.rules)
        self.edit("control", control)
        self.edit("changelog", self.changelog)

    def rules(self, path, text):
        words = self.facts.build.get("switch", "").split() or ["--with-dtrace"]
        known = read_file(os.path.join(os.path.dirname(path), "control"))
        if words[-1] in text or TOOL in known:
            return text             # Debian has turned it on already
        if not self.facts.debian:
            raise ProjectError(f"{self.facts.path}: has no [debian]: where in "
                               "debian/rules the switch belongs")
        text = self.put_after("after", self.facts.debian["add"], path, text)
        if "prepare-after" in self.facts.debian:
            text = self.put_after("prepare-after", "".join(
                f"\n\t{line}" for line in self.facts.build["prepare"]),
                path, text)
        return text

    def put_after(self, key, more, path, text):
        """More behind the text that `key` of [debian] names."""
        after = self.facts.debian[key]
        if text.count(after) != 1:
            raise ProjectError(f"{path}: has '{after}' {text.count(after)} "
                               f"times, not once ({self.facts.path}: "
                               f"[debian] {key})")
        return text.replace(after, after + more)

    def changelog(self, _path, text):
        days = re.findall(r"^Last-Update: (\S+)", "".join(
            patch.header for patch in stack.Stack(
                self.job, self.job.version).patches), re.M)
        date = email.utils.formatdate(calendar.timegm(
            time.strptime(max(days, default="1970-01-01"), "%Y-%m-%d")))
        name, mail = AUTHOR
        return (f"{self.wanted['package']} ({self.version}) "
                f"{self.wanted['suite']}; urgency=medium\n\n"
                "  * Add probes for DTrace, SystemTap, bpftrace and others: "
                "debian/patches/dtrace.\n  * Build with "
                f"{self.facts.build.get('switch', 'them')}.\n\n"
                f" -- {name} <{mail}>  {date}\n\n{text}")

    def pack(self):
        """The source package alone: dpkg-source takes Debian's patches and
        ours as a build would, without fuzz, and sees that nothing else was
        changed."""
        done = subprocess.run(
            ["dpkg-source", "-b", self.tree], text=True, capture_output=True,
            cwd=os.path.dirname(self.tree), check=False)
        write_file(self.log, done.stdout + done.stderr)
        if done.returncode:
            last = (done.stdout + done.stderr).strip().split("\n")[-6:]
            raise ProjectError("dpkg-source: " + "\n  ".join(last))

    # ---- the build ----

    def build(self):
        jobs = os.environ.get("JOBS") or os.cpu_count()
        options = os.environ.get("DEB_BUILD_OPTIONS",
                                 f"nocheck parallel={jobs}")
        untested = "nocheck" in options.split()
        root, directory = self.in_chroot(untested) if os.geteuid() == 0 \
            else self.on_this_machine()
        root.run(["dpkg-buildpackage", "-us", "-uc", "-rfakeroot"], self.log,
                 user=chroot.NOBODY, directory=directory,
                 DEB_BUILD_OPTIONS=options,
                 DEB_BUILD_PROFILES="nocheck" if untested else "")

    def in_chroot(self, untested):
        """A chroot with the build dependencies, and where the tree is in it.
        """
        root = chroot.of_suite(
            self.wanted["suite"],
            os.path.join(self.job.layout.root, "build", "deb", ".chroot"),
            os.path.join(self.place, "root"), self.log)
        inside = os.path.join(root.path, "build")
        os.rename(os.path.dirname(self.tree), inside)
        self.tree = os.path.join(inside, self.wanted["package"])
        for path, names, files in os.walk(inside):
            for name in [".", *names, *files]:
                os.chown(os.path.join(path, name), chroot.NOBODY,
                         chroot.NOBODY, follow_symlinks=False)
        directory = "/build/" + self.wanted["package"]
        root.install(["build-dep", *(["-P", "nocheck"] if untested else []),
                      directory], self.log)
        return root, directory

    def on_this_machine(self):
        own = debian.codename()
        if own != self.wanted["suite"]:
            raise ProjectError(
                f"this package is of Debian {self.wanted['suite']}, this "
                f"machine has {own or 'no Debian'}: as root, it is built in a "
                "chroot")
        return chroot.Here(self.place), self.tree

    def missing(self):
        """The declared probes that no file in the packages has; ProjectError
        when a provider has none at all."""
        found = os.path.join(self.place, "installed")
        for path in glob.glob(os.path.join(
                glob.escape(os.path.dirname(self.tree)), "*.deb")):
            if "-dbgsym_" not in path:
                subprocess.run(["dpkg-deb", "-x", path, found], check=True)
        files = [path for path in glob.glob(
            os.path.join(glob.escape(found), "**"), recursive=True)
            if os.path.isfile(path) and not os.path.islink(path)
            and objects.is_elf(path)]
        lost = []
        for declared in validate.providers(self.facts, self.job.directory):
            seen = set()
            for path in files:
                seen |= interop.readelf_notes("readelf", path, declared.name)
            if not seen:
                raise ProjectError(
                    f"the package has no probe of {declared.name}: its build "
                    f"does not take the switch; see {self.log}")
            lost += [f"{declared.name}:::{probe.name}"
                     for probe in declared.probes if probe.cname not in seen]
        return lost

    def results(self, target):
        """Put what was built into the new directory `target`."""
        with output.directory(target, replace=True) as out:
            version = self.version.partition(":")[2] or self.version
            for path in sorted(glob.glob(os.path.join(
                    glob.escape(os.path.dirname(self.tree)), "*"))):
                name = os.path.basename(path)
                if os.path.isfile(path) and (version in name or name ==
                                             self.from_debian.filename):
                    shutil.copyfile(path, out.path(name))
        return sorted(name for name in out.names
                      if name.endswith((".deb", ".dsc")))


def control(path, text):
    if re.search(rf"\b{TOOL}\b", text):
        return text
    text, count = re.subn(r"^Build-Depends:(?=\s)", f"Build-Depends: {TOOL},",
                          text, count=1, flags=re.M)
    if not count:
        raise ProjectError(f"{path}: has no Build-Depends")
    return text


def make(job, only_source=False):
    """Build; give (directory, names of the packages, notes)."""
    area = os.path.join(job.layout.root, "build", "deb")
    name = f"{job.facts.name}-{job.version}" + "-source" * only_source
    place = os.path.join(area, ".work", name)
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    package = Package(job, place)
    job.timed("source", package.unpack)
    how = job.timed("carry", package.add_series)
    package.turn_on()
    job.timed("package", package.pack if only_source else package.build)
    notes = [f"{patch}: {text}" for patch, text in how.items()]
    if not only_source:
        notes += [f"{probe}: is not in the package: Debian builds it without "
                  "that part" for probe in package.missing()]
    target = os.path.join(area, name)
    names = package.results(target)
    shutil.rmtree(place)
    return target, names, notes
