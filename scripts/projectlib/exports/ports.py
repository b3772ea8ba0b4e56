# SPDX-License-Identifier: BSD-2-Clause
"""What FreeBSD's ports and pkgsrc have in common: a patch for each file, with
paths for patch -p0."""

import hashlib
import re


def patches(stack):
    """[(path, name, diff)]: `--- PATH.orig`, but for a file that goes, and the
    name as makepatch and mkpatches make it."""
    return [(path, "patch-" + path.replace("_", "__").replace("/", "_"),
             level0(path, diff)) for path, diff in stack.files()]


def level0(path, diff):
    """A diff of one file without a/ and b/ before the paths."""
    lines = diff.split("\n")
    # a new file has an old one too, so that patch knows where it goes; where
    # there is no new one, the old one's name is taken as it stands
    if lines[1] == "+++ /dev/null":
        lines[0] = f"--- {path}"
    else:
        lines[:2] = f"--- {path}.orig", f"+++ {path}"
    return "\n".join(lines)


def prepare(stack):
    """The target that makes configure anew, where the series changes what it
    is made from."""
    return "".join("\npre-configure:\n" * (not number)
                   + "\t(cd ${WRKSRC} && " + line.replace("$", "$$") + ")\n"
                   for number, line in enumerate(stack.prepare))


def checksum(algorithm, data):
    return hashlib.new(algorithm, data).hexdigest()


def folder(url):
    """The address of the directory that a file is in."""
    return re.sub(r"[^/]*$", "", url)

