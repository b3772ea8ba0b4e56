# SPDX-License-Identifier: BSD-2-Clause
"""expect.d, the clauses generated beside it, and what they print."""

import support
from projectlib import expect, provider
from projectlib.errors import ProjectError

PROVIDER = provider.parse("""\
provider toy {
\tprobe all(int i, unsigned u, void *p, char *s, double d);
\tprobe text(char *uri, size_t uri_len);
\tprobe two(char *name, size_t size);
};
""", "toy.d")


class Statements(support.Case):
    def read(self, text):
        return expect.statements(self.write("expect.d", text))

    def test_texts(self):
        found = self.read("""
            /* @ok["in a comment"] = count(); */
            a:::b { @ok["one; {two}"] = count(); @other["x"] = sum(1); }
            a:::c { @bad [ "three" ] = count(); @ok["one; {two}"] = count(); }
            a:::d { printf("@ok[]"); }
        """)
        self.assertEqual(found, {"ok": ["one; {two}"], "bad": ["three"]})

    def test_what_is_no_text(self):
        for bad in ("@ok[probename] = count();", "@ok = count();",
                    '@bad["a", 1] = count();', '@ok["a\\tb"] = count();',
                    "@ok[", "@bad"):
            with self.subTest(bad):
                with self.assertRaisesRegex(ProjectError, r"expect\.d:2: "):
                    self.read("\n" + bad)

    def test_no_file(self):
        with self.assertRaisesRegex(ProjectError, "no such file"):
            expect.statements(self.path("expect.d"))


class Program(support.Case):
    def test_clauses(self):
        text = expect.program([PROVIDER], {"ok": ["a"], "bad": []})
        self.assertIn('int project_seen_0;\n\ntoy*:::all\n{\n\t@project_fired["toy", "all"] = '
                      "count();\n}", text)
        self.assertIn('printf("@example\\ttoy\\tall\\ti=%d\\tu=%u\\tp=%#x'
                      '\\ts=%s\\n", arg0, arg1, arg2, '
                      'arg3 == 0 ? "(null)" : copyinstr(arg3));', text)
        self.assertIn('text\\turi=%s\\n", arg0 == 0 ? "(null)" : '
                      "copyinstr(arg0, arg1));", text)
        self.assertIn('"(null)" : copyinstr(arg0), arg1)', text)
        self.assertIn("@ok);", text)
        self.assertNotIn("@bad", text)

    def test_output(self):
        found = expect.parse(
            "noise\n@example\ttoy\tall\ti=1\ts=two\nlines\n"
            "@example\ttoy\tall\ti=2\n"
            "@fired\ttoy\tall\t3\n@ok\ta b\t2\n@bad\tc\t0\n"
            "@fired\tbroken\n@ok\tx\tmany\n")
        self.assertEqual(found["example"],
                         {("toy", "all"): ["i=1", "s=two\nlines"]})
        self.assertEqual(found["fired"], {("toy", "all"): 3})
        self.assertEqual(found["ok"], {"a b": 2})
        self.assertEqual(found["bad"], {"c": 0})
