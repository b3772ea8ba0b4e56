# SPDX-License-Identifier: BSD-2-Clause
"""patches/: links to the series and their sums; what is not theirs stays."""

import os
import shutil
import subprocess

import support
from projectlib import shelf
from projectlib.errors import ProjectError
from test_facts import GOOD

HEAD_ONLY = GOOD[GOOD.index("[head]"):GOOD.index("[build]")]


class Shelf(support.Case):
    def setUp(self):
        super().setUp()
        self.project("toy")

    def project(self, name, toml=GOOD):
        base = f"projects/{name}/"
        self.write(base + "project.toml", toml.replace('"toy"', f'"{name}"'))
        self.write(base + "stable/series", "one.patch\n# a word\ntwo.patch\n")
        self.write(base + "stable/one.patch", "1\n")
        self.write(base + "stable/two.patch", "2\n")
        self.write(base + "head/series", "../stable/one.patch\ntwo.patch\n")
        self.write(base + "head/two.patch", "3\n")

    def update(self, check=False):
        return [os.path.relpath(path, self.directory)
                for path in shelf.update(self.directory, check)]

    def test_made(self):
        made = ["patches/toy/1.0", "patches/toy/head", "patches/SHA256SUMS"]
        self.assertEqual(self.update(check=True), made)
        self.assertFalse(os.path.exists(self.path("patches")))
        self.assertEqual(self.update(), made)
        self.assertEqual(self.update(check=True), [])
        self.assertEqual(os.readlink(self.path("patches/toy/1.0")),
                         "../../projects/toy/stable")

    def test_sums_are_what_sha256sum_wants(self):
        self.update()
        done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], text=True,
                              cwd=self.path("patches"), capture_output=True,
                              check=True)
        self.assertEqual(done.stdout.splitlines(), [
            f"toy/{file}: OK" for file in (
                "1.0/series", "1.0/one.patch", "1.0/two.patch",
                "head/series", "head/two.patch")])

    def test_a_patch_that_changed(self):
        self.update()
        self.write("projects/toy/stable/two.patch", "2 \n")
        self.assertEqual(self.update(check=True), ["patches/SHA256SUMS"])

    def test_a_new_version(self):
        self.update()
        self.project("toy", GOOD.replace('version = "1.0"',
                                         'version = "1.1"'))
        self.assertEqual(self.update(), [
            "patches/toy/1.0", "patches/toy/1.1", "patches/SHA256SUMS"])
        self.assertEqual(sorted(os.listdir(self.path("patches/toy"))),
                         ["1.1", "head"])

    def test_without_head(self):
        self.project("toy", GOOD.replace(HEAD_ONLY, ""))
        self.assertEqual(self.update(),
                         ["patches/toy/1.0", "patches/SHA256SUMS"])

    def test_a_project_that_is_gone(self):
        self.project("bell")
        self.update()
        shutil.rmtree(self.path("projects/bell"))
        self.update()
        self.assertEqual(sorted(os.listdir(self.path("patches"))),
                         ["SHA256SUMS", "toy"])

    def test_what_is_not_ours_stays(self):
        self.write("patches/README.md", "read\n")
        self.write("patches/other/notes", "read\n")
        self.update()
        self.assertEqual(self.update(check=True), [])
        self.assertTrue(os.path.exists(self.path("patches/README.md")))
        self.assertTrue(os.path.exists(self.path("patches/other/notes")))

    def test_something_in_the_way(self):
        self.write("patches/toy/1.0", "read\n")
        with self.assertRaisesRegex(ProjectError, "1.0: stands where"):
            self.update()
