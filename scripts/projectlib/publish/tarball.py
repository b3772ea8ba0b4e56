# SPDX-License-Identifier: BSD-2-Clause
"""Tarballs that are the same bytes wherever they are made."""

import io
import lzma
import os
import tarfile

FORMAT = tarfile.GNU_FORMAT


def write(path, top, entries, epoch):
    """Write path (.tar.xz) with everything below the directory `top`.

    entries: {name: bytes, or a Link, or (bytes, executable)}
    """
    with open(path, "wb") as raw, \
            lzma.open(raw, "wb", preset=6) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=FORMAT) as out:
        _add_directory(out, top, epoch)
        made = set()
        for name in sorted(entries):
            parent = os.path.dirname(name)
            for place in _parents(parent):
                if place not in made:
                    made.add(place)
                    _add_directory(out, f"{top}/{place}", epoch)
            _add(out, f"{top}/{name}", entries[name], epoch)
        os.fchmod(raw.fileno(), 0o644)


class Link(str):
    """Where a symbolic link leads."""


def _parents(path):
    parts = path.split("/") if path else []
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _info(name, epoch, mode):
    info = tarfile.TarInfo(name)
    info.mtime, info.mode = epoch, mode
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    return info


def _add_directory(out, name, epoch):
    info = _info(name, epoch, 0o755)
    info.type = tarfile.DIRTYPE
    out.addfile(info)


def _add(out, name, content, epoch):
    executable = False
    if isinstance(content, tuple):
        content, executable = content
    if isinstance(content, Link):
        info = _info(name, epoch, 0o777)
        info.type, info.linkname = tarfile.SYMTYPE, str(content)
        out.addfile(info)
        return
    info = _info(name, epoch, 0o755 if executable else 0o644)
    info.size = len(content)
    out.addfile(info, io.BytesIO(content))


def read(stream):
    """{name: entry} of a tar stream, as write() takes it, without
    directories."""
    entries = {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if member.issym():
                entries[member.name] = Link(member.linkname)
            elif member.isfile():
                entries[member.name] = (archive.extractfile(member).read(),
                                        bool(member.mode & 0o100))
    return entries


def read_packed(path):
    """The same of a .tar.xz that write() made, without its top directory."""
    with lzma.open(path) as stream:
        return {name.partition("/")[2]: entry
                for name, entry in read(stream).items()}


def unpack(entries, directory):
    """Write the entries as files below the directory."""
    for name, content in entries.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(content, Link):
            os.symlink(content, path)
            continue
        content, executable = content
        with open(path, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o755 if executable else 0o644)
