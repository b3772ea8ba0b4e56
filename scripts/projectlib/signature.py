# SPDX-License-Identifier: BSD-2-Clause
"""Checks a detached OpenPGP signature with the keys a project names."""

import os
import re
import shutil
import subprocess
import tempfile

from .errors import ProjectError, missing_tool


def verify(path, signature, key):
    """Say who signed `path`; ProjectError when the signature is not good."""
    for tool, package in (("gpg", "gnupg"), ("gpgv", "gpgv")):
        if not shutil.which(tool):
            raise missing_tool(tool, package)
    if not os.path.isfile(key):
        raise ProjectError(f"{key}: no such file: upstream's signing key, "
                           "which project.toml names")
    with tempfile.TemporaryDirectory() as home:
        ring = os.path.join(home, "ring.gpg")
        made = _run(["gpg", "--batch", "--homedir", home, "--yes", "--output",
                     ring, "--dearmor", key])
        if made.returncode:
            raise ProjectError(f"{key}: is no armoured OpenPGP key: "
                               + _last(made.stderr))
        done = _run(["gpgv", "--homedir", home, "--status-fd", "1",
                     "--keyring", ring, signature, path])
    good = re.search(r"^\[GNUPG:\] VALIDSIG ([0-9A-F]+)", done.stdout, re.M)
    if done.returncode or not good:
        raise ProjectError(f"{path}: the signature {signature} is not good: "
                           + _last(done.stderr)
                           + f"\n  keys allowed: {key}")
    return "good, by " + good.group(1)


def _run(command):
    return subprocess.run(command, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)


def _last(text):
    lines = [line for line in text.split("\n") if line.strip()]
    return lines[-1] if lines else "no reason given"
