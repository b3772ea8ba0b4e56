# SPDX-License-Identifier: BSD-2-Clause
"""A directory that is there whole or not at all.

It is written under another name beside its own and then takes the place of
the old one in one step. What a killed run left is removed by the next one.
"""

import contextlib
import ctypes
import errno
import os
import shutil

from . import steps
from .errors import ProjectError

AT_FDCWD, RENAME_EXCHANGE = -100, 2


@contextlib.contextmanager
def directory(target):
    """Around what writes the directory: gives the path to write to. With the
    end of the block `target` is that; with an error it stays as it was."""
    target = os.path.abspath(target)
    parent, name = os.path.split(target)
    if os.path.lexists(target) and (os.path.islink(target)
                                    or not os.path.isdir(target)):
        raise ProjectError(f"{target}: is no directory: move it away, or "
                           "name another one")
    scratch = os.path.join(parent, f".{name}.new")
    with reported(target), steps.locked(scratch + ".lock", target):
        try:
            shutil.rmtree(scratch, ignore_errors=True)
            os.mkdir(scratch, 0o755)
            os.chmod(scratch, 0o755)
            yield scratch
            _sync(scratch)
            take(scratch, target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.rmtree(scratch + ".lock", ignore_errors=True)


@contextlib.contextmanager
def reported(target):
    """Around what writes `target`: errors of the system are named."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        remedy = "; make room and run it again" if error.errno in (
            errno.ENOSPC, errno.EDQUOT) else ""
        raise ProjectError(f"{target}: not written: {error.strerror}{where}"
                           f"{remedy}") from None


def write(path, data):
    """Write a file whose mode does not depend on the user's settings."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogateescape")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
        os.fchmod(file.fileno(), 0o644)


def _sync(top):
    """A full disk may show only now."""
    for place, _, names in os.walk(top):
        os.chmod(place, 0o755)
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                os.fsync(file.fileno())


def take(scratch, target):
    """Put the new directory into the place of the old one, which then has
    the other name, if it is there at all."""
    if not os.path.isdir(target):
        os.rename(scratch, target)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(AT_FDCWD, os.fsencode(scratch), AT_FDCWD,
                      os.fsencode(target), RENAME_EXCHANGE):
        # a file system that cannot: the old one is gone for a moment
        old = scratch + ".old"
        shutil.rmtree(old, ignore_errors=True)
        os.rename(target, old)
        os.rename(scratch, target)
        shutil.rmtree(old, ignore_errors=True)
