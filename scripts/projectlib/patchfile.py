# SPDX-License-Identifier: BSD-2-Clause
"""Reads a patch: its header, and what it adds, with the lines of both."""

import re
from dataclasses import dataclass, field

from .errors import ProjectError


@dataclass
class Hunk:
    line: int                       # of the @@ in the patch
    old_start: int
    new_start: int
    old: list = field(default_factory=list)     # texts
    new: list = field(default_factory=list)     # (patch line, added?, text)


@dataclass
class FileDiff:
    old: str                        # path without a/; None: a new file
    new: str                        # path without b/; None: removed
    line: int                       # of the --- in the patch
    raw: tuple                      # the two path lines as they stand
    hunks: list = field(default_factory=list)


@dataclass
class Patch:
    path: str
    header: list                    # [(line, text)] before the first file
    files: list

    def added(self):
        """(path in the tree, line of the patch, text) of each added line."""
        for diff in self.files:
            for hunk in diff.hunks:
                for line, is_added, text in hunk.new:
                    if is_added:
                        yield diff.new, line, text


HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def load(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
    except OSError as error:
        raise ProjectError(f"{path}: {error.strerror}") from None
    return parse(text, path)


def parse(text, path):
    """The Patch in `text`; ProjectError when it is damaged."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    patch = Patch(path, [], [])
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("--- ") and at + 1 < len(lines) \
                and lines[at + 1].startswith("+++ "):
            patch.files.append(FileDiff(
                _path(line), _path(lines[at + 1]), at + 1,
                (line, lines[at + 1])))
            at += 2
        elif line.startswith("@@ ") and patch.files:
            at = _hunk(patch, lines, at)
        else:
            if not patch.files:
                patch.header.append((at + 1, line))
            at += 1
    return patch


def _path(line):
    path = line[4:].split("\t")[0].strip()
    if path == "/dev/null":
        return None
    return path.split("/", 1)[-1]


def _hunk(patch, lines, at):
    """Take the hunk that starts at lines[at]; give where the next begins."""
    match = HUNK.match(lines[at])
    if not match:
        raise ProjectError(f"{patch.path}:{at + 1}: damaged hunk header")
    old_start, old_left, new_start, new_left = (
        int(number) if number else 1 for number in match.groups())
    hunk = Hunk(at + 1, old_start, new_start)
    patch.files[-1].hunks.append(hunk)
    at += 1
    while old_left or new_left:
        if at >= len(lines):
            raise ProjectError(f"{patch.path}:{hunk.line}: the hunk is cut "
                               "short")
        sign, text = lines[at][:1] or " ", lines[at][1:]
        if sign not in " +-\\" or sign in " -" and not old_left \
                or sign in " +" and not new_left:
            raise ProjectError(f"{patch.path}:{at + 1}: the hunk has other "
                               "lines than its header counts")
        if sign in " -":
            hunk.old.append(text)
            old_left -= 1
        if sign in " +":
            hunk.new.append((at + 1, sign == "+", text))
            new_left -= 1
        at += 1
    return at


def result(patches, path):
    """A file that the series itself creates, as it is in the end.

    Gives its lines, or None when the series does not create it or changes
    what it cannot know.
    """
    content = None
    for patch in patches:
        for diff in patch.files:
            if path not in (diff.old, diff.new):
                continue
            if diff.new is None:
                content = None
            elif _creates(diff):
                content = [text for _, _, text in diff.hunks[0].new]
            elif content is not None:
                content = _apply(diff, content)
    return content


def _creates(diff):
    return len(diff.hunks) == 1 and diff.hunks[0].old_start == 0 \
        and not diff.hunks[0].old


def _apply(diff, content):
    done, at = [], 0
    for hunk in diff.hunks:
        start = hunk.old_start - 1 if hunk.old else hunk.old_start
        end = start + len(hunk.old)
        if content[start:end] != hunk.old:
            return None
        done += content[at:start] + [text for _, _, text in hunk.new]
        at = end
    return done + content[at:]
