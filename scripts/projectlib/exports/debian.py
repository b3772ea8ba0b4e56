# SPDX-License-Identifier: BSD-2-Clause
"""debian/patches for a source package in the format 3.0 (quilt)."""

ABOUT = "debian/patches with series, for a 3.0 (quilt) source package"


def write(stack, out):
    for patch in stack.patches:
        out.write(f"debian/patches/{patch.name}", patch.text)
    out.write("debian/patches/series",
              "".join(f"{patch.name}\n" for patch in stack.patches))
