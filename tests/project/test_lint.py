# SPDX-License-Identifier: BSD-2-Clause
"""lint, rule by rule: a good project, one change, the messages of that."""

import os

import support
from projectlib import lint

PROVIDER = """\
provider toy {
\t/*
\t * Somebody is greeted.
\t * @number\twhich greeting
\t * @name\tof whom
\t */
\tprobe greet__start(int number, char *name);
};

""" + "".join(f"#pragma D attributes Evolving/Evolving/Common provider toy "
              f"{part}\n" for part in
              ("provider", "module", "function", "name", "args"))

HEADER = """\
Description: fire a probe at each greeting
 It says whom.
Origin: vendor
Author: Project DTrace <project-dtrace@localhost>
Forwarded: not-needed
Last-Update: 2026-11-21
Upstream-Status: Pending
License: MIT
---
"""

COPY = "--- /dev/null\n+++ b/toy.d\n@@ -0,0 +1,%d @@\n" % (
    PROVIDER.count("\n")) + "".join(
        f"+{line}\n" for line in PROVIDER.split("\n")[:-1])

SITES = """\
--- a/toy.c
+++ b/toy.c
@@ -1,2 +1,7 @@
 #include "toy.h"
+#ifndef PROBES
+#define TOY_GREET_START(number, name)
+#endif
+	if (TOY_GREET_START_ENABLED())
+		TOY_GREET_START(i, "you");
 	greet();
"""

TOML = """\
name = "toy"
summary = "says hello"
homepage = "https://toy.example/"
licence = "MIT"

[stable]
version = "1.0"
sha256 = "%s"
directory = "toy-1.0"

[[stable.source]]
url = "https://toy.example/toy-1.0.tar.gz"

[provider.toy]
objects = ["toy"]
upstream = "never"
""" % ("a" * 64)

DRIVER = """\
#!/bin/bash
. "$(dirname "$0")/../../scripts/lib/driver.sh"
configure() { :; }
build() { :; }
exercise() { :; }
driver_main "$@"
"""

GOOD = {
    "project.toml": TOML,
    "toy.d": PROVIDER,
    "driver": DRIVER,
    "expect.d": 'toy*:::greet-start\n{\n\t@ok["a greeting"] = count();\n}\n',
    "stable/series": "# the order\nprovider.patch\nprobes.patch\n",
    "stable/provider.patch": HEADER + COPY,
    "stable/probes.patch": HEADER + SITES,
}

SWITCH = 'upstream = "never"'
UNREACHED = '\n[[unreached]]\nprobe = "toy:::%s"\nreason = "far"\n'

# Rule: [(file, old text, new text, message)]. An empty old text appends, and
# a new text that is None removes the file.
TABLE = {
    "Dep3Header": [
        ("stable/probes.patch", "Author:", "Autor:",
         "stable/probes.patch:4: unknown header field Autor"),
        ("stable/probes.patch", "License: MIT\n", "",
         "stable/probes.patch:1: header: License is missing"),
        ("stable/probes.patch", "License: MIT", "License: GPL-2.0-only",
         "stable/probes.patch:8: header: License is GPL-2.0-only, upstream's "
         "is MIT"),
        ("stable/probes.patch", "Pending", "Waiting",
         "stable/probes.patch:7: header: Upstream-Status: 'Waiting'"),
        ("stable/probes.patch", "Pending", "Submitted",
         "stable/probes.patch:7: header: Upstream-Status: 'Submitted'"),
        ("stable/probes.patch", "2026-11-21", "today",
         "stable/probes.patch:6: header: Last-Update: 'today'"),
        ("stable/probes.patch", "not-needed", "perhaps",
         "stable/probes.patch:5: header: Forwarded: 'perhaps'"),
        ("stable/probes.patch", " It says", "It says",
         "stable/probes.patch:2: header: neither a field nor"),
        ("stable/probes.patch", "MIT\n---\n", "MIT\n",
         "stable/probes.patch:1: header: does not end with a line ---"),
        ("stable/probes.patch", "fire a probe at", "x" * 70,
         "stable/probes.patch:1: header: Description: "),
    ],
    "PatchForm": [
        ("stable/probes.patch", "--- a/toy.c", "--- toy.c.orig",
         "stable/probes.patch:10: path 'toy.c.orig' does not start with a/"),
        ("stable/probes.patch", "+++ b/toy.c", "+++ b/toy.c\t2026-11-21",
         "stable/probes.patch:10: has a time behind the path"),
        ("stable/probes.patch", SITES, "",
         "stable/probes.patch:1: changes nothing"),
    ],
    "Series": [
        ("stable/series", "provider.patch", "gone.patch",
         "stable/series:2: gone.patch: no such patch"),
        ("stable/series", "provider.patch", "Provider.patch",
         "stable/series:2: 'Provider.patch' is not the name of a patch"),
        ("stable/series", "provider.patch", "../head/provider.patch",
         "stable/series:2: '../head/provider.patch' is not the name"),
        ("stable/series", "", "probes.patch\n",
         "stable/series:4: probes.patch stands in it twice"),
        ("stable/series", "", None, "stable/series: no such file"),
        ("project.toml", "\n[provider", '\n[head]\ngit = "https://toy.example'
         '/toy.git"\nbranch = "main"\n\n[provider',
         "head/series: no such file"),
    ],
    "StrayPatches": [
        ("stable/series", "probes.patch\n", "",
         "stable/probes.patch:1: stands in no series"),
        ("stable/notes", "", "x\n", "stable/notes:1: stands in no series"),
    ],
    "TrailingWhitespace": [
        ("toy.d", "};\n", "}; \n",
         "toy.d:8: blanks at the end of the line"),
        ("driver", "build() { :; }", "build() { :; }\t",
         "driver:4: blanks at the end of the line"),
        ("stable/probes.patch", "+#endif\n", "+#endif \n",
         "stable/probes.patch:16: blanks at the end of the line"),
    ],
    "MachinePaths": [
        ("driver", "build() { :; }", "build() { cp x /tmp/x; }",
         "driver:4: /tmp/: a path of one machine"),
        ("project.toml", "https://toy.example/toy-1.0",
         "file:///srv/toy-1.0", "project.toml:12: file://: a path of one"),
        ("stable/probes.patch", "+#endif\n", "+#endif /* /home/me/x */\n",
         "stable/probes.patch:16: /home/m: a path of one machine"),
    ],
    "DriverForm": [
        ("driver", "", None, "driver:1: is missing"),
        ("driver", "build()", "bild()", "driver:1: has no function build"),
        ("driver", "driver_main", "main", "driver:1: has no line with driver"),
        ("driver", "driver.sh", "driver.bash", "driver:1: has no line with /"),
    ],
    "Keys": [
        ("keys/toy.asc", "", "x\n",
         "keys/toy.asc:1: no source in project.toml names it"),
        ("project.toml", '.tar.gz"\n', '.tar.gz"\nsignature = "https://toy.'
         'example/x.asc"\nkey = "keys/toy.asc"\n',
         "keys/toy.asc:1: is named in project.toml, but not there"),
    ],
    "ProviderTables": [
        ("other.d", "", PROVIDER.replace("toy", "other"),
         "other.d:1: project.toml has no [provider.other]"),
        ("toy.d", "provider toy {", "provider tox {",
         "toy.d:1: declares provider tox; the file is named toy.d"),
        ("toy.d", "", None, "project.toml:1: [provider.toy]: no toy.d"),
    ],
    "ProbeComments": [
        ("toy.d", "\t * Somebody is greeted.\n", "",
         "toy.d:6: greet-start: no comment says when it fires"),
        ("toy.d", "\t * @name\tof whom\n", "",
         "toy.d:6: greet-start: argument name has no @line"),
        ("toy.d", "@name\tof", "@nome\tof",
         "toy.d:5: greet-start: @nome is no argument"),
        ("toy.d", "int number,", "int,",
         "toy.d:7: greet-start: an argument has no name"),
        ("toy.d", "};", "\t/* x */\n\tprobe greet__start();\n};",
         "toy.d:9: greet-start is declared twice"),
    ],
    "Attributes": [
        ("toy.d", "provider toy args", "provider toy arg",
         "toy.d:1: no `#pragma D attributes ... provider toy args`"),
    ],
    "ProviderCopy": [
        ("toy.d", "of whom", "of who",
         "toy.d:5: differs from the copy toy.d that the stable series adds"),
        ("stable/provider.patch", "provider toy {", "provider tox {",
         "toy.d:1: the stable series adds no copy of this file"),
        ("stable/series", "provider.patch\n", "",
         "toy.d:1: the stable series adds no copy of this file"),
    ],
    "CallSites": [
        ("stable/probes.patch", '+		TOY_GREET_START(i, "you");\n',
         "+		greet();\n", "toy.d:7: greet-start is declared, but the "
         "stable series never calls TOY_GREET_START()"),
        ("stable/probes.patch", '(i, "you")', '("you, and you")',
         "stable/probes.patch:18: TOY_GREET_START() has 1 arguments, 2 are"),
        ("stable/probes.patch", '(i, "you")', '(i, "you", f(1))',
         "stable/probes.patch:18: TOY_GREET_START() has 3 arguments, 2 are"),
        ("stable/probes.patch", "(number, name)", "(number)",
         "stable/probes.patch:15: TOY_GREET_START() has 1 arguments, 2 are"),
        ("stable/probes.patch", "_ENABLED()", "_ENABLED(1)",
         "stable/probes.patch:17: TOY_GREET_START_ENABLED() has 1 arguments"),
        ("project.toml", 'upstream = "never"\n',
         'upstream = "never"\nmacros = "Toy_"\n',
         "toy.d:7: greet-start is declared, but the "
         "stable series never calls Toy_GREET_START()"),
        ("stable/probes.patch", "TOY_GREET_START(i", "TOY_GREET_STOP(i",
         "stable/probes.patch:18: TOY_GREET_STOP() is called, but no such"),
        ("stable/probes.patch", "TOY_GREET_START(i", "TOY_##what##_STOP(i",
         "stable/probes.patch:18: TOY_*_STOP() is no probe, whatever is"),
        ("stable/probes.patch", "GREET_START_ENABLED", "GREET_ANY_ENABLED",
         "stable/probes.patch:17: TOY_GREET_ANY_ENABLED() is called, but no"),
    ],
    "Unreached": [
        ("project.toml", SWITCH, SWITCH + "\n" + UNREACHED % "gone",
         "project.toml:19: toy:::gone is not declared"),
    ],
    "Expectations": [
        ("expect.d", "greet-start", "greet-stop",
         "expect.d:1: greet-stop is not declared"),
        ("expect.d", "@ok", "@good", "expect.d:1: proves nothing: no @ok"),
        ("expect.d", '"a greeting"', "probename",
         "expect.d:3: the key of @ok must be one text"),
        ("expect.d", "", None, "expect.d:1: no such file"),
    ],
}

ACCEPTED = [
    ("stable/probes.patch", "+#endif\n+\tif (TOY_GREET_START_ENABLED())",
     "+#define TOY_OWN(x) x\n+\tif (TOY_OWN(TOY_GREET_START_ENABLED()))"),
    ("stable/probes.patch", "TOY_GREET_START(i", "TOY_##what##_START(i"),
    ("stable/probes.patch", "TOY_GREET_START(i", "TOY_GREET_##what(i"),
    ("stable/probes.patch", "(TOY_GREET_START_EN", "(TOY_##what##_START_EN"),
    ("project.toml", SWITCH, SWITCH + "\n" + UNREACHED % "greet-start"),
    ("stable/probes.patch", "Pending", "Submitted [the list, 2026-11]"),
    ("stable/probes.patch", "not-needed", "https://toy.example/1"),
    ("stable/probes.patch", '(i, "you")', '(f(i, 2), "), (" /* , */)'),
    ("stable/probes.patch", "TOY_GREET_START(i, \"you\");",
     "/* TOY_GONE(1) */ TOY_GREET_START(i, \"you\");"),
    ("project.toml", 'licence = "MIT"', 'licence = "(MIT OR ISC)"'),
    ("expect.d", "toy*:::greet-start", "toy*:::greet-*, syscall:::entry"),
]


class LintTest(support.Case):
    def project(self, *changes):
        files = dict(GOOD)
        for name, old, new in changes:
            if new is None:
                del files[name]
                continue
            content = files.get(name, "")
            self.assertIn(old, content)
            files[name] = content.replace(old, new, 1) if old \
                else content + new
        for name, content in files.items():
            path = self.write("projects/toy/" + name, content)
            if name == "driver":
                os.chmod(path, 0o755)
        return lint.lint(self.directory, "toy")

    def test_a_good_project(self):
        self.assertEqual(self.project(), [])

    def test_accepted(self):
        for change in ACCEPTED:
            with self.subTest(change[2]):
                self.setUp()
                self.assertEqual(self.project(change), [])

    def test_the_licence_of_an_older_release(self):
        """Its own patches have that one; a shared patch may have either."""
        older = """
[[release]]
version = "0.9"
series = "0.9"
licence = "ISC"
sha256 = "%s"
directory = "toy-0.9"

[[release.source]]
url = "https://toy.example/toy-0.9.tar.gz"
""" % ("b" * 64)
        changes = [
            ("project.toml", "", older),
            ("stable/provider.patch", "License: MIT", "License: ISC"),
            ("0.9/series", "", "../stable/provider.patch\nprobes.patch\n"),
            ("0.9/probes.patch", "",
             GOOD["stable/probes.patch"].replace(": MIT", ": ISC")),
        ]
        self.assertEqual(self.project(*changes), [])
        changes[-1] = ("0.9/probes.patch", "", GOOD["stable/probes.patch"])
        self.assertEqual(
            self.project(*changes),
            ["projects/toy/0.9/probes.patch:8: header: License is MIT, "
             "upstream's is ISC"])

    def test_each_rule(self):
        for rule, rows in TABLE.items():
            for name, old, new, message in rows:
                with self.subTest(rule, new=new):
                    self.setUp()
                    found = self.project((name, old, new))
                    self.assertTrue(
                        any(line.startswith("projects/toy/" + message)
                            for line in found),
                        f"wanted: {message}\ngot: " + "\n".join(found))

    def test_each_rule_has_rows(self):
        from projectlib import lint_patch, lint_probe
        names = {type(rule).__name__
                 for rule in lint_patch.RULES + lint_probe.RULES}
        self.assertEqual(names, set(TABLE) - {"Series"})

    def test_a_driver_that_is_not_executable(self):
        self.project()
        os.chmod(self.path("projects/toy/driver"), 0o644)
        self.assertEqual(lint.lint(self.directory, "toy"),
                         ["projects/toy/driver:1: is not executable"])

    def test_a_copy_that_a_later_patch_extends(self):
        grown = PROVIDER.replace("};", "\t/* Over. */\n\tprobe stop();\n};")
        more = ("--- a/toy.d\n+++ b/toy.d\n@@ -6,3 +6,5 @@\n"
                "  \t */\n".replace("  \t", " \t")
                + " \tprobe greet__start(int number, char *name);\n"
                "+\t/* Over. */\n+\tprobe stop();\n };\n"
                "--- a/b.c\n+++ b/b.c\n@@ -1,1 +1,2 @@\n a\n+TOY_STOP();\n")
        found = self.project(
            ("toy.d", PROVIDER, grown),
            ("stable/series", "", "stop.patch\n"),
            ("stable/stop.patch", "", HEADER + more))
        self.assertEqual(found, [])
