# SPDX-License-Identifier: BSD-2-Clause
"""The rules for files: headers, names, series, whitespace, paths."""

import glob
import os
import re

from .driver import STEPS
from .lint import Rule

AUTHOR = "Project DTrace <project-dtrace@localhost>"
STATUS = re.compile(r"Pending|Submitted \[.+\]|Accepted \[.+\]"
                    r"|Backport \[.+\]|Denied \[.+\]|Inappropriate \[.+\]")
FIELDS = {
    "Description": re.compile(r"\S.{0,70}"),
    "Origin": re.compile(r"(vendor|upstream|backport|other)\b.*"),
    "Author": re.compile(r".+ <\S+@\S+>"),
    "Forwarded": re.compile(r"no|not-needed|https?://\S+"),
    "Last-Update": re.compile(r"\d{4}-[01]\d-[0-3]\d"),
    "Upstream-Status": STATUS,
    "License": re.compile(r".+"),
}
OPTIONAL = ("Bug", "Applied-Upstream", "Reviewed-by", "Comment")


class Dep3Header(Rule):
    """Every patch tells what it is, whose, and where it stands upstream."""

    def check(self, project):
        for patch in project.all_patches():
            yield from self.patch(project, patch)

    def patch(self, project, patch):
        found = {}
        ended = False
        for line, text in patch.header:
            field = re.match(r"([A-Za-z][A-Za-z-]*):\s*(.*)", text)
            if text == "---":
                ended = True
                break
            if field:
                name, value = field.groups()
                if name not in FIELDS and name not in OPTIONAL:
                    yield patch.path, line, f"unknown header field {name}"
                found[name] = (line, value)
            elif not text.startswith(" ") or not found:
                yield patch.path, line, ("header: neither a field nor a "
                                         "continued one (one blank first)")
        if not ended:
            yield patch.path, 1, "header: does not end with a line ---"
        for name, form in FIELDS.items():
            if name not in found:
                yield patch.path, 1, f"header: {name} is missing"
            elif not form.fullmatch(found[name][1]):
                yield patch.path, found[name][0], (
                    f"header: {name}: '{found[name][1]}' has not the form "
                    "that docs/project-format.md gives")
        if project.facts and "License" in found:
            yield from self.licence(project, patch, *found["License"])

    @staticmethod
    def licence(project, patch, line, value):
        """Upstream's licence, or one of those that upstream offers, in one
        of the releases that the patch is for."""
        known = project.facts.licences(
            [directory for directory, patches in project.patches.items()
             if any(one.path == patch.path for one in patches)])
        offered = [part for one in known
                   for part in (one, *one.strip("()").split(" OR "))]
        if value not in offered:
            yield patch.path, line, (f"header: License is {value}, upstream's "
                                     f"is {' or '.join(known)}")


class PatchForm(Rule):
    """Paths start with a/ and b/, without times; each patch does something."""

    def check(self, project):
        for patch in project.all_patches():
            if not patch.files:
                yield patch.path, 1, "changes nothing"
            for diff in patch.files:
                for text, side in zip(diff.raw, "ab"):
                    path = text[4:]
                    if "\t" in path:
                        yield patch.path, diff.line, (
                            "has a time behind the path: quilt refresh "
                            "--no-timestamps")
                    elif path != "/dev/null" and \
                            not path.startswith(side + "/"):
                        yield patch.path, diff.line, (
                            f"path '{path}' does not start with {side}/: "
                            "quilt refresh -p ab")


class StrayPatches(Rule):
    """Every patch of a directory stands in a series; beside it only D."""

    def check(self, project):
        used = {path for found in project.series.values()
                for path in found.patches}
        for branch in project.series:
            for path in sorted(glob.glob(project.path(branch, "*"))):
                if os.path.basename(path) != "series" and path not in used \
                        and not path.endswith(".d"):
                    yield path, 1, "stands in no series"


class TrailingWhitespace(Rule):
    """No blanks at the end of a line that we wrote."""

    def check(self, project):
        for path in own_files(project):
            for line, text in numbered(path):
                if text != text.rstrip():
                    yield path, line, "blanks at the end of the line"
        for patch in project.all_patches():
            ours = patch.header + [(line, text) for _, line, text
                                   in patch.added()]
            for line, text in ours:
                if text.rstrip("\r") != text.rstrip():
                    yield patch.path, line, "blanks at the end of the line"


class MachinePaths(Rule):
    """Nothing that we wrote names a directory of somebody's machine."""

    def check(self, project):
        paths = [r"/(?:home|Users)/\w", r"/root\b", r"(?:/var)?/tmp/",
                 "file://", re.escape(project.root) + "/"]
        pattern = re.compile("(?<![\\w.$}])(?:" + "|".join(paths) + ")")
        for path in own_files(project):
            yield from self.lines(pattern, path, numbered(path))
        for patch in project.all_patches():
            yield from self.lines(pattern, patch.path, patch.header + [
                (line, text) for _, line, text in patch.added()])

    @staticmethod
    def lines(pattern, path, lines):
        for line, text in lines:
            match = pattern.search(text)
            if match:
                yield path, line, (f"{match.group()}: a path of one machine "
                                   "(workloads write to $WORK)")


class DriverForm(Rule):
    """The driver is executable, has the three functions and the library."""

    def check(self, project):
        path = project.path("driver")
        if not os.path.isfile(path):
            yield path, 1, "is missing"
            return
        if not os.access(path, os.X_OK):
            yield path, 1, "is not executable"
        text = "\n".join(text for _, text in numbered(path))
        for step in STEPS:
            if not re.search(rf"^{step}\(\)", text, re.M):
                yield path, 1, f"has no function {step}"
        for needed in ("/scripts/lib/driver.sh", 'driver_main "$@"'):
            if needed not in text:
                yield path, 1, f"has no line with {needed}"


class Keys(Rule):
    """The keys that project.toml names are there, and no others."""

    def check(self, project):
        if not project.facts:
            return
        used = {project.path(source.key) for one in project.facts.pinned
                for source in one.sources if source.key}
        there = set(glob.glob(project.path("keys", "*")))
        for path in sorted(used - there):
            yield path, 1, "is named in project.toml, but not there"
        for path in sorted(there - used):
            yield path, 1, "no source in project.toml names it"


def own_files(project):
    """The text files of a project that are no patches."""
    names = ["project.toml", "driver", "expect.d", "questions.md"]
    names += [f"{directory}/{name}" for directory in project.directories()
              for name in ("series", "expect.d")]
    found = [project.path(name) for name in names]
    return [path for path in found + project.provider_files()
            if os.path.isfile(path)]


def numbered(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return list(enumerate(file.read().split("\n"), 1))


RULES = [Dep3Header(), PatchForm(), StrayPatches(), TrailingWhitespace(),
         MachinePaths(), DriverForm(), Keys()]
