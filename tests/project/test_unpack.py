# SPDX-License-Identifier: BSD-2-Clause
"""A tarball is not trusted: nothing gets out of the target directory."""

import io
import os
import tarfile

import support
from projectlib import unpack
from projectlib.errors import ProjectError


def member(name, content=None, link=None, kind=None):
    """A member for a tarball; a link when `link` is given."""
    info = tarfile.TarInfo(name)
    info.mode = 0o644
    if kind is not None:
        info.type = kind
    elif link is not None:
        info.type = tarfile.SYMTYPE
    if link is not None:
        info.linkname = link
    if content is not None:
        info.size = len(content)
    return info, content


FILE = member("top/file", b"text")
HOSTILE = {
    "dot dot": ([member("top/../out", b"x")], "has .. in its path"),
    "dot dot at the end": ([member("top/sub/..", kind=tarfile.DIRTYPE)],
                           "has .. in its path"),
    "absolute": ([member("/tmp/out", b"x")], "has an absolute path"),
    "elsewhere": ([member("other/file", b"x")], "is not below 'top'"),
    "beside": ([member("topper/file", b"x")], "is not below 'top'"),
    "absolute link": ([member("top/l", link="/etc/passwd")],
                      "links out of the tree"),
    "link up": ([member("top/l", link="../out")], "links out of the tree"),
    "deep link up": ([member("top/a/b", link="../../../out")],
                     "links out of the tree"),
    "through a link": ([member("top/l", link="."), member("top/l/f", b"x")],
                       "goes through a symbolic link"),
    "over a link": ([member("top/l", link="file"), member("top/l", b"x")],
                    "goes through a symbolic link"),
    "link over a file": ([FILE, member("top/file", link="other")],
                         "stands in the tarball twice"),
    "file twice": ([FILE, FILE], "stands in the tarball twice"),
    "hard link out": ([member("top/h", link="/etc/passwd",
                              kind=tarfile.LNKTYPE)], "has an absolute path"),
    "hard link up": ([member("top/h", link="top/../../x",
                             kind=tarfile.LNKTYPE)], "has .. in its path"),
    "hard link to nothing": ([member("top/h", link="top/none",
                                     kind=tarfile.LNKTYPE)],
                             "is no file of the tarball"),
    "hard link to a link": ([member("top/l", link="file"),
                             member("top/h", link="top/l",
                                    kind=tarfile.LNKTYPE)],
                            "goes through a symbolic link"),
    "device": ([member("top/null", kind=tarfile.CHRTYPE)],
               "is neither file, directory nor link"),
    "pipe": ([member("top/pipe", kind=tarfile.FIFOTYPE)],
             "is neither file, directory nor link"),
}


class Unpack(support.Case):
    def tarball(self, members):
        path = self.path("t.tar.gz")
        with tarfile.open(path, "w:gz") as archive:
            for info, content in members:
                archive.addfile(info, io.BytesIO(content or b""))
        return path

    def unpack(self, members):
        target = self.path("in", "tree")
        unpack.unpack(self.tarball(members), "top", target)
        return target

    def test_hostile_members_are_refused(self):
        for name, (members, message) in HOSTILE.items():
            with self.subTest(name):
                self.setUp()
                with self.assertRaisesRegex(ProjectError, "refused: member"):
                    self.unpack(members)
                with self.assertRaises(ProjectError) as caught:
                    unpack.unpack(self.path("t.tar.gz"), "top",
                                  self.path("again"))
                self.assertIn(message, str(caught.exception))
                self.assertLessEqual(set(os.listdir(self.directory)),
                                     {"in", "again", "t.tar.gz"})

    def test_limits(self):
        self.addCleanup(setattr, unpack, "MAX_BYTES", unpack.MAX_BYTES)
        unpack.MAX_BYTES = 10
        with self.assertRaisesRegex(ProjectError, "too large"):
            self.unpack([member("top/a", b"123456"),
                         member("top/b", b"123456")])

    def test_good_members(self):
        script = tarfile.TarInfo("top/run")
        script.mode, script.size, script.mtime = 0o4777, 1, 1000
        target = self.unpack([
            member("top", kind=tarfile.DIRTYPE), FILE, (script, b"x"),
            member("top/sub/l", link="../file"),
            member("top/h", link="top/file", kind=tarfile.LNKTYPE)])
        run = os.stat(os.path.join(target, "run"))
        self.assertEqual(run.st_mode & 0o7777, 0o755)
        self.assertEqual(run.st_mtime, 1000)
        for name in ("file", "sub/l", "h"):
            with open(os.path.join(target, name), "rb") as file:
                self.assertEqual(file.read(), b"text")

    def test_what_is_no_tarball(self):
        self.write("t.tar.gz", "no tarball")
        with self.assertRaisesRegex(ProjectError, "t.tar.gz: "):
            unpack.unpack(self.path("t.tar.gz"), "top", self.path("tree"))

    def test_a_truncated_tarball(self):
        path = self.tarball([member("top/file", os.urandom(100_000))])
        os.truncate(path, 50_000)
        with self.assertRaisesRegex(ProjectError, "t.tar.gz: "):
            unpack.unpack(path, "top", self.path("tree"))

    def test_a_tarball_without_the_directory(self):
        with self.assertRaisesRegex(ProjectError, "has no directory 'top'"):
            self.unpack([])
