# SPDX-License-Identifier: BSD-2-Clause
"""Files for a package of pkgsrc: patches/patch-*, distinfo, an option.

The sum of a patch is made without its lines with $NetBSD, which CVS writes.
"""

import os

from . import ports

ABOUT = "patches/patch-*, distinfo and an option dtrace, for a package"
IDENT = "$NetBSD$"
OPTIONS = """# {ident}

PKG_OPTIONS_VAR=\tPKG_OPTIONS.{name}
PKG_SUPPORTED_OPTIONS+=\tdtrace
PKG_SUGGESTED_OPTIONS+=\tdtrace

.include "../../mk/bsd.options.mk"

.if !empty(PKG_OPTIONS:Mdtrace)
{option}
# dtrace names the function around a probe: strip would take its name away
INSTALL_UNSTRIPPED=\tyes
.endif
"""


def write(stack, out):
    package = stack.package("pkgsrc")
    sums = tarball(stack)
    for path, name, diff in ports.patches(stack):
        text = f"{IDENT}\n\nProbes for DTrace: {path}\n\n{diff}"
        out.write(f"{package}/patches/{name}", text)
        sums.append(f"SHA1 ({name}) = {patch_sum(text)}")
    out.write(f"{package}/distinfo",
              f"{IDENT}\n\n" + "\n".join(sums) + "\n")
    flags = "CONFIGURE_ARGS" if stack.configures else "MAKE_FLAGS"
    out.write(f"{package}/options.mk", OPTIONS.format(
        ident=IDENT, name=os.path.basename(package),
        option=f"{flags}+=\t{stack.option}") + tools(stack)
        + ports.prepare(stack))


def tools(stack):
    """What makes configure."""
    found = [name for name in ("autoconf", "automake")
             if stack.prepare and name in stack.depends("debian")]
    return "\nUSE_TOOLS+=\t" + " ".join(found) + "\n" if found else ""


def tarball(stack):
    path = stack.tarball_bytes()
    if not path:
        stack.job.progress.say("distinfo has only the patches: upstream's own "
                               "tarball is not at hand, only another packing "
                               "of it; keep the package's lines")
        return []
    with open(path, "rb") as file:
        data = file.read()
    name = stack.tarball
    return [f"BLAKE2s ({name}) = {ports.checksum('blake2s', data)}",
            f"SHA512 ({name}) = {ports.checksum('sha512', data)}",
            f"Size ({name}) = {len(data)} bytes"]


def patch_sum(text):
    lines = [line for line in text.splitlines(keepends=True)
             if "$NetBSD" not in line]
    return ports.checksum("sha1", "".join(lines).encode(
        errors="surrogateescape"))
