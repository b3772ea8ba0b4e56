# SPDX-License-Identifier: BSD-2-Clause
"""Compares ELF object files: code, data, symbols and relocations, but not
the debug information."""

import os
import struct

from .errors import ProjectError

SHT_NOBITS = 8
# What tells lines and compilers apart, not programs.
IGNORED = (".debug", ".rela.debug", ".rel.debug", ".zdebug", ".gnu.debug",
           ".comment", ".stab")


def find(tree):
    """The object files below a directory, as paths relative to it."""
    found = []
    for directory, names, files in os.walk(tree):
        names[:] = [name for name in names if name not in (".pc", ".git")]
        for name in files:
            if name.endswith((".o", ".lo", ".obj")):
                path = os.path.join(directory, name)
                if is_elf(path):
                    found.append(os.path.relpath(path, tree))
    return sorted(found)


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def difference(one, other):
    """What differs first between two objects, in words; None: nothing."""
    first, second = sections(one), sections(other)
    if [name for name, _ in first] != [name for name, _ in second]:
        changed = set(n for n, _ in first) ^ set(n for n, _ in second)
        return "other sections: " + ", ".join(sorted(changed) or ["order"])
    for (name, content), (_, changed) in zip(first, second):
        if content != changed:
            return f"section {name} differs"
    return None


def sections(path):
    """[(name, content)] of what matters in an object file.

    .bss and the like count by their size. The string tables are left out:
    what they say is taken from where it is used.
    """
    with open(path, "rb") as file:
        data = file.read()
    try:
        return _sections(data)
    except (struct.error, ValueError, IndexError) as error:
        raise ProjectError(f"{path}: damaged object file: {error}") from None


def _sections(data):
    wide, order = data[4] == 2, "<" if data[5] == 1 else ">"
    if wide:
        at, = struct.unpack_from(order + "Q", data, 0x28)
        size, count, names = struct.unpack_from(order + "HHH", data, 0x3a)
        form = order + "IIQQQQIIQQ"
    else:
        at, = struct.unpack_from(order + "I", data, 0x20)
        size, count, names = struct.unpack_from(order + "HHH", data, 0x2e)
        form = order + "IIIIIIIIII"
    if count == 0 or names >= count:
        raise ValueError("no section table")
    table = [struct.unpack_from(form, data, at + index * size)
             for index in range(count)]
    strings = _content(data, table[names])
    found = []
    for header in table:
        name = _string(strings, header[0])
        if name.startswith(IGNORED) or name in (".strtab", ".shstrtab"):
            continue
        if header[1] == SHT_NOBITS:
            found.append((name, header[5]))
        elif name == ".symtab":
            found.append((name, _symbols(data, header, table[header[6]],
                                         wide, order)))
        else:
            found.append((name, _content(data, header)))
    return found


def _content(data, header):
    start, size = header[4], header[5]
    if start + size > len(data):
        raise ValueError("a section lies outside of the file")
    return data[start:start + size]


def _string(strings, at):
    return strings[at:strings.index(b"\0", at)].decode("latin-1")


def _symbols(data, header, names, wide, order):
    """The symbols with their names spelled out."""
    form = order + ("IBBHQQ" if wide else "IIIBBH")
    strings, found = _content(data, names), []
    for symbol in struct.iter_unpack(form, _content(data, header)):
        found.append((_string(strings, symbol[0]), symbol[1:]))
    return found
