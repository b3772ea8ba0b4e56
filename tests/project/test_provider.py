# SPDX-License-Identifier: BSD-2-Clause
"""Provider files: probes, arguments, comments, lines, and what is wrong."""

import support
from projectlib import provider
from projectlib.errors import ProjectError

GOOD = """\
#include <stdint.h>
typedef struct info { int i; } info_t;

/* About the provider. */
provider toy {
\t/*
\t * A request starts.
\t *
\t * Nothing was read yet.
\t * @id\tits number,
\t *\tfrom 1
\t * @name what it asks for
\t */
\tprobe request__start(uint64_t id, const char *name);
\tprobe bare();
\t/* one line */ probe none(void);	// and more
\tprobe plain(int, char *, struct info *);
\t/* In two. */
\tprobe shaped(info_t *p) : (int a,
\t\tint b);
};
#pragma D attributes Evolving/Evolving/Common provider toy args
#pragma D attributes Stable/Stable/Common provider other args
"""

KINDS = {
    "int": "int", "unsigned int": "uint", "char *": "string",
    "const char *": "string", "char * const": "string", "char **": "pointer",
    "unsigned char *": "pointer", "void *": "pointer", "uintptr_t": "pointer",
    "uint8_t": "uint", "size_t": "uint", "ssize_t": "int", "pid_t": "int",
    "uid_t": "uint", "unsigned": "uint", "long long": "int",
    "double": "float", "struct timeval": "struct", "char": "int",
    "u_int": "uint", "off_t": "int", "struct s *": "pointer",
}

BAD = {
    "": "there is no provider declaration",
    "struct provider { int a; };": "'{' is not a provider's name",
    "provider toy {": "provider toy has no end",
    "provider toy {\n int x;\n};": ":2: 'probe' expected, not 'int'",
    "provider toy {\nprobe a(int b;\n": "ends in the middle",
    "provider toy {\nprobe a(int b)\n}": ":3: ';' expected, not '}'",
    "provider toy {\nprobe a(int,);\n};": ":2: an argument is missing",
    "provider toy {\nprobe a(,int);\n};": ":2: an argument is missing",
    "provider 'toy' {\n};": "is not a provider's name",
    "provider toy {\nprobe (int);\n};": ":2: '(' is not a probe's name",
    "provider": "the file ends in the middle",
}


class ProviderTest(support.Case):
    def test_good(self):
        found = provider.parse(GOOD, "toy.d")
        self.assertEqual((found.name, found.line), ("toy", 5))
        self.assertEqual([(p.name, p.line) for p in found.probes],
                         [("request-start", 14), ("bare", 15), ("none", 16),
                          ("plain", 17), ("shaped", 19)])
        self.assertEqual(found.attributes,
                         {"args": "Evolving/Evolving/Common"})

    def test_comments(self):
        start, bare, none, plain, shaped = provider.parse(GOOD,
                                                          "toy.d").probes
        self.assertEqual(start.doc,
                         "A request starts. Nothing was read yet.")
        self.assertEqual([(a.type, a.name, a.doc) for a in start.arguments],
                         [("uint64_t", "id", "its number, from 1"),
                          ("const char *", "name", "what it asks for")])
        self.assertEqual(start.documented, [("id", 10), ("name", 12)])
        self.assertEqual((bare.doc, bare.arguments), ("", []))
        self.assertEqual((none.doc, none.arguments), ("one line", []))
        self.assertEqual([(a.type, a.name) for a in plain.arguments],
                         [("int", ""), ("char *", ""), ("struct info *", "")])
        self.assertEqual((shaped.doc, len(shaped.arguments)), ("In two.", 1))

    def test_kinds(self):
        for spelled, kind in KINDS.items():
            with self.subTest(spelled):
                text = f"provider p {{ probe q({spelled} name); }};"
                argument, = provider.parse(text, "p.d").probes[0].arguments
                self.assertEqual(argument.name, "name")
                self.assertEqual(argument.kind, kind)

    def test_optional(self):
        found = provider.parse("provider toy {\n#if A\n#ifdef B\nprobe a();\n"
                               "#endif\nprobe b();\n#endif\nprobe c();\n};\n",
                               "toy.d")
        self.assertEqual([p.optional for p in found.probes],
                         [True, True, False])

    def test_bad(self):
        for text, message in BAD.items():
            with self.subTest(text):
                with self.assertRaises(ProjectError) as caught:
                    provider.parse(text, "toy.d")
                self.assertIn("toy.d:", str(caught.exception))
                self.assertIn(message, str(caught.exception))
