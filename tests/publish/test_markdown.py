# SPDX-License-Identifier: BSD-2-Clause
"""Markdown to HTML: what our pages use, and that nothing gets through."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "project"))
import support  # noqa: E402
from projectlib import jsonschema  # noqa: E402
from projectlib.publish import links, looks, markdown  # noqa: E402

CASES = [
    ("# A `b` c", '<h1 id="a-b-c">A <code>b</code> c</h1>'),
    ("one\ntwo", "<p>one two</p>"),
    ("a **b `c*` d** *e* 2 * 3 * 4", "<p>a <strong>b <code>c*</code> d"
     "</strong> <em>e</em> 2 * 3 * 4</p>"),
    ("<script>&`<b>`", "<p>&lt;script&gt;&amp;<code>&lt;b&gt;</code></p>"),
    ("<!-- gone\n -->\nhere", "<p>here</p>"),
    ("[a](b.md) [c](<d>)", '<p><a href="b.md">a</a> '
     '<a href="&lt;d&gt;">c</a></p>'),
    ('[a](x"onclick=1)', '<p><a href="x&quot;onclick=1">a</a></p>'),
    ("see https://x.example/y.", '<p>see <a href="https://x.example/y">'
     "https://x.example/y</a>.</p>"),
    ("- a\n- b\n  c", "<ul>\n<li>a</li>\n<li>b c</li>\n</ul>"),
    ("1. a\n   - b\n2. c", "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>"
     "\n<li>c</li>\n</ol>"),
    ("    x < 1\n\n    y\n\nz", "<pre><code>x &lt; 1\n\ny</code></pre>\n"
     "<p>z</p>"),
    ("```d\n# x\n```", "<pre><code># x</code></pre>"),
    ("| | |\n|---|---|\n| a | `b\\|c` |", '<div class="wide"><table>\n<tr>'
     "<td>a</td><td><code>b|c</code></td></tr>\n</table></div>"),
    ("    # dtrace -n 'a\n    b'\n\n      1  2", '<pre class="typed">'
     '<span class="prompt"># </span><code>dtrace -n \'a\nb\'</code>\n'
     "<samp>  1  2</samp></pre>"),
]


class Markdown(support.Case):
    def test_cases(self):
        for text, wanted in CASES:
            with self.subTest(text):
                self.assertEqual(markdown.Page().render(text), wanted)

    def test_headings_have_names_of_their_own(self):
        page = markdown.Page(taken=["same"])
        page.render("## Same\n\n## Same")
        self.assertEqual([name for _, _, name in page.headings],
                         ["same-1", "same-2"])

    def test_links_to_what_is_not_published_are_text(self):
        page = markdown.Page(links.resolver(
            "docs/a.md", "docs/a.html", {"docs/b.md": "other/b.html"}))
        self.assertEqual(
            page.render("[x](b.md#y) [z](../src/z.c) [q](#here)"),
            '<p><a href="../other/b.html#y">x</a> z '
            '<a href="#here">q</a></p>')

    def test_badges_show_the_worst(self):
        def state(word, well):
            return {"state": {"state": word, "well": well}}
        self.assertEqual(looks.badge_of([]), ("not seen yet", ""))
        rows = [state("clean", True), state("never validated", True)]
        self.assertEqual(looks.badge_of(rows), ("1 of 1 well", "good"))
        rows.append(state("fuzz", False))
        self.assertEqual(looks.badge_of(rows), ("1 of 2 well", "warn"))
        rows.append(state("probe lost", False))
        self.assertEqual(looks.badge_of(rows), ("1 of 3 well", "bad"))


class Schema(unittest.TestCase):
    SCHEMA = {"type": "object", "required": ["a"],
              "additionalProperties": False,
              "properties": {"a": {"type": "integer", "minimum": 1},
                             "b": {"$ref": "#/$defs/words"}},
              "$defs": {"words": {"type": "array", "items":
                                  {"enum": ["x", "y"]}}}}

    def test_what_is_wrong_is_said(self):
        for value, wanted in [
                ({"a": 1, "b": ["x"]}, []), ([], ["$: must be object"]),
                ({}, ["$: has no a"]), ({"a": True}, ["$.a: must be integer"]),
                ({"a": 0}, ["$.a: is less than 1"]),
                ({"a": 1, "c": 2}, ["$: has c, which the schema does not "
                                    "know"]),
                ({"a": 1, "b": ["x", "z"]},
                 ["$.b[1]: 'z' is none of ['x', 'y']"])]:
            with self.subTest(value):
                self.assertEqual(jsonschema.check(value, self.SCHEMA), wanted)

    def test_a_word_that_is_not_implemented_is_no_silent_pass(self):
        with self.assertRaises(ValueError):
            jsonschema.check(1, {"maximum": 0})


if __name__ == "__main__":
    unittest.main()
