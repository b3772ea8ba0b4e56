#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""hostile.py ELF DIR: write damaged copies of ELF to DIR, one a kind."""
import pathlib
import struct
import sys


def sections(data):
    """Yield (offset of the header, name, file offset, size)."""
    shoff, = struct.unpack_from("<Q", data, 0x28)
    entsize, count, strndx = struct.unpack_from("<HHH", data, 0x3A)
    names, = struct.unpack_from("<Q", data, shoff + strndx * entsize + 0x18)
    for i in range(count):
        at = shoff + i * entsize
        name, = struct.unpack_from("<I", data, at)
        offset, size = struct.unpack_from("<QQ", data, at + 0x18)
        end = data.index(b"\0", names + name)
        yield at, data[names + name:end].decode(), offset, size


def main():
    data = pathlib.Path(sys.argv[1]).read_bytes()
    out = pathlib.Path(sys.argv[2])
    out.mkdir()
    header, _, note, size = next(
        s for s in sections(data) if s[1] == ".note.stapsdt")

    def write(name, *patches):
        copy = bytearray(data)
        for at, form, *values in patches:
            struct.pack_into(form, copy, at, *values)
        (out / name).write_bytes(copy)

    (out / "truncated").write_bytes(data[:len(data) // 2])
    (out / "headless").write_bytes(data[:0x38])
    write("long-note", (note, "<II", 8, 0xFFFFFFF0))
    write("huge-note-section", (header + 0x20, "<Q", 1 << 62))
    write("sections-everywhere", (0x28, "<Q", (1 << 64) - 64))
    write("no-name", (note + 20 + 24, "<Q", 0))
    write("site-nowhere", (note + 20, "<Q", 0x7FFFFFFF0000))
    write("garbage", *((note + i, "<B", (i * 37 + 11) & 255)
                       for i in range(size)))
    (out / "text").write_bytes(b"#!/bin/sh\n" + b"x" * 5000)
    (out / "empty").write_bytes(b"")


main()
