# SPDX-License-Identifier: BSD-2-Clause
"""Records of other people's patches: names, and what is refused."""

import os

from support import SCRIPTS, Case
from projectlib import known
from projectlib.errors import ProjectError

GOOD = '''project = "toy"

[[patch]]
name = "dtrace-ada-linux+solaris.patch"
version = "1.0"
origin = "Ada, by mail"
licence = "MIT"
state = "pending"
'''

BAD = [
    ('"toy"', '"tox"', 1, "project is 'tox', the directory is 'toy'"),
    ('"pending"', '"lost"', 8, "state must be one of pending, "),
    ('licence = "MIT"\n', '', 3, "missing: licence"),
    ('"pending"', '"pending"\nurl = "https://x.example/a.patch"', 3,
     "url needs a sha256"),
    ('"pending"', '"pending"\nsize = 3', 9, "unknown key 'size'"),
    ('"pending"', '"pending"\n[patch.debian]\npackage = "p"\nversion = "1"\n'
     'suite = "sid"\npath = "../x"', 13,
     "path must be a path in the source package"),
    ('"pending"', '"pending"\n\n[[issue]]\nurl = "x"\ntitle = "t"\n'
     'state = "open"\noutcome = "o"', 11, "url must be an URL"),
    ('"1.0"', '"1.0', 5, "toml"),
]


class KnownTest(Case):
    def load(self, text):
        return known.load(self.write("toy/known.toml", text))

    def test_good(self):
        found = self.load(GOOD)
        self.assertEqual(found.patches[0]["state"], "pending")
        self.assertEqual(found.issues, [])

    def test_bad(self):
        for old, new, line, message in BAD:
            with self.subTest(message=message), \
                    self.assertRaises(ProjectError) as caught:
                self.load(GOOD.replace(old, new, 1))
            text = str(caught.exception)
            self.assertIn(message, text)
            if message != "toml":
                self.assertIn(f"known.toml:{line}: ", text)

    def test_names(self):
        for name, parts, deviation in (
                ("dtrace-13405-all.patch", ("dtrace", "13405", ["all"]), None),
                ("systemtap-fedora-linux+freebsd.patch",
                 ("systemtap", "fedora", ["linux", "freebsd"]), None),
                ("dtrace-13405-all.27.patch", ("dtrace", "13405", ["all"]),
                 "has a version before .patch: 27"),
                ("dtrace-solaris-oracle-24.patch",
                 ("dtrace", "oracle", ["solaris"]),
                 "has a version before .patch: 24"),
                ("dtrace-solaris-oracle.patch",
                 ("dtrace", "oracle", ["solaris"]),
                 "the operating system stands before the source"),
                ("combined-21590-all.patch", ("combined", "21590", ["all"]),
                 "framework combined is not one of"),
                ("dtrace-ada-beos.patch", ("dtrace", "ada", ["beos"]),
                 "unknown operating system beos"),
                ("probes.diff", None, "does not end with .patch"),
                ("probes.patch", None, "has not three parts")):
            with self.subTest(name=name):
                *found, deviations = known.parse_name(name)
                if parts:
                    self.assertEqual(tuple(found), parts)
                text = "; ".join(deviations)
                self.assertTrue(deviation in text if deviation
                                else not deviations, text)

    def test_ours(self):
        """Every record of the shelf can be read."""
        found = known.find(os.path.dirname(os.path.abspath(SCRIPTS)))
        self.assertIn("cpython", found)
        names = [patch["name"] for path in found.values()
                 for patch in known.load(path).patches]
        self.assertEqual(len(names), len(set(names)))
