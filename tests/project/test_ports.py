# SPDX-License-Identifier: BSD-2-Clause
"""The diffs of ports for FreeBSD and pkgsrc."""

from support import Case
from projectlib.exports import ports


class Level0(Case):
    def test_a_file_that_stays_has_an_old_name(self):
        self.assertEqual(
            ports.level0("a/b.c", "--- a/a/b.c\n+++ b/a/b.c\n@@ -1 +1 @@\n"),
            "--- a/b.c.orig\n+++ a/b.c\n@@ -1 +1 @@\n")

    def test_a_file_that_comes_has_one_too(self):
        self.assertEqual(
            ports.level0("b.c", "--- /dev/null\n+++ b/b.c\n@@ -0,0 +1 @@\n"),
            "--- b.c.orig\n+++ b.c\n@@ -0,0 +1 @@\n")

    def test_a_file_that_goes_is_called_what_it_is_called(self):
        self.assertEqual(
            ports.level0("b.c", "--- a/b.c\n+++ /dev/null\n@@ -1 +0,0 @@\n"),
            "--- b.c\n+++ /dev/null\n@@ -1 +0,0 @@\n")
