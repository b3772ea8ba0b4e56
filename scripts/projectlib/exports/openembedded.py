# SPDX-License-Identifier: BSD-2-Clause
"""A layer for OpenEmbedded with a bbappend; the patches say Upstream-Status
already, as its recipes must."""

import re

from ..errors import ProjectError

ABOUT = "a layer with bbappend and patches, Upstream-Status in each"
STATUS = re.compile(r"Pending|Denied|(Submitted|Backport|Inappropriate|"
                    r"Inactive-Upstream) \[[^\]\n]+\]|Submitted")
LAYER = """BBPATH .= ":${LAYERDIR}"
BBFILES += "${LAYERDIR}/recipes-*/*/*.bbappend"
BBFILE_COLLECTIONS += "dtrace"
BBFILE_PATTERN_dtrace = "^${LAYERDIR}/"
BBFILE_PRIORITY_dtrace = "6"
LAYERSERIES_COMPAT_dtrace = "scarthgap styhead walnascar"
"""
APPEND = """FILESEXTRAPATHS:prepend := "${{THISDIR}}/{directory}:"

SRC_URI += "\\
{files}
    "

# dtrace at build time; its header sys/sdt.h, when it is systemtap's
DEPENDS += "{depends}"
{switch}
"""


def write(stack, out):
    package = stack.package("openembedded")
    place = f"recipes-dtrace/{package}"
    for patch in stack.patches:
        out.write(f"{place}/{package}-dtrace/{patch.name}", status(patch))
    depends = [name + end for name in stack.depends("openembedded")
               for end in ("", "-native")]
    variable = "EXTRA_OECONF" if stack.configures else "EXTRA_OEMAKE"
    out.write(f"{place}/{package}_{stack.version}.bbappend", APPEND.format(
        directory=f"{package}-dtrace",
        files="\n".join(f"    file://{patch.name} \\"
                        for patch in stack.patches),
        depends=" ".join(depends),
        switch=f'{variable}:append = " {stack.option}"'))
    out.write("conf/layer.conf", LAYER)


def status(patch):
    """The patch with a status that OpenEmbedded knows: what upstream has
    taken is a backport there."""
    text = re.sub(r"^Upstream-Status: Accepted ", "Upstream-Status: Backport ",
                  patch.header, flags=re.M)
    found = re.search(r"^Upstream-Status: (.*)$", text, re.M)
    if not found or not STATUS.match(found.group(1)):
        raise ProjectError(f"{patch.name}: OpenEmbedded wants an Upstream-"
                           "Status; Pending, Submitted [where], Backport "
                           "[commit], Denied or Inappropriate [why]")
    return f"{text}---\n{patch.body}"
