# SPDX-License-Identifier: BSD-2-Clause
"""The D program that validates: what expect.d wants to see, and the clauses
that count each declared probe and print an example of its arguments."""

import re

from . import provider
from .errors import ProjectError

MARKS = ("@ok", "@bad", "@fired", "@example")


def statements(path):
    """The texts of the @ok and of the @bad aggregations in expect.d."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        raise ProjectError(f"{path}: no such file: what must be seen while "
                           "exercise runs") from None
    found = {"ok": [], "bad": []}
    tokens = [t for t in provider.tokens(text)
              if t.kind not in ("comment", "line", "cpp")]
    for at, token in enumerate(tokens):
        following = tokens[at + 1:at + 5]
        if token.text != "@" or not following or \
                following[0].text not in found:
            continue
        texts = [t.text for t in following]
        if len(following) < 4 or following[2].kind != "string" or \
                (texts[1], texts[3]) != ("[", "]"):
            raise ProjectError(f"{path}:{token.line}: the key of @{texts[0]} "
                               "must be one text in quotes")
        statement = texts[2][1:-1]
        if "\\" in statement or "\t" in statement:
            raise ProjectError(f"{path}:{token.line}: a statement is plain "
                               "text, without \\")
        if statement not in found[texts[0]]:
            found[texts[0]].append(statement)
    return found


def program(providers, wanted):
    """The generated part of the D program."""
    parts = ["/* Generated from the provider files. */\n"]
    number = 0
    for declared in providers:
        for probe in declared.probes:
            parts.append(_clauses(declared.name, probe, number))
            number += 1
    parts.append("END\n{\n\tprinta(\"@fired\\t%s\\t%s\\t%@d\\n\", "
                 "@project_fired);\n")
    for name in ("ok", "bad"):
        if wanted[name]:
            parts.append(f"\tprinta(\"@{name}\\t%s\\t%@d\\n\", @{name});\n")
    parts.append("}\n")
    return "\n".join(parts)


def _clauses(owner, probe, number):
    """Count each firing; print the arguments of the first one.

    The mark is set after the print, so that a firing whose strings cannot be
    read leaves the example to the next one.
    """
    description = f"{owner}*:::{probe.name}"
    formats, values = [], []
    for index, argument in enumerate(probe.arguments):
        shown = _shown(probe.arguments, index)
        if shown:
            formats.append("\\t%s=%s" % (argument.name or f"arg{index}",
                                         shown[0]))
            values.append(", " + shown[1])
    return (f"int project_seen_{number};\n\n"
            f"{description}\n{{\n\t@project_fired[\"{owner}\", "
            f"\"{probe.name}\"] = count();\n}}\n\n"
            f"{description}\n/project_seen_{number} == 0/\n{{\n"
            f"\tprintf(\"@example\\t{owner}\\t{probe.name}{''.join(formats)}"
            f"\\n\"{''.join(values)});\n"
            f"\tproject_seen_{number} = 1;\n}}\n")


SPELLED = {"int": "%d", "uint": "%u", "pointer": "%#x"}


def _shown(arguments, index):
    """(format, expression) of one argument; None: it is not shown."""
    kind = arguments[index].kind
    if index and arguments[index - 1].kind == "string" \
            and _has_length(arguments, index - 1):
        return None         # the string before it is shown at this length
    if kind in SPELLED:
        return SPELLED[kind], f"arg{index}"
    if kind != "string":
        return None
    text = f"copyinstr(arg{index})"
    if _has_length(arguments, index):
        text = f"copyinstr(arg{index}, arg{index + 1})"
    return "%s", f"arg{index} == 0 ? \"(null)\" : {text}"


def _has_length(arguments, index):
    """Whether the next argument is the length of this string.

    A string without a NUL at its end comes as pointer and length; the length
    is called len or length, alone or after the name of the string.
    """
    if index + 1 >= len(arguments):
        return False
    following = arguments[index + 1]
    return following.kind in ("int", "uint") and re.fullmatch(
        rf"({re.escape(arguments[index].name)}_?)?(len|length)",
        following.name) is not None


def parse(text):
    """What the program printed.

    Gives {ok: {statement: count}, bad: {...}, fired: {(provider, probe):
    count}, example: {(provider, probe): [text, ...]}}. A line without a mark
    belongs to the example above it: strings may have newlines.
    """
    found = {"ok": {}, "bad": {}, "fired": {}, "example": {}}
    last = None
    for line in text.split("\n"):
        mark, *fields = line.split("\t")
        if mark in ("@ok", "@bad") and len(fields) == 2:
            _add(found[mark[1:]], fields[0], fields[1])
            last = None
        elif mark == "@fired" and len(fields) == 3:
            _add(found["fired"], tuple(fields[:2]), fields[2])
            last = None
        elif mark == "@example" and len(fields) >= 2:
            last = found["example"].setdefault(tuple(fields[:2]), fields[2:])
        elif last and line:
            last[-1] += "\n" + line
    return found


def _add(counts, key, number):
    if number.isdigit():
        counts[key] = counts.get(key, 0) + int(number)
