# SPDX-License-Identifier: BSD-2-Clause
"""new: a skeleton project, complete enough that lint has nothing to say."""

import os
import shutil
import tempfile

from . import adopt
from .errors import ProjectError

TEMPLATES = os.path.join(os.path.dirname(__file__), "skeleton")
EXECUTABLE = ("driver",)


def create(root, name, tarball=None):
    """Make projects/NAME from the templates, and from what is in a tarball
    (an URL or a file) when there is one; give its path and lines to tell."""
    base = os.path.join(root, "projects")
    target = os.path.join(base, name)
    if os.path.exists(target):
        raise ProjectError(f"{target}: is there already")
    os.makedirs(base, exist_ok=True)
    # All or nothing: made beside, then renamed.
    scratch = tempfile.mkdtemp(dir=base, prefix=f".{name}-")
    lines = []
    try:
        _copy(scratch, name)
        if tarball:
            lines = list(adopt.adopt(scratch, name, name.replace("-", "_"),
                                     tarball))
        os.chmod(scratch, 0o755)
        os.rename(scratch, target)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return target, lines


def _copy(target, name):
    words = {"@NAME@": name, "@PROVIDER@": name.replace("-", "_")}
    for directory, _names, files in os.walk(TEMPLATES):
        inside = os.path.relpath(directory, TEMPLATES)
        os.makedirs(os.path.join(target, inside), exist_ok=True)
        for file in files:
            with open(os.path.join(directory, file),
                      encoding="utf-8") as source:
                text = source.read()
            for word, value in words.items():
                text = text.replace(word, value)
                file = file.replace(word, value)
            path = os.path.join(target, inside, file)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
            os.chmod(path, 0o755 if file in EXECUTABLE else 0o644)
