# SPDX-License-Identifier: BSD-2-Clause
"""dist: a release in build/dist, the same bytes from the same commit.

All of it comes from the commit that is checked out, not from the work tree;
only the states in index.json are what the caller knows.
"""

import hashlib
import json
import os
import shutil
import subprocess

from .. import facts, jsonschema, layout, report, series, shelf, whole
from ..errors import ProjectError, missing_tool
from ..steps import file_digest
from . import identity, index, tarball

SUMS = "SHA256SUMS"


def run(root, output, version=None, key=None, states=(),
        note=print):
    """Write the release; give [(name, size)] of its files."""
    which = identity.Identity(root, version)
    if key:
        _key_is_there(key)
    if which.dirty:
        note("changes that are not committed are not in it")
    with whole.directory(output) as place:
        tree = os.path.join(place, ".tree")
        entries = _committed(which)
        tarball.unpack(entries, tree)
        _write(place, tree, which, entries, list(states))
        shutil.rmtree(tree)
        _sums(place)
        if key:
            _sign(place, key)
        return [(name, os.path.getsize(os.path.join(place, name)))
                for name in sorted(os.listdir(place))]


def _committed(which):
    """The files of the commit. Hidden ones are for those who work in the
    repository: they are not part of a release."""
    git = which.start("archive", "--format=tar", which.commit)
    entries = tarball.read(git.stdout)
    if git.wait():
        raise ProjectError(f"{which.root}: git archive: "
                           + git.stderr.read().decode(errors="replace"))
    return {name: entry for name, entry in entries.items()
            if not name.startswith(".")}


def _write(place, tree, which, entries, states):
    files = []
    name = f"project-dtrace-{which.version}"
    files.append(_tarball(place, name, entries, which)
                 | {"kind": "toolchain", "project": None})
    for project in layout.projects(tree):
        name = f"{project}-dtrace-{which.version}"
        files.append(_tarball(place, name, project_entries(tree, project),
                              which)
                     | {"kind": "project", "project": project})
    path = os.path.join(place, "index.json")
    found = index.make(tree, which, states)
    found["files"] = files
    jsonschema.must(found, jsonschema.load("index"), "index.json")
    whole.write(path, json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def _tarball(place, top, entries, which):
    path = os.path.join(place, top + ".tar.xz")
    tarball.write(path, top, entries, which.epoch)
    return {"name": top + ".tar.xz", "sha256": file_digest(path),
            "size": os.path.getsize(path)}


def project_entries(tree, name):
    """What the tarball of one project has, where the repository has it; but
    each series is a plain directory that quilt takes."""
    found = facts.load(os.path.join(tree, "projects", name))
    entries = {}
    for path in ("LICENSE", "docs/packagers.md", f"docs/projects/{name}.md"):
        if os.path.exists(os.path.join(tree, path)):
            entries[path] = _read(tree, path)
    own = [f"projects/{name}/project.toml"]
    for directory in ["."] + [one for one in found.directories]:
        for file in [one + ".d" for one in found.providers] + ["expect.d"]:
            path = os.path.normpath(f"projects/{name}/{directory}/{file}")
            if os.path.exists(os.path.join(tree, path)):
                own.append(path)
    entries |= {path: _read(tree, path) for path in own}
    for script in _toolkit(tree, name):
        entries[script] = (_read(tree, script), True)
    for place, directory in shelf.places(found).items():
        read = series.Series(found.directory, directory)
        base = f"patches/{name}/{place}/"
        entries[base + "series"] = "".join(
            os.path.basename(path) + "\n" for path in read.patches).encode()
        for path in read.patches:
            entries[base + os.path.basename(path)] = _read(tree, path)
    entries[SUMS] = "".join(
        f"{hashlib.sha256(_bytes(entry)).hexdigest()}  {path}\n"
        for path, entry in sorted(entries.items())).encode()
    return entries


def _bytes(entry):
    return entry[0] if isinstance(entry, tuple) else entry


def _toolkit(tree, name):
    directory = os.path.join(tree, "probes", "toolkit")
    if os.path.isdir(directory):
        for script in sorted(os.listdir(directory)):
            if script.startswith(name + "-") and script.endswith(".d"):
                yield f"probes/toolkit/{script}"


def _read(tree, path):
    with open(os.path.join(tree, path), "rb") as file:
        return file.read()


def _sums(place):
    names = sorted(os.listdir(place))
    whole.write(os.path.join(place, SUMS), "".join(
        f"{file_digest(os.path.join(place, name))}  {name}\n"
        for name in names))


def _key_is_there(key):
    if not shutil.which("gpg"):
        raise missing_tool("gpg", "gpg")
    done = _gpg("--list-secret-keys", "--", key)
    if done.returncode:
        raise ProjectError(f"KEY={key}: gpg has no secret key of that name "
                           "(gpg --list-secret-keys shows those there are)")


def _sign(place, key):
    path = os.path.join(place, SUMS)
    for command in (["--local-user", key, "--armor", "--output",
                     path + ".asc", "--detach-sign", path],
                    ["--verify", path + ".asc", path]):
        done = _gpg(*command)
        if done.returncode:
            raise ProjectError(f"KEY={key}: gpg does not sign: "
                               + done.stderr.strip())
    os.chmod(path + ".asc", 0o644)


def _gpg(*arguments):
    return subprocess.run(["gpg", "--batch", "--no-tty", *arguments],
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="replace", check=False)


def states_from(path):
    """The rows of `scripts/project states --json`."""
    rows = report.load(path)
    if not isinstance(rows, list) or not all(
            isinstance(row, dict) and {"project", "branch", "state"}
            <= row.keys() for row in rows):
        raise ProjectError(f"{path}: is not what `scripts/project states "
                           "--json FILE` writes")
    return rows
