# SPDX-License-Identifier: BSD-2-Clause
"""Small modules: patches, call sites, apt's lists, drivers, objects."""

import os
import subprocess
import types
from unittest import mock

import support
from projectlib import (callsites, debian, driver, facts, objects, patchfile,
                        provider, source, steps)
from projectlib.errors import ProjectError

PATCH = """\
Description: x
---
--- /dev/null
+++ b/src/toy.d
@@ -0,0 +1,2 @@
+provider toy {
+};
--- a/src/a.c
+++ b/src/a.c
@@ -1,3 +1,4 @@
 one
-two
+TOY_A(1,
+	f(2, 3), "a, b)" /* , */);
 three
--- a/src/toy.d
+++ b/src/toy.d
@@ -1,2 +1,3 @@
 provider toy {
+	probe a(int x, int y, char *z);
 };
"""

DAMAGED = {
    "@@ -1,3 +1,4 @@": "@@ -1,9 +1,9 @@",
    "@@ -1,2 +1,3 @@": "@@ -1,2 +1,30 @@",
    "@@ -0,0 +1,2 @@": "@@ damaged @@",
}


class Patches(support.Case):
    def test_parts(self):
        patch = patchfile.parse(PATCH, "p")
        self.assertEqual(patch.header, [(1, "Description: x"), (2, "---")])
        self.assertEqual([d.new for d in patch.files],
                         ["src/toy.d", "src/a.c", "src/toy.d"])
        self.assertIn(("src/a.c", 13, "TOY_A(1,"), list(patch.added()))

    def test_result(self):
        patch = patchfile.parse(PATCH, "p")
        self.assertEqual(patchfile.result([patch], "src/toy.d"), [
            "provider toy {", "\tprobe a(int x, int y, char *z);", "};"])
        self.assertIsNone(patchfile.result([patch], "src/a.c"))

    def test_damaged(self):
        for old, new in DAMAGED.items():
            with self.subTest(new), self.assertRaisesRegex(ProjectError,
                                                           r"p:\d+: "):
                patchfile.parse(PATCH.replace(old, new), "p")


class CallSites(support.Case):
    def sites(self, text):
        return [(s.macro, s.line, s.count, s.define)
                for s in callsites.scan(text, "TOY_", "a.c")]

    def test_counts(self):
        self.assertEqual(self.sites(
            "TOY_NONE();\n"
            "/* TOY_COMMENT(1) */ \"TOY_TEXT(1)\" // TOY_LINE(1)\n"
            "if (TOY_A_ENABLED())\n  TOY_A(f(1, 2), a[1, 2],\n \"),\", ')');\n"
            "# define TOY_B(x, y)\n"
            "TOY_##hook##_RETURN(1) "
            "TOY_OPEN(1, 2\n"),
            [("TOY_NONE", 1, 0, False), ("TOY_A_ENABLED", 3, 0, False),
             ("TOY_A", 4, 4, False), ("TOY_B", 6, 2, True),
             ("TOY_*_RETURN", 7, 1, False),
             ("TOY_OPEN", 7, None, False)])

    def test_groups(self):
        probes = [provider.Probe(name, 1, []) for name in (
            "a__b", "req_x__start", "req_x__done", "lone", "lone__x", "a__c")]
        self.assertEqual(callsites.groups("TOY_", probes),
                         {"TOY_REQ_X_ANY_ENABLED"})

    def test_only_added_lines_of_a_patch(self):
        site, = callsites.in_patch(patchfile.parse(PATCH, "p"), "TOY_")
        self.assertEqual((site.macro, site.line, site.count),
                         ("TOY_A", 13, 3))


class AptLists(support.Case):
    def test_one_line_format(self):
        self.assertEqual(list(debian._one_line(
            "# deb http://no x main\n"
            "deb [arch=amd64 signed-by=/k.gpg] http://a/debian x main\n"
            "deb-src http://b/debian y main\n")),
            [("http://a/debian", ["x"], "/k.gpg"),
             ("http://b/debian", ["y"], None)])

    def test_deb822_format(self):
        self.assertEqual(list(debian._deb822(
            "Types: deb\n# remark\nURIs: http://a/debian\n"
            "Suites: x x-updates\nSigned-By: /k.gpg\n\n"
            "Types: deb\nURIs: http://b/\nSuites: y\nEnabled: no\n\nTypes: deb\n")),
            [("http://a/debian", ["x", "x-updates"], "/k.gpg")])


class Pool(support.Case):
    """A version that apt's index no longer names, and an archive of files."""

    FILE = "toy_1.0.orig.tar.gz"

    def setUp(self):
        super().setUp()
        self.write("archive/pool/main/t/toy/" + self.FILE, "bytes")
        for name, gives in (
                ("archive", {"return_value": ("file://" + self.path("archive"),
                                              None)}),
                ("get", {"side_effect": source.SourceFailed("no version")})):
            patch = mock.patch.object(debian, name, **gives)
            patch.start()
            self.addCleanup(patch.stop)

    def fetch(self, sha256, file=FILE):
        wanted = facts.Source(sha256, file, debian={
            "package": "toy", "version": "1.0-1", "suite": "sid"})
        return source.fetch(
            types.SimpleNamespace(path="toy/project.toml", name="toy"),
            types.SimpleNamespace(version="1.0", sources=[wanted]),
            self.path("cache"), False, self.fail)

    def test_the_file_is_taken_from_the_pool(self):
        pinned = source.sha256(self.path("archive/pool/main/t/toy", self.FILE))
        found = self.fetch(pinned)
        self.assertEqual(found["from"], "Debian sid: toy 1.0-1")
        self.assertEqual(source.sha256(found["file"]), pinned)

    def test_the_pool_has_folders(self):
        for package, suite, folder in (
                ("toy", "sid", "/pool/main/t/toy/x"),
                ("libtoy", "sid", "/pool/main/libt/libtoy/x"),
                ("toy", "sid-security", "/pool/updates/main/t/toy/x")):
            wanted = facts.Source("00", "x", debian={
                "package": package, "version": "1", "suite": suite})
            self.assertTrue(debian.pool(wanted).endswith(folder))

    def test_other_bytes_are_refused(self):
        with self.assertRaisesRegex(ProjectError, "project.toml pins 00"):
            self.fetch("00")

    def test_both_reasons_are_told(self):
        with self.assertRaisesRegex(ProjectError,
                                    "no version; file://.*/gone.tar.gz: "):
            self.fetch("00", "gone.tar.gz")


DRIVER = """\
#!/bin/bash
# comment
flags=(1)
helper() {
\techo helper
}
load() { ask; }
ask() {
\techo ask
}
configure() { helper "${flags[@]}"; }
build() {
\thelper
\tmake
}
exercise() {
\tload
}
"""


class DriverParts(support.Case):
    def test_each_step_sees_what_it_calls(self):
        path = self.write("driver", DRIVER)
        os.chmod(path, 0o755)
        found = driver.Driver(path)
        configure, build = found.part("configure"), found.part("build")
        self.assertIn("echo helper", configure)
        self.assertIn("flags=(1)", configure)
        self.assertNotIn("make", configure)
        self.assertNotIn("echo ask", configure + build)
        self.assertNotIn("# comment", configure)
        self.assertIn("make", build)
        self.assertIn("echo ask", found.part("exercise"))

    def test_a_file_beside_it_counts_for_the_step_that_names_it(self):
        path = self.write("driver", DRIVER.replace("echo ask", "./ask.py"))
        os.chmod(path, 0o755)
        parts = []
        for text in "one", "two":
            self.write("ask.py", text)
            found = driver.Driver(path)
            parts.append((found.part("build"), found.part("exercise")))
        self.assertEqual(parts[0][0], parts[1][0])
        self.assertNotEqual(parts[0][1], parts[1][1])

    def test_not_executable(self):
        with self.assertRaisesRegex(ProjectError, "chmod"):
            driver.Driver(self.write("driver", DRIVER))


class Objects(support.Case):
    def compiled(self, name, text, *flags):
        source = self.write("a.c", text)
        path = self.path(name)
        subprocess.run(["cc", "-g", "-c", "-o", path, source, *flags],
                       check=True)
        return path

    def test_only_debug_information_differs(self):
        one = self.compiled("1.o", "int f(int a) { return a; }")
        two = self.compiled("2.o", "\n\nint f(int b) { return b; }")
        self.assertIsNone(objects.difference(one, two))

    def test_differences(self):
        one = self.compiled("1.o", "int f(int a) { return a; }")
        for text, section in (
                ("int f(int a) { return a + 1; }", ".text"),
                ("int g(int a) { return a; }", ".symtab"),
                ("int v; int f(int a) { return a; }", ".bss"),
                ("int v = 1; int f(int a) { return a; }", ".data")):
            with self.subTest(text):
                what = objects.difference(one, self.compiled("2.o", text))
                self.assertIn(section, what)

    def test_damaged(self):
        whole = self.compiled("1.o", "int f(int a) { return a; }")
        with open(whole, "rb") as file:
            data = file.read()
        for size in range(4, len(data), 37):
            with self.subTest(size):
                path = self.path("2.o")
                with open(path, "wb") as file:
                    file.write(data[:size])
                with self.assertRaisesRegex(ProjectError, "damaged"):
                    objects.difference(whole, path)


class Stamps(support.Case):
    def test_a_killed_step_leaves_its_marker(self):
        stamps = steps.Stamps(self.directory)
        with self.assertRaises(ValueError), stamps.running("src"):
            self.assertTrue(stamps.interrupted("src"))
            raise ValueError
        self.assertFalse(stamps.interrupted("src"))
        with self.assertRaises(KeyboardInterrupt), stamps.running("src"):
            raise KeyboardInterrupt
        self.assertTrue(stamps.interrupted("src"))

    def test_a_damaged_stamp_is_none(self):
        stamps = steps.Stamps(self.directory)
        stamps.write("a", "key")
        self.assertIsNotNone(stamps.fresh("a", "key"))
        self.assertIsNone(stamps.fresh("a", "other"))
        self.write("a", "{")
        self.assertIsNone(stamps.fresh("a", "key"))
