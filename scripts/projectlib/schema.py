# SPDX-License-Identifier: BSD-2-Clause
"""What may stand in a project.toml, as a table, and the check against it."""

import re

DISTRIBUTIONS = ("alpine", "arch", "debian", "fedora", "freebsd", "gentoo",
                 "illumos", "macos", "nix", "openembedded", "opensuse",
                 "ubuntu", "void")
# Whose packages have names of their own: those that exports are made for.
PACKAGED = ("arch", "buildroot", "fedora", "freebsd", "gentoo", "homebrew",
            "nix", "openembedded", "pkgsrc")
PACKAGE = r"([A-Za-z0-9][A-Za-z0-9@._+-]*/)?([A-Za-z0-9@._+-]|\{major\}|" \
    r"\{minor\})+"
UPSTREAM = ("never", "partial", "broken", "unfinished", "removed",
            "graduated")


class Value:
    """A leaf: `test` says whether a value will do, `what` names the form."""

    def __init__(self, what, test, required=True):
        self.what, self.test, self.required = what, test, required

    def check(self, value, where):
        if not self.test(value):
            yield where, f"{where[-1]} must be {self.what}"


class Table:
    """A table with known keys; `rule` looks at the keys together."""

    def __init__(self, fields, required=True, rule=None):
        self.fields, self.required, self.rule = fields, required, rule

    def check(self, value, where):
        if not isinstance(value, dict):
            yield where, f"{where[-1]} must be a table"
            return
        for key, item in value.items():
            if key in self.fields:
                yield from self.fields[key].check(item, where + (key,))
            else:
                yield where + (key,), (f"unknown key '{key}'; known here: "
                                       + ", ".join(self.fields))
        missing = [key for key, kind in self.fields.items()
                   if kind.required and key not in value]
        if missing:
            yield where, f"missing: {', '.join(missing)}"
        elif self.rule:
            yield from ((where, text) for text in self.rule(value))


class Tables:
    """An array of tables of one kind."""

    def __init__(self, table, required=True):
        self.table, self.required = table, required

    def check(self, value, where):
        if not isinstance(value, list) or self.required and not value:
            yield where, f"[[{'.'.join(map(str, where))}]] is missing"
            return
        for index, item in enumerate(value):
            yield from self.table.check(item, where + (index,))


class NamedTables:
    """Tables of one kind under names that the author chooses."""

    def __init__(self, pattern, table, required=True):
        self.pattern, self.table = re.compile(pattern), table
        self.required = required

    def check(self, value, where):
        if not isinstance(value, dict) or self.required and not value:
            yield where, f"{where[-1]} needs at least one table"
            return
        for key, item in value.items():
            if self.pattern.fullmatch(key):
                yield from self.table.check(item, where + (key,))
            else:
                yield where + (key,), f"'{key}' is not a name for this"


def text(what, pattern=r"(?s).*\S.*", required=True):
    pattern = re.compile(pattern)
    return Value(what, lambda value: isinstance(value, str)
                 and pattern.fullmatch(value) is not None, required)


def texts(what, test=lambda item: item.strip() != "", required=True):
    return Value(what, lambda value: isinstance(value, list) and all(
        isinstance(item, str) and test(item) for item in value), required)


def inside(path):
    """Whether a relative path stays below where it starts."""
    return (bool(path) and not path.startswith("/")
            and ".." not in path.split("/") and "\0" not in path)


def _source_rule(source):
    if ("url" in source) == ("debian" in source):
        yield "a source has either url or debian"
    if "debian" in source and "file" not in source:
        yield "file is missing: which file of the Debian source package"
    if "url" in source and "file" in source:
        yield "file belongs to a Debian source; the URL has the name"
    if "signature" in source and "debian" in source:
        yield "Debian's archive has the signature beside the file"
    if "signature" in source and "key" not in source:
        yield "signature needs a key"
    if "key" in source and "url" in source and "signature" not in source:
        yield "key needs a signature"


def objects(required=True):
    """The ELF files that carry the probes of a provider."""
    return Value("a list of paths in the build tree",
                 lambda value: isinstance(value, list) and value
                 and all(isinstance(p, str) and inside(p) for p in value),
                 required)


FILE_NAME = r"[A-Za-z0-9][A-Za-z0-9._+~-]*"
SHA256 = r"[0-9a-f]{64}"
URL = r"(https?|ftp|file)://\S+/" + FILE_NAME

SOURCE = Table({
    "url": text("an URL of a file", URL, False),
    "signature": text("an URL of a file", URL, False),
    "key": text("keys/FILE.asc", r"keys/" + FILE_NAME, False),
    "debian": Table({
        "package": text("a source package", r"[a-z0-9][a-z0-9.+-]+"),
        "version": text("a Debian version", r"[A-Za-z0-9.+:~-]+"),
        "suite": text("a Debian suite", r"[a-z][a-z-]+"),
    }, False),
    "file": text("a file name", FILE_NAME, False),
    "sha256": text("64 hexadecimal digits", SHA256, False),
}, rule=_source_rule)

COMMAND = r"[^\n]*\S[^\n]*"
VERSION = r"[A-Za-z0-9][A-Za-z0-9._+~-]*"
PROVIDER = r"[a-z_][a-z0-9_]*"
LICENCE = r"[A-Za-z0-9.+() -]+"
COVERED = VERSION + r"(\.\." + VERSION + ")?"

COST = Table({
    "percent": Value("a number from 0 to 100",
                     lambda value: isinstance(value, (int, float))
                     and 0 <= value <= 100),
    "reason": text("a text"),
}, False)


def _release(fields):
    """A pinned release: [stable], and each [[release]] with `fields` more."""
    return Table({
        "version": text("a version", VERSION),
        "sha256": text("64 hexadecimal digits", SHA256),
        "directory": text("one directory name", FILE_NAME),
        "source": Tables(SOURCE),
        "covers": texts(
            "a list of versions or ranges FROM..TO",
            lambda item: re.fullmatch(COVERED, item), False),
        "shipped": texts("a list of distributions' releases",
                         required=False),
    } | fields)


PROJECT = Table({
    "name": text("lower case letters, digits and -", r"[a-z][a-z0-9-]*"),
    "summary": text("one line", r".*\S.*"),
    "homepage": text("an URL", r"https?://\S+"),
    "licence": text("a SPDX expression", LICENCE),
    "stable": _release({}),
    "release": Tables(_release({
        "series": text("a directory name", FILE_NAME, False),
        "objects": NamedTables(PROVIDER, objects(), False),
        "licence": text("a SPDX expression", LICENCE, False),
        "cost": COST,
    }), False),
    "head": Table({
        "git": text("an URL or a path", r"\S+"),
        "branch": text("a branch", r"[A-Za-z0-9][A-Za-z0-9._/-]*"),
    }, False),
    "without": Tables(Table({
        "versions": texts(
            "a list of versions or ranges FROM..TO",
            lambda item: re.fullmatch(COVERED, item)),
        "reason": text("a text"),
    }), False),
    "build": Table({
        "switch": text("an option", r"[^\n\"]*\S[^\n\"]*", False),
        "prepare": texts("a list of commands", lambda item: re.fullmatch(
            COMMAND, item), False),
        "install": text("a command", COMMAND, False),
        "systems": texts("a list of words", lambda item: re.fullmatch(
            r"[a-z]+", item), False),
    } | {
        prefix + name: texts("a list of packages", required=False)
        for prefix in ("", "exercise-") for name in DISTRIBUTIONS}, False),
    "package": Table({
        name: text("a package's name; {major} and {minor} are of the version",
                   PACKAGE, False) for name in PACKAGED}, False),
    "debian": Table({
        "after": text("a text in debian/rules"),
        "prepare-after": text("a text in debian/rules", required=False),
        "add": text("a text"),
    }, False),
    "provider": NamedTables(PROVIDER, Table({
        "objects": objects(),
        "upstream": Value("one of " + ", ".join(UPSTREAM),
                          lambda value: value in UPSTREAM),
        "upstream-note": text("a text", required=False),
        "macros": text("how the macros' names begin", r"[A-Za-z_]\w*",
                       False),
    })),
    "cost": COST,
    "unsupported": Table({way: text("a reason", required=False)
                          for way in ("systemtap", "o0", "lto")}, False),
    "unreached": Tables(Table({
        "probe": text("provider:::probe-name",
                      r"[a-z_][a-z0-9_]*:::[a-z0-9-]+"),
        "reason": text("a text"),
        "versions": texts("a list of pinned versions", required=False),
    }), False),
})


def check(data):
    """Yield (path of keys, what is wrong) for everything that is wrong."""
    return PROJECT.check(data, ())


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*=")


def key_lines(source):
    """Where each key stands: {path of keys: line}, for messages.

    tomllib does not tell. This knows one key a line, as people write it;
    a message about anything else names the line of what it stands in.
    """
    lines, counts, table = {(): 1}, {}, ()
    for number, line in enumerate(source.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = tuple(part.strip(' "') for part in
                          header.group(2).split("."))
            if header.group(1) == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table += (counts[table],)
            elif table[:1] in counts:       # [a.b] below the last [[a]]
                table = (table[0], counts[table[:1]], *table[1:])
            lines[table] = number
        elif key:
            lines[table + (key.group(1).strip('"'),)] = number
    return lines


def line_of(lines, where):
    while where not in lines:
        where = where[:-1]
    return lines[where]
