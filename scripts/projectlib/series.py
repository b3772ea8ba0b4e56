# SPDX-License-Identifier: BSD-2-Clause
"""A quilt series: read it, and push it with zero fuzz and zero offset."""

import os
import re
import shutil
import subprocess

from . import patchfile, schema
from .errors import ProjectError, missing_tool

PATCH_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.patch")


class Series:
    """projects/NAME/DIRECTORY/series: the patches in their order.

    `exact`: hunks must stand at the very lines that the patch says.
    """

    def __init__(self, project, directory, exact=True):
        self.exact = exact
        self.directory = os.path.join(project, directory)
        self.path = os.path.join(self.directory, "series")
        self.lines = []                 # [(line number, text)]
        try:
            with open(self.path, encoding="utf-8") as file:
                content = file.read()
        except FileNotFoundError:
            raise ProjectError(f"{self.path}: no such file") from None
        for number, line in enumerate(content.split("\n"), 1):
            line = line.split("#", 1)[0].strip()
            if line:
                self.check(number, line)
                self.lines.append((number, line))

    def check(self, number, line):
        """A line is FILE.patch or ../stable/FILE.patch, nothing else."""
        name = line.removeprefix("../stable/")
        where = f"{self.path}:{number}"
        if not PATCH_NAME.fullmatch(name):
            raise ProjectError(f"{where}: '{line}' is not the name of a "
                               "patch (lower case, digits, -; .patch)")
        if not os.path.isfile(os.path.join(self.directory, line)):
            raise ProjectError(f"{where}: {line}: no such patch")
        if name in (old.removeprefix("../stable/") for _, old in self.lines):
            raise ProjectError(f"{where}: {name} stands in it twice")

    @property
    def patches(self):
        """The absolute paths of the patches."""
        return [os.path.normpath(os.path.join(self.directory, line))
                for _, line in self.lines]

    def quilt_directory(self, scratch):
        """A directory that quilt can use as QUILT_PATCHES.

        Quilt keeps its state under the names in the series, so `../` in one
        would lead out of it: then the patches are linked into `scratch`.
        """
        if not any("/" in line for _, line in self.lines):
            return self.directory
        shutil.rmtree(scratch, ignore_errors=True)
        os.makedirs(scratch)
        for path in self.patches:
            os.symlink(path, os.path.join(scratch, os.path.basename(path)))
        with open(os.path.join(scratch, "series"), "w",
                  encoding="utf-8") as file:
            file.writelines(os.path.basename(path) + "\n"
                            for path in self.patches)
        return scratch


def quilt_environment(patches):
    """The environment in which quilt works on our series, whatever the
    user's own settings are."""
    return {"QUILTRC": "/dev/null",
            "QUILT_PATCHES": patches,
            "QUILT_SERIES": os.path.join(patches, "series"),
            "QUILT_PC": ".pc", "QUILT_PATCH_OPTS": "",
            "QUILT_REFRESH_ARGS": "-p ab --no-timestamps --no-index",
            "QUILT_DIFF_ARGS": "-p ab --no-timestamps --no-index"}


def push_all(tree, series, patches, log):
    """Push each patch of the series onto the tree; ProjectError at the first
    that does not apply. What was pushed before it stays.

    Gives how many hunks stand at an offset: 0 in an exact series.
    """
    if not shutil.which("quilt"):
        raise missing_tool("quilt", "quilt")
    environment = dict(os.environ, LC_ALL="C", **quilt_environment(patches))
    moved = 0
    for path in series.patches:
        stays_inside(path)
        done = subprocess.run(
            ["quilt", "push", "--fuzz=0"], cwd=tree, env=environment,
            stdin=subprocess.DEVNULL, text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        log.write(done.stdout)
        moved += len(re.findall(r"^Hunk #.* \(offset", done.stdout, re.M))
        problem = _problem(done, path, series.exact)
        if problem:
            raise ProjectError(problem + "\n  remedy: `scripts/project shell"
                               "` opens the tree as it is now; there, quilt "
                               "push -f, mend it, quilt refresh",
                               _state(problem, tree, path))
    return moved


def stays_inside(path):
    """Refuse a patch to a file outside of the source, or to git's own."""
    for diff in patchfile.load(path).files:
        for name in diff.raw:
            name = name[4:].split("\t")[0].strip()
            below = name.split("/", 1)[-1]
            if name != "/dev/null" and (
                    not schema.inside(name) or not schema.inside(below)
                    or ".git" in below.lower().split("/")):
                raise ProjectError(f"{path}:{diff.line}: '{name}' is no file "
                                   "of the source tree")


def _problem(done, path, exact):
    """What quilt's output says is wrong with the patch, or None."""
    target = "?"
    for line in done.stdout.split("\n"):
        file = re.match(r"patching file '?([^']*)'?$", line)
        if file:
            target = file.group(1)
        hunk = re.match(r"Hunk #(\d+) (.*)", line)
        if hunk and ("FAILED" in line or "fuzz" in line
                     or exact and "offset" in line):
            number = int(hunk.group(1))
            how = hunk.group(2).rstrip(".")
            lead = "does not apply" if "FAILED" in line else \
                "does not apply exactly"
            return (f"{path}:{hunk_line(path, target, number)}: hunk "
                    f"{number} of {target} {lead}: {how}")
    if done.returncode:
        last = [line for line in done.stdout.split("\n") if line.strip()]
        return f"{path}: quilt push fails: " + " / ".join(last[-4:])
    return None


def _state(problem, tree, path):
    """The word that states.py has for it."""
    if "offset" in problem:
        return "offset"
    for state, options in (("upstreamed", ["-R", "-F0"]), ("fuzz", ["-F2"])):
        if applies(tree, path, *options):
            return state
    return "conflict"


def applies(tree, path, *options):
    """Whether patch(1), with these options, would apply the patch."""
    with open(path, "rb") as patch:
        return subprocess.run(
            ["patch", "-p1", "-f", "--dry-run", *options], cwd=tree,
            stdin=patch, capture_output=True, check=False).returncode == 0


def hunk_line(path, target, number):
    """The line in the patch where hunk `number` of file `target` starts."""
    current, count = None, 0
    with open(path, encoding="utf-8", errors="replace") as file:
        for at, line in enumerate(file, 1):
            if line.startswith("+++ "):
                current = line[4:].split("\t")[0].strip().split("/", 1)[-1]
                count = 0
            elif line.startswith("@@ ") and current == target:
                count += 1
                if count == number:
                    return at
    return 1
