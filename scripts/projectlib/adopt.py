# SPDX-License-Identifier: BSD-2-Clause
"""adopt: a new project from a tarball: facts, driver and a first patch are
proposed from what is in it."""

import difflib
import os
import re
import shutil
import tarfile
import tempfile

from . import glue, layout, schema, source, unpack
from .commits import AUTHOR, HEADER, today
from .errors import ProjectError
from .steps import read_file

LICENCES = [
    ("Apache-2.0", r"Apache License\s+Version 2\.0"),
    ("GPL-3.0-only", r"GNU GENERAL PUBLIC LICENSE\s+Version 3"),
    ("GPL-2.0-only", r"GNU GENERAL PUBLIC LICENSE\s+Version 2"),
    ("LGPL-2.1-only", r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1"),
    ("MPL-2.0", r"Mozilla Public License,? (Version|v\.) 2\.0"),
    ("BSD-3-Clause", r"Neither the name"),
    ("BSD-2-Clause", r"Redistribution and use in source and binary forms"),
    ("MIT", r"Permission is hereby granted, free of charge"),
    ("ISC", r"Permission to use, copy, modify, and(/or)? distribute"),
]


def adopt(directory, name, provider, origin):
    """Rewrite the skeleton in `directory` for the tarball at `origin`, an URL
    or a file, which is put into the cache; give lines to tell."""
    path, url = _into_cache(name, origin)
    top = _top(path)
    version = _version(os.path.basename(path), top)
    with tempfile.TemporaryDirectory() as place:
        tree = os.path.join(place, "tree")
        unpack.unpack(path, top, tree)
        found = glue.find(tree)
        licence = _licence(tree)
        edits = found.edit(tree, provider) if found else {}
        before = {path: read_file(os.path.join(tree, path), "")
                  for path in edits}
    facts = {
        "name": name, "version": version, "sha256": source.sha256(path),
        "directory": top, "licence": licence or "MIT",
        "url": url or f"https://{name}.example/{os.path.basename(path)}",
        "switch": found.switch if found else "say how"}
    _write(directory, "project.toml", _facts(facts, provider))
    if found:
        _write(directory, "driver", _driver(name, found), 0o755)
    _patches(directory, provider, facts["licence"], before, edits)
    yield f"{os.path.basename(path)}: version {version}, top directory {top}"
    yield (f"build system: {found.system}; driver and stable/build-glue.patch"
           " are proposals" if found else
           "build system: none that is known: write configure and build of "
           "the driver")
    yield f"licence: {licence}" if licence else \
        "licence: not recognized: MIT stands in project.toml and the patches"
    if not url:
        yield "the URL in project.toml is made up: the tarball was a file"


def _into_cache(name, origin):
    """The tarball in the cache, and its URL if it has one."""
    url = origin if re.fullmatch(schema.URL, origin) else None
    file = os.path.basename(origin)
    if not re.fullmatch(schema.FILE_NAME, file):
        raise ProjectError(f"{origin}: its file name is not a plain one")
    cache = os.path.join(layout.cache(), name)
    os.makedirs(cache, exist_ok=True)
    path = os.path.join(cache, file)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".new-") as place:
        fresh = os.path.join(place, file)
        try:
            if url:
                source.download(url, fresh)
            else:
                shutil.copyfile(origin, fresh)
        except source.SourceFailed as failed:
            raise ProjectError(f"{origin}: {failed}") from None
        except OSError as error:
            raise ProjectError(f"{origin}: {error.strerror}: it is neither a "
                               "file nor an URL") from None
        if not tarfile.is_tarfile(fresh):
            raise ProjectError(f"{origin}: is no tarball")
        os.replace(fresh, path)
    return path, url


def _top(path):
    """The one directory that all members stand in."""
    try:
        with tarfile.open(path, "r:*") as archive:
            tops = {member.name.removeprefix("./").split("/")[0]
                    for member in archive
                    if member.name not in (".", "pax_global_header")}
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ProjectError(f"{path}: {error}") from None
    if len(tops) != 1 or not re.fullmatch(schema.FILE_NAME, min(tops)):
        raise ProjectError(f"{path}: has not one directory that all stands "
                           "in, but " + ", ".join(sorted(tops)[:5]))
    return tops.pop()


def _version(file, top):
    for text in (re.sub(r"\.(tar\.\w+|tgz|txz|tbz2?)$", "", file), top):
        found = re.search(r"[-_]v?(\d[A-Za-z0-9._+~-]*)$",
                          text.removesuffix(".orig"))
        if found:
            return found.group(1)
    return "1.0"


def _licence(tree):
    for name in ("LICENSE", "LICENCE", "COPYING", "LICENSE.txt",
                 "LICENSE.md", "COPYRIGHT"):
        path = os.path.join(tree, name)
        if os.path.isfile(path):
            text = read_file(os.path.join(tree, name), "")
            for licence, pattern in LICENCES:
                if re.search(pattern, text, re.I):
                    return licence
    return None


def _write(directory, name, text, mode=0o644):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as out:
        out.write(text)
    os.chmod(path, mode)


def _facts(facts, provider):
    return """# What each key means: docs/project-format.md
name = "{name}"
summary = "what the program is, in one line"
homepage = "https://{name}.example/"
licence = "{licence}"

[stable]
version = "{version}"
sha256 = "{sha256}"
directory = "{directory}"

[[stable.source]]
url = "{url}"

[build]
switch = "{switch}"

[provider.{provider}]
objects = ["{name}"]
upstream = "never"
""".format(provider=provider, **facts)


def _driver(name, found):
    return f"""#!/bin/bash
# {name}: what the workload does, in one line
. "$(dirname "$0")/../../scripts/lib/driver.sh"

configure() {{
{found.configure}}}

build() {{
{found.build}}}

exercise() {{
	say "start the program, use it, check its answers"
}}

driver_main "$@"
"""


def _patches(directory, provider, licence, before, after):
    """provider.patch adds the provider file, build-glue.patch the switch."""
    own = read_file(os.path.join(directory, provider + ".d"), "")
    patches = {"provider": ("declare the probes", {
        provider + ".d": ("", own)})}
    if after:
        patches["build-glue"] = (
            "build with probes on request",
            {path: (before[path], after[path]) for path in after})
    for name, (subject, files) in patches.items():
        header = HEADER.format(subject=subject, author=AUTHOR[0],
                               mail=AUTHOR[1], today=today(), licence=licence)
        body = "".join(_diff(path, *texts)
                       for path, texts in sorted(files.items()))
        _write(directory, f"stable/{name}.patch", f"{header}---\n{body}")
    _write(directory, "stable/series",
           "".join(name + ".patch\n" for name in patches))


def _diff(path, old, new):
    lines = difflib.unified_diff(
        old.splitlines(True), new.splitlines(True),
        "a/" + path if old else "/dev/null", "b/" + path)
    out = []
    for line in lines:
        if line.startswith(("--- ", "+++ ")) and len(out) < 2:
            line = line.rstrip("\n").rstrip() + "\n"
        if not line.endswith("\n"):
            line += "\n\\ No newline at end of file\n"
        out.append(line)
    return "".join(out)
