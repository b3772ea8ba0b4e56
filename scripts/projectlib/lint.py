# SPDX-License-Identifier: BSD-2-Clause
"""lint: reads a project the way a reviewer does, and says what is amiss.

The rules stand in lint_patch and lint_probe, one class for each. Here is
what they look at, and how they are run.
"""

import glob
import os

from . import facts, layout, patchfile, provider, series
from .errors import ProjectError


class Project:
    """What the rules look at. What cannot be read at all is a finding too,
    and the rules that need it are left out."""

    def __init__(self, root, name):
        self.root, self.name = root, name
        self.directory = os.path.join(root, "projects", name)
        self.broken = []            # messages
        self.facts = self.read(facts.load, self.directory)
        self.declared = {p.path: p for p in map(
            lambda path: self.read(provider.load, path),
            self.provider_files()) if p}
        self.series = {}            # directory: Series
        self.patches = {}           # directory: [Patch]
        for directory in self.directories():
            self.read_series(directory)
        tree = os.path.join(layout.Layout(root, name, "stable").build, "src")
        self.tree = tree if self.tree_is_current(tree) else None

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def read(self, load, *arguments):
        try:
            return load(*arguments)
        except ProjectError as error:
            self.broken.append(str(error))
            return None

    def directories(self):
        """Those that must have a series, and those that have one."""
        found = self.facts.directories if self.facts else ["stable"]
        return found + sorted(
            name for name in map(os.path.basename, map(
                os.path.dirname, glob.glob(self.path("*", "series"))))
            if name not in found)

    def provider_files(self):
        return sorted(path for pattern in ("*.d", "*/*.d")
                      for path in glob.glob(self.path(pattern))
                      if os.path.basename(path) != "expect.d")

    @property
    def providers(self):
        """Every provider file that could be read."""
        return list(self.declared.values())

    def providers_of(self, directory):
        """Those that go with a series: its own before the project's."""
        own = [p for path, p in self.declared.items()
               if os.path.dirname(path) == self.path(directory)]
        names = {p.name for p in own}
        return own + [p for path, p in self.declared.items()
                      if os.path.dirname(path) == self.directory
                      and p.name not in names]

    def read_series(self, branch):
        found = self.read(series.Series, self.directory, branch)
        if found:
            self.series[branch] = found
            self.patches[branch] = [p for p in map(
                lambda path: self.read(patchfile.load, path),
                found.patches) if p]

    def all_patches(self):
        """Each patch file once, whichever series name it."""
        seen = {}
        for patches in self.patches.values():
            for patch in patches:
                seen.setdefault(patch.path, patch)
        return list(seen.values())

    def tree_is_current(self, tree):
        """Whether the patched source is there, with all of the patches."""
        try:
            with open(os.path.join(tree, ".pc", "applied-patches"),
                      encoding="utf-8") as file:
                applied = file.read().split()
        except OSError:
            return False
        stable = self.series.get("stable")
        return stable is not None and applied == [
            line for _, line in stable.lines]


class Rule:
    """One thing that is looked at. check() yields (path, line, text)."""

    def check(self, project):
        raise NotImplementedError


def lint(root, name):
    """All that is wrong with a project: lines `file:line: text`."""
    from . import lint_patch, lint_probe
    project = Project(root, name)
    messages = list(project.broken)
    for rule in lint_patch.RULES + lint_probe.RULES:
        for path, line, text in rule.check(project):
            messages.append(f"{os.path.relpath(path, root)}:{line}: {text}")
    return [message.replace(root + os.sep, "") for message in messages]
