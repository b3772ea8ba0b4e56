# SPDX-License-Identifier: BSD-2-Clause
"""The forms in which packagers take a series, one file a form.

Each has ABOUT, one line for people, and write(stack, out): write the files of
this form, made from a stack.Stack, with out.write(PATH, TEXT).
"""

from . import (arch, buildroot, debian, diff, freebsd, gentoo, git, homebrew,
               mbox, nix, openembedded, pkgsrc, rpm)

FORMATS = {one.__name__.rpartition(".")[2]: one for one in (
    arch, buildroot, debian, diff, freebsd, gentoo, git, homebrew, mbox, nix,
    openembedded, pkgsrc, rpm)}
