# SPDX-License-Identifier: BSD-2-Clause
"""interop: other tools see every declared probe in the objects."""

import os
import re
import shutil
import subprocess
import tempfile

from . import validate
from .errors import ProjectError

TIMEOUT = 120


def run(job):
    """Ask each tool; give [(tool, names it does not see or None: absent)]."""
    tree = job.tree()
    job.build(tree)
    rows = []
    for tool, (command, names) in READERS.items():
        if not shutil.which(command):
            rows.append((tool, None))
            continue
        missing = []
        for declared in validate.providers(job.facts, job.directory):
            seen = set()
            for path in job.facts.providers[declared.name].objects:
                seen |= names(command, os.path.join(tree.path, path),
                              declared.name)
            missing += [f"{declared.name}:{probe.cname}"
                        for probe in declared.probes
                        if probe.cname not in seen]
        rows.append((tool, missing))
    return rows


def _output(command, **more):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, text=True,
                              errors="replace", capture_output=True,
                              check=False, timeout=TIMEOUT, **more)
    except subprocess.TimeoutExpired:
        raise ProjectError(f"{command[0]}: no answer in {TIMEOUT} s"
                           ) from None
    return done.stdout


def readelf_notes(command, path, provider):
    return set(re.findall(rf"Provider: {provider}\n\s+Name: (\w+)",
                          _output([command, "-n", "-W", path])))


def _bpftrace(command, path, provider):
    return set(re.findall(rf":{provider}:(\w+)$", _output(
        [command, "-l", f"usdt:{path}:{provider}:*"]), re.M))


def _tplist(command, path, provider):
    return set(re.findall(rf"\b{provider}:(\w+)",
                          _output([command, "-l", path])))


def _gdb(command, path, provider):
    return set(re.findall(rf"^stap\s+{provider}\s+(\w+)", _output(
        [command, "-nx", "-batch", "-ex", "info probes stap", path]), re.M))


def _perf(command, path, provider):
    """perf lists what its cache of build ids has: one of its own."""
    with tempfile.TemporaryDirectory() as home:
        values = dict(os.environ, HOME=home)
        base = [command, "--buildid-dir", os.path.join(home, "ids")]
        _output([*base, "buildid-cache", "--add", path], env=values)
        return set(re.findall(rf"\bsdt_{provider}:(\w+)", _output(
            [*base, "list", "--raw-dump", "sdt"], env=values)))


READERS = {
    "readelf": ("readelf", readelf_notes),
    "bpftrace": ("bpftrace", _bpftrace),
    "bcc's tplist": ("tplist-bpfcc", _tplist),
    "gdb": ("gdb", _gdb),
    "perf": ("perf", _perf),
}
