# SPDX-License-Identifier: BSD-2-Clause
"""Stamps: what makes a step be skipped, done again, or done from scratch.

A step has a key, the hash of everything that goes into it. Its stamp, written
when the step is done, holds that key; the same key again means nothing is to
be done. While a step runs a marker stands beside the stamps: found later, it
tells that the step was cut short and that its tree cannot be trusted.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile

from .errors import ProjectError


def digest(*parts):
    """The key made of texts, numbers, lists and dictionaries."""
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path):
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from None


def read_file(path, missing=None):
    """The text of a file, whatever bytes it has; `missing` if there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return missing


def write_file(path, text):
    """Write a whole file or nothing: a new one takes the old one's place."""
    directory = os.path.dirname(os.path.abspath(path))
    with tempfile.NamedTemporaryFile("w", dir=directory, delete=False,
                                     encoding="utf-8") as file:
        file.write(text)
        os.fchmod(file.fileno(), 0o644)
    os.replace(file.name, path)


class Stamps:
    """The stamps of one branch of one project."""

    def __init__(self, directory):
        self.directory = directory

    def _path(self, name):
        return os.path.join(self.directory, name)

    def read(self, name):
        """The stamp {key, ...}; an empty one when the step was not done."""
        try:
            with open(self._path(name), encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return {}

    def write(self, name, key, **data):
        write_file(self._path(name), json.dumps(dict(data, key=key)))

    def fresh(self, name, key):
        """The stamp when it has this key, else None."""
        stamp = self.read(name)
        return stamp if stamp.get("key") == key else None

    def drop(self, *names):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path(name))

    def interrupted(self, tree):
        """Whether a step in this tree began and never ended."""
        return os.path.exists(self._path(tree + ".running"))

    @contextlib.contextmanager
    def running(self, tree):
        """Around a step that changes the tree.

        A step that ends by itself, well or not, takes the marker away;
        one that is killed or interrupted leaves it.
        """
        marker = self._path(tree + ".running")
        write_file(marker, "")
        try:
            yield
        except KeyboardInterrupt:
            raise
        except BaseException:
            os.unlink(marker)
            raise
        os.unlink(marker)


@contextlib.contextmanager
def locked(directory, what):
    """Only one command at a time works in a build directory."""
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "lock"), "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProjectError(f"{what}: another command works on it now "
                               f"({directory}/lock)") from None
        yield
