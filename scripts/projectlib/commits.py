# SPDX-License-Identifier: BSD-2-Clause
"""A series as commits: in a scratch git repository, one commit a patch.

The subject of a commit is the patch's name without .patch, its body the DEP-3
header. A commit with another body gets a header made from its subject.
"""

import datetime
import os
import re
import shutil
import subprocess

from .errors import ProjectError, missing_tool
from .steps import read_file

AUTHOR = ("Project DTrace", "project-dtrace@localhost")
HEADER = """Description: {subject}
Origin: vendor
Author: {author} <{mail}>
Forwarded: not-needed
Last-Update: {today}
Upstream-Status: Pending
License: {licence}
"""


class Repository:
    """A scratch repository of ours; nobody's settings reach it."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments, stdin=None, **environment):
        """Run git; give the finished process."""
        values = dict(
            os.environ, LC_ALL="C", GIT_CONFIG_GLOBAL="/dev/null",
            GIT_CONFIG_SYSTEM="/dev/null", GIT_EDITOR="true",
            GIT_TERMINAL_PROMPT="0", GIT_AUTHOR_NAME=AUTHOR[0],
            GIT_AUTHOR_EMAIL=AUTHOR[1], GIT_COMMITTER_NAME=AUTHOR[0],
            GIT_COMMITTER_EMAIL=AUTHOR[1], **environment)
        if not shutil.which("git"):
            raise missing_tool("git", "git")
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
            values.pop(name, None)
        return subprocess.run(
            ["git", "-C", self.path, "-c", "safe.directory=*", *arguments],
            env=values, input=stdin, text=True, errors="surrogateescape",
            capture_output=True, check=False)

    def git(self, *arguments, **more):
        """The output of git; ProjectError when it fails."""
        done = self.run(*arguments, **more)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().split("\n")
            raise ProjectError(f"git {arguments[0]}: "
                               + " / ".join(lines[:3]))
        return done.stdout

    def init(self):
        os.makedirs(self.path)
        self.git("init", "-q", "-b", "base")
        self.git("config", "core.autocrlf", "false")
        self.git("config", "gc.auto", "0")
        self.git("config", "user.name", AUTHOR[0])
        self.git("config", "user.email", AUTHOR[1])

    def commit(self, subject, body="", *options):
        """Commit what is staged, word for word."""
        self.git("commit", "-q", "--no-verify", "--cleanup=verbatim", "-F",
                 "-", *options, stdin=f"{subject}\n\n{body}")
        return self.git("rev-parse", "HEAD").strip()

    def push_series(self, series):
        """Commit each patch of a series onto what is checked out."""
        for path in series.patches:
            header, body = split(read_file(path))
            done = self.run("apply", "--index", "--whitespace=nowarn", "-",
                            stdin=body)
            if done.returncode:
                raise ProjectError(f"{path}: " + " / ".join(
                    done.stderr.strip().split("\n")[:2]))
            name = os.path.basename(path).removesuffix(".patch")
            self.commit(name, header)

    def take_files(self, tree, paths):
        """Stage these files of a source tree, and no others."""
        for path in sorted(paths):
            source = os.path.join(tree, path)
            if os.path.isfile(source) and not os.path.islink(source):
                target = os.path.join(self.path, path)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copyfile(source, target)
        self.git("add", "-A", "-f")

    def diff(self, base, tip, *paths):
        """What a patch says of the change from base to tip."""
        return normal(self.git(
            "diff", "--no-color", "--no-ext-diff", "--no-renames",
            "--diff-algorithm=myers", "-U3", "--src-prefix=a/",
            "--dst-prefix=b/", base, tip, "--", *paths))

    def patches(self, base, tip, licence):
        """[(file name, header, body)] of the commits from base to tip."""
        found = []
        for commit in self.git("rev-list", "--reverse", "--first-parent",
                               f"{base}..{tip}").split():
            subject, _, message = self.git(
                "log", "-1", "--format=%B", commit).partition("\n")
            message = message.strip("\n") + "\n"
            if not message.startswith("Description:"):
                message = HEADER.format(
                    subject=subject, author=AUTHOR[0], mail=AUTHOR[1],
                    today=today(), licence=licence)
            name = slug(subject) + ".patch"
            if name in (other for other, _, _ in found):
                raise ProjectError(f"two commits are called {subject}")
            found.append((name, message, self.diff(commit + "^", commit)))
        return found


def today():
    return datetime.date.today().isoformat()


def slug(subject):
    """A subject as the name of a patch."""
    return re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-") or "patch"


def split(text):
    """Header and body of a patch file; the line --- parts them."""
    header, found, body = text.partition("\n---\n")
    if not found:
        raise ProjectError("a patch has no line --- behind its header")
    return header + "\n", body


def files_in(tree):
    """The paths of all files of a source tree."""
    return [os.path.relpath(os.path.join(place, name), tree)
            for place, _, names in os.walk(tree) for name in names]


def touched(series):
    """The paths that a series changes."""
    paths = set()
    for path in series.patches:
        for line in split(read_file(path))[1].split("\n"):
            if line.startswith(("--- a/", "+++ b/")):
                paths.add(line[6:].split("\t")[0])
    return paths


# What git says beside the changes, and no packager needs.
_GIT_ONLY = ("diff --git ", "index ", "new file mode ", "deleted file mode ",
             "old mode ", "new mode ", "similarity index ")


def normal(diff):
    """A diff without git's own lines: its bytes depend on the change only."""
    return "".join(line + "\n" for line in diff.split("\n")[:-1]
                   if not line.startswith(_GIT_ONLY))


def _without_sections(body):
    """The body without what tools write differently."""
    body = re.sub(r"^(@@ -\S+ \+\S+ @@).*", r"\1", body, flags=re.M)
    # a new file has /dev/null, or its own name, as its old one
    return re.sub(r"^--- .*(\n\+\+\+ .*\n@@ -0,0 )", r"--- /dev/null\1",
                  body, flags=re.M)


def same(one, other):
    return _without_sections(one) == _without_sections(other)


def text_of(header, body, old):
    """The patch file; `old` word for word when it says the same."""
    if old is not None:
        old_header, old_body = split(old)
        if old_header == header and same(old_body, body):
            return old
        if same(old_body, body):
            return f"{header}---\n{old_body}"
    header = re.sub(r"^Last-Update:.*$", f"Last-Update: {today()}", header,
                    flags=re.M)
    return f"{header}---\n{body}"
