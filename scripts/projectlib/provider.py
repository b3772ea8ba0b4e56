# SPDX-License-Identifier: BSD-2-Clause
"""Reads a provider file: probes, their arguments, comments and lines.

This is for the tools around a project, which want the comments too; the
USDT compiler has its own, complete front end.
"""

import re
from dataclasses import dataclass, field

from .errors import ProjectError


@dataclass
class Argument:
    type: str
    name: str
    line: int
    doc: str = ""

    @property
    def kind(self):
        """string, int, uint, pointer, float or struct."""
        words = set(re.findall(r"\w+", self.type))
        if "*" in self.type:
            inner = words - {"const", "volatile"}
            is_text = inner == {"char"} and self.type.count("*") == 1
            return "string" if is_text else "pointer"
        if self.type.rstrip().endswith("]"):
            return "pointer"
        if words & {"float", "double"}:
            return "float"
        if words & {"struct", "union"}:
            return "struct"
        if words & {"uintptr_t", "caddr_t"}:
            return "pointer"
        unsigned = re.search(r"\bunsigned\b|\bu_?(int|char|short|long)\w*\b"
                             r"|\bsize_t\b|\b(uid|gid|dev|ino|mode)_t\b",
                             self.type)
        return "uint" if unsigned else "int"


@dataclass
class Probe:
    cname: str                  # as declared: request__done
    line: int
    arguments: list
    doc: str = ""
    documented: list = field(default_factory=list)  # [(name, line)]
    optional: bool = False      # stands behind #if: not in every build

    @property
    def name(self):
        """As users write it: request-done."""
        return self.cname.replace("__", "-")


@dataclass
class Provider:
    name: str
    line: int
    path: str
    probes: list
    attributes: dict = field(default_factory=dict)  # provider: "E/E/C"


TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/)
  | (?P<line>//[^\n]*)
  | (?P<cpp>^[ \t]*\#(?:[^\n\\]|\\.)*)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<word>\w+)
  | (?P<space>\s+)
  | (?P<mark>.)
""", re.S | re.M | re.X)


@dataclass
class Token:
    kind: str
    text: str
    line: int


def tokens(text):
    """The tokens of D or C source, comments included, spaces not."""
    line = 1
    for match in TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(match.lastgroup, match.group(), line)
        line += match.group().count("\n")


def load(path):
    """The provider in the file `path`; ProjectError when it has none."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path}: {error}") from None
    return parse(text, path)


ATTRIBUTES = re.compile(r"^\s*#\s*pragma\s+D\s+attributes\s+(\S+)"
                        r"\s+provider\s+(\w+)\s+(\w+)", re.M)


def parse(text, path):
    provider = _Parser(text, path).provider()
    for value, owner, part in ATTRIBUTES.findall(text):
        if owner == provider.name:
            provider.attributes[part] = value
    return provider


class _Parser:
    def __init__(self, text, path):
        self.path = path
        self.tokens, self.optional = _preprocessed(text)
        self.at = 0

    def fail(self, line, message):
        raise ProjectError(f"{self.path}:{line}: {message}")

    def next(self):
        """The next token that is no comment."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind not in ("comment", "line"):
                return token
        last = self.tokens[-1].line if self.tokens else 1
        self.fail(last, "the file ends in the middle of a declaration")

    def want(self, text):
        token = self.next()
        if token.text != text:
            self.fail(token.line, f"'{text}' expected, not '{token.text}'")
        return token

    def provider(self):
        """Skip typedefs and structs up to the provider; take that."""
        depth = 0
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if token.text == "provider" and depth == 0:
                return self.body(self.next())
        self.fail(1, "there is no provider declaration")

    def body(self, name):
        if name.kind != "word":
            self.fail(name.line, f"'{name.text}' is not a provider's name")
        self.want("{")
        probes, comment = [], None
        while True:
            if self.at >= len(self.tokens):
                self.fail(name.line, f"provider {name.text} has no end")
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == "comment":
                comment = token
            elif token.text == "}":
                return Provider(name.text, name.line, self.path, probes)
            elif token.text == "probe":
                probes.append(self.probe(comment))
                comment = None
            elif token.kind != "line":
                self.fail(token.line,
                          f"'probe' expected, not '{token.text}'")

    def probe(self, comment):
        name = self.next()
        if name.kind != "word":
            self.fail(name.line, f"'{name.text}' is not a probe's name")
        self.want("(")
        probe = Probe(name.text, name.line, self.arguments())
        token = self.next()
        if token.text == ":":           # what the translators give
            self.want("(")
            self.arguments()
            token = self.next()
        if token.text != ";":
            self.fail(token.line, f"';' expected, not '{token.text}'")
        if comment:
            _document(probe, comment)
        probe.optional = name.line in self.optional
        return probe

    def arguments(self):
        found, words, depth = [], [], 0
        while True:
            token = self.next()
            if token.text == ")" and depth == 0 or \
                    token.text == "," and depth == 0:
                if words:
                    found.append(_argument(words))
                elif token.text == "," or found:
                    self.fail(token.line, "an argument is missing")
                words = []
                if token.text == ")":
                    break
                continue
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
            words.append(token)
        if [a.type for a in found] == ["void"]:
            return []
        return found


def _preprocessed(text):
    """The tokens without the preprocessor's lines, and the numbers of the
    lines that stand behind an #if."""
    found, optional, depth = [], set(), 0
    for token in tokens(text):
        if token.kind == "cpp":
            word = re.match(r"\s*#\s*(\w+)", token.text)
            word = word.group(1) if word else ""
            depth += word.startswith("if") - (word == "endif")
            continue
        found.append(token)
        if depth > 0:
            optional.add(token.line)
    return found, optional


TYPE_WORDS = {"void", "char", "short", "int", "long", "float", "double",
              "signed", "unsigned", "const", "volatile", "struct", "union",
              "enum", "string"}


def _argument(words):
    """Split the tokens of one argument into type and name."""
    texts = [token.text for token in words]
    tail = ""
    if "[" in texts:
        tail = "".join(texts[texts.index("["):])
        texts = texts[:texts.index("[")]
    name = ""
    named = (len(texts) > 1 and re.fullmatch(r"[A-Za-z_]\w*", texts[-1])
             and texts[-1] not in TYPE_WORDS
             and texts[-2] not in ("struct", "union", "enum")
             and set(texts[:-1]) - {"const", "volatile"})
    if named:
        name = texts.pop()
    spelled = " ".join(texts).replace("* *", "**") + tail
    return Argument(spelled, name, words[0].line)


def _document(probe, comment):
    """Give the comment's text to the probe and to its arguments."""
    where, docs = [], {}
    for offset, line in enumerate(comment.text.split("\n")):
        line = re.sub(r"^\s*(/\*+|\*+/|\*)?", "", line)
        line = re.sub(r"\s*\*+/\s*$", "", line).strip()
        tag = re.match(r"@(\w+)\s*(.*)", line)
        if tag:
            where = docs.setdefault(tag.group(1), [])
            where.append(tag.group(2))
            probe.documented.append((tag.group(1), comment.line + offset))
        elif not docs:
            probe.doc = (probe.doc + " " + line).strip()
        elif line:
            where.append(line)
    for argument in probe.arguments:
        argument.doc = " ".join(docs.get(argument.name, [])).strip()
