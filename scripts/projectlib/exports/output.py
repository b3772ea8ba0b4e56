# SPDX-License-Identifier: BSD-2-Clause
"""A directory that is there whole or not at all.

Files are written into a hidden directory beside it, which takes the name when
all is done. What a killed export left is removed by the next one: a living
one holds a lock.
"""

import contextlib
import fcntl
import glob
import os
import shutil
import tempfile

from .. import whole
from ..errors import ProjectError


class Output:
    """The directory while it is written."""

    def __init__(self, directory):
        self.directory = directory
        self.names = []

    def path(self, name):
        """Where a file of that name stands now; its directory is made."""
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.names.append(name)
        return path

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8",
                  errors="surrogateescape", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


@contextlib.contextmanager
def directory(target, replace=False):
    """Around what writes the new directory `target`; gives an Output.

    A `target` that has something in it is refused, or replaced.
    """
    target = os.path.abspath(target)
    with whole.reported(target):
        parent, base = os.path.split(target)
        os.makedirs(parent, exist_ok=True)
        if not replace and os.path.lexists(target) and (
                not os.path.isdir(target) or os.listdir(target)):
            raise ProjectError(f"{target}: is there already: remove it, or "
                               "name another directory with --output")
        _sweep(parent, base)
        scratch = tempfile.mkdtemp(prefix=f".{base}.new-", dir=parent)
    lock = os.open(scratch, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with whole.reported(target):
            os.chmod(scratch, 0o755)
            yield Output(scratch)
            whole.take(scratch, target)
            shutil.rmtree(scratch, ignore_errors=True)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    finally:
        os.close(lock)


def _sweep(parent, base):
    pattern = os.path.join(glob.escape(parent), f".{glob.escape(base)}.new-*")
    for path in glob.glob(pattern):
        with contextlib.suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)
