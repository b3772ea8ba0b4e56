# SPDX-License-Identifier: BSD-2-Clause
"""Files for a port of FreeBSD's: files/patch-*, distinfo, an option."""

import calendar
import os
import time

from . import ports

ABOUT = "files/patch-*, distinfo and an option DTRACE, for a port"
MAKEFILE = """# into the port's Makefile
PORTNAME?=\t{name}
DISTVERSION?=\t{version}
MASTER_SITES?=\t{site}
DISTNAME?=\t{directory}
EXTRACT_SUFX?=\t{extension}{uses}

OPTIONS_DEFINE+=\tDTRACE
OPTIONS_DEFAULT+=\tDTRACE
DTRACE_DESC?=\tBuild with DTrace probes
{option}
# dtrace names the function around a probe: strip would take its name away
DTRACE_VARS=\tSTRIP=
"""


def write(stack, out):
    port = stack.package("freebsd")
    for _, name, diff in ports.patches(stack):
        out.write(f"{port}/files/{name}", diff)
    release, data = stack.pinned(), stack.tarball_bytes()
    uses = prepare = ""
    if stack.autoreconf:
        uses = "\nUSES+=\t\tautoreconf"
    elif stack.prepare:
        uses = "\nUSES+=\t\tautoreconf:build"      # the tools alone
        prepare = ports.prepare(stack)
    out.write(f"{port}/Makefile.dtrace", MAKEFILE.format(
        name=stack.name, version=stack.version.replace("$", "$$"),
        site=ports.folder(stack.source.url).replace("$", "$$"),
        directory=release.directory,
        extension=stack.tarball.removeprefix(release.directory),
        uses=uses, option=option(stack)) + prepare)
    lines = [f"TIMESTAMP = {timestamp(stack)}",
             f"SHA256 ({stack.tarball}) = {stack.source.sha256}"]
    if data:
        lines.append(f"SIZE ({stack.tarball}) = {os.path.getsize(data)}")
    else:
        stack.job.progress.say("distinfo has no SIZE: upstream's own tarball "
                               "is not at hand, only another packing of it")
    out.write(f"{port}/distinfo", "\n".join(lines) + "\n")


def option(stack):
    if stack.configures:
        return f"DTRACE_CONFIGURE_ON=\t{stack.option}"
    return f"DTRACE_MAKE_ARGS=\t{stack.option}"


def timestamp(stack):
    """Of the newest patch, so that the same series gives the same file."""
    days = [patch.field("Last-Update") for patch in stack.patches]
    return calendar.timegm(time.strptime(max(days), "%Y-%m-%d"))
