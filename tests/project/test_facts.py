# SPDX-License-Identifier: BSD-2-Clause
"""project.toml: what is accepted, and the message for what is not."""

import support
from projectlib import facts
from projectlib.errors import ProjectError

GOOD = """\
name = "toy"
summary = "says hello"
homepage = "https://toy.example/"
licence = "MIT OR Apache-2.0"

[stable]
version = "1.0"
sha256 = "%s"
directory = "toy-1.0"

[[stable.source]]
url = "https://toy.example/toy-1.0.tar.gz"
signature = "https://toy.example/toy-1.0.tar.gz.asc"
key = "keys/toy.asc"

[[stable.source]]
debian = { package = "toy", version = "1:1.0-1+deb13u7", suite = "trixie" }
file = "toy_1.0.orig.tar.gz"
sha256 = "%s"

[head]
git = "https://toy.example/toy.git"
branch = "main"

[build]
debian = ["zlib1g-dev"]
exercise-debian = ["wrk"]
switch = "--enable-dtrace"

[provider.toy]
objects = ["bin/toy", "lib/libtoy.so"]
upstream = "broken"
upstream-note = "Since 0.9."

[[unreached]]
probe = "toy:::slow-start"
reason = "needs a day"
""" % ("a" * 64, "b" * 64)

# (what to replace, with what, line, message)
BAD = [
    ("licence", "license", 4, "unknown key 'license'"),
    ('name = "toy"\n', "", 1, "missing: name"),
    ('"says hello"', "7", 2, "summary must be one line"),
    ("https://toy.example/\"", "toy.example\"", 3, "homepage must be an URL"),
    ("a" * 64, "a" * 63, 8, "sha256 must be 64 hexadecimal digits"),
    ("a" * 64, "A" * 64, 8, "sha256 must be 64 hexadecimal digits"),
    ('"toy-1.0"', '"../toy"', 9, "directory must be one directory name"),
    ('url = "https', 'url = "gopher', 12, "url must be an URL of a file"),
    ("toy-1.0.tar.gz\"\nsig", "\"\nsig", 12, "url must be an URL of a file"),
    ('key = "keys/toy.asc"\n', "", 11, "signature needs a key"),
    ('"keys/toy.asc"', '"../toy.asc"', 14, "key must be keys/FILE.asc"),
    ("file = \"toy_1.0.orig.tar.gz\"\n", "", 16, "file is missing"),
    ('package = "toy"', 'package = "-x"', 17,
     "package must be a source package"),
    ('suite = "trixie"', 'suit = "trixie"', 17, "unknown key 'suit'"),
    ('branch = "main"', 'branch = "-x"', 23, "branch must be a branch"),
    ('["zlib1g-dev"]', '"zlib1g-dev"', 26,
     "debian must be a list of packages"),
    ("exercise-debian", "exercise-debain", 27,
     "unknown key 'exercise-debain'"),
    ('["bin/toy", "lib/libtoy.so"]', "[]", 31, "objects must be a list"),
    ('"bin/toy"', '"../toy"', 31, "objects must be a list of paths"),
    ('"bin/toy"', '"/bin/toy"', 31, "objects must be a list of paths"),
    ('"broken"', '"bad"', 32, "upstream must be one of never, "),
    ("toy:::slow-start", "slow-start", 36,
     "probe must be provider:::probe-name"),
    ('reason = "needs a day"', 'reason = " "', 37, "reason must be a text"),
    ("[provider.toy]", "[provider.Toy]", 30, "'Toy' is not a name for this"),
]


class FactsTest(support.Case):
    def load(self, text):
        self.write("toy/project.toml", text)
        return facts.load(self.path("toy"))

    def test_good(self):
        found = self.load(GOOD)
        self.assertEqual(found.objects, ["bin/toy", "lib/libtoy.so"])
        self.assertEqual([s.filename for s in found.stable.sources],
                         ["toy-1.0.tar.gz", "toy_1.0.orig.tar.gz"])
        self.assertEqual([s.sha256[0] for s in found.stable.sources],
                         ["a", "b"])
        self.assertEqual(found.not_reached("1.0"),
                         {"toy:::slow-start": "needs a day"})

    def test_optional_parts(self):
        text = GOOD[:GOOD.index("[head]")] + GOOD[
            GOOD.index("[provider.toy]"):GOOD.index("[[unreached]]")]
        found = self.load(text)
        self.assertIsNone(found.head)
        self.assertEqual(found.not_reached("1.0"), {})

    def test_a_release_differs(self):
        more = """
[[release]]
version = "0.9"
sha256 = "%s"
directory = "toy-0.9"
objects = { toy = ["toy"] }
licence = "ISC"
cost = { percent = 0.3, reason = "it is old" }

[[release.source]]
url = "https://toy.example/toy-0.9.tar.gz"
""" % ("c" * 64)
        found = self.load(GOOD + more)
        self.assertEqual(found.at("0.9").objects, ["toy"])
        self.assertEqual(found.at("0.9").licence, "ISC")
        self.assertEqual(found.at("0.9").cost["percent"], 0.3)
        for branch in ("stable", "head"):
            self.assertEqual(found.at(branch).objects,
                             ["bin/toy", "lib/libtoy.so"])
            self.assertEqual(found.at(branch).licence, "MIT OR Apache-2.0")
            self.assertEqual(found.at(branch).cost, found.cost)
        for bad, message in (("tox", r":43: there is no \[provider.tox\]"),
                             ("toy = 7, x", ":43: toy must be a list")):
            with self.assertRaisesRegex(ProjectError, message):
                self.load(GOOD + more.replace("{ toy", "{ " + bad))

    def test_bad(self):
        for old, new, line, message in BAD:
            with self.subTest(message=message, new=new):
                self.assertIn(old, GOOD)
                with self.assertRaises(ProjectError) as caught:
                    self.load(GOOD.replace(old, new, 1))
                self.assertIn(f"project.toml:{line}: ",
                              str(caught.exception))
                self.assertIn(message, str(caught.exception))

    def test_no_toml(self):
        for text in ("name = ", "\udcff", "[a]\n[a]\n"):
            with self.subTest(text), self.assertRaises(ProjectError):
                path = self.write("toy/project.toml", "")
                with open(path, "wb") as file:
                    file.write(text.encode(errors="surrogateescape"))
                facts.load(self.path("toy"))

    def test_another_name_than_the_directory(self):
        with self.assertRaisesRegex(ProjectError, ":1: name is 'tox'"):
            self.load(GOOD.replace('"toy"', '"tox"', 1))
