# SPDX-License-Identifier: BSD-2-Clause
"""Unpacks a tarball that nobody trusts into a new directory.

Nothing is written outside that directory, no link leads out of it, and what
is no file, directory or symbolic link is refused.
"""

import os
import posixpath
import tarfile

from .errors import ProjectError

MAX_MEMBERS = 500_000
MAX_BYTES = 4 << 30


def unpack(tarball, top, target):
    """Unpack what stands below `top` in the tarball as the new `target`."""
    os.makedirs(target)
    try:
        with tarfile.open(tarball, "r:*") as archive:
            _Unpacker(tarball, top, target).run(archive)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise ProjectError(f"{tarball}: {error}") from None


class _Unpacker:
    def __init__(self, tarball, top, target):
        self.tarball, self.top, self.target = tarball, top, target
        self.links = set()
        self.bytes = 0
        self.directories = []

    def refuse(self, member, why):
        raise ProjectError(f"{self.tarball}: refused: member "
                           f"{member.name!r} {why}")

    def run(self, archive):
        for count, member in enumerate(archive):
            if count >= MAX_MEMBERS:
                self.refuse(member, f"is number {count}; that is too many")
            if member.name in (".", "pax_global_header"):
                continue
            name = self.inside(member)
            if name is not None:
                self.member(archive, member, name)
        # Files written into a directory change its time: set it last.
        for path, mtime in reversed(self.directories):
            os.utime(path, (mtime, mtime))
        if not os.listdir(self.target):
            raise ProjectError(f"{self.tarball}: has no directory "
                               f"'{self.top}' (project.toml: directory)")

    def inside(self, member):
        """The member's path below the top directory; None is the top."""
        name = member.name
        if name.startswith("/"):
            self.refuse(member, "has an absolute path")
        if ".." in name.split("/"):
            self.refuse(member, "has .. in its path")
        parts = posixpath.normpath(name).split("/")
        if parts[0] != self.top:
            self.refuse(member, f"is not below '{self.top}' "
                        "(project.toml: directory)")
        for depth in range(1, len(parts) + 1):
            if "/".join(parts[1:depth]) in self.links:
                self.refuse(member, "goes through a symbolic link")
        return "/".join(parts[1:]) or None

    def member(self, archive, member, name):
        path = os.path.join(self.target, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if member.isdir():
            os.makedirs(path, exist_ok=True)
            self.directories.append((path, member.mtime))
        elif member.issym():
            self.link(member, name, path)
        elif member.islnk():
            self.hard_link(member, path)
        elif member.isreg():
            self.file(archive, member, path)
        else:
            self.refuse(member, "is neither file, directory nor link")

    def link(self, member, name, path):
        target = member.linkname
        end = posixpath.normpath(posixpath.join(posixpath.dirname(name),
                                                target))
        if target.startswith("/") or end.split("/")[0] == "..":
            self.refuse(member, f"links out of the tree, to {target!r}")
        if os.path.lexists(path):
            self.refuse(member, "stands in the tarball twice")
        os.symlink(target, path)
        self.links.add(name)

    def hard_link(self, member, path):
        source = tarfile.TarInfo(member.linkname)
        name = self.inside(source)
        original = os.path.join(self.target, name or "")
        if os.path.islink(original) or not os.path.isfile(original):
            self.refuse(member, f"links to {member.linkname!r}, "
                        "which is no file of the tarball")
        if os.path.lexists(path):
            self.refuse(member, "stands in the tarball twice")
        os.link(original, path)

    def file(self, archive, member, path):
        self.bytes += member.size
        if self.bytes > MAX_BYTES:
            self.refuse(member, "makes the tree too large")
        # No O_TRUNC: a name that is there already is a second member, and
        # may be a hard link to another file.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        mode = 0o755 if member.mode & 0o100 else 0o644
        try:
            descriptor = os.open(path, flags, mode)
        except FileExistsError:
            self.refuse(member, "stands in the tarball twice")
        with os.fdopen(descriptor, "wb") as out:
            source = archive.extractfile(member)
            while block := source.read(1 << 20):
                out.write(block)
            os.fchmod(out.fileno(), mode)
        os.utime(path, (member.mtime, member.mtime))
