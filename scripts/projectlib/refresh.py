# SPDX-License-Identifier: BSD-2-Clause
"""refresh: carries a series over to another version of upstream.

Old and new upstream become two commits of a scratch repository, the series
becomes commits on the old one, and is rebased: a three-way merge with the old
file, the new file, and the patched one. What conflicts is resolved as it was
resolved before (rerere), else by wiggle, else by a person. The new series is
taken only if it validates.
"""

import os
import shutil
import subprocess

from . import validate
from .commits import (Repository, files_in, same, split, text_of,
                      touched)
from .errors import ProjectError
from .steps import read_file, write_file


class Refresh:
    """One refresh, in build/projects/NAME/refresh, from `old` to `new`."""

    def __init__(self, old, new, place=None):
        self.old, self.new = old, new
        self.place = place or os.path.join(old.layout.area, "refresh")
        self.staged = os.path.join(self.place, "series")
        self.repository = Repository(os.path.join(self.place, "tree"))
        self.how = {}               # patch: how it was carried over

    def start(self):
        """Make the repository and begin; True when nothing is left to do."""
        shutil.rmtree(self.place, ignore_errors=True)
        self.repository.init()
        found = self.old.series()
        self.base(self.old, touched(found), "old")
        # code may have moved: a person may need any file to mend a conflict
        self.base(self.new, None, "new")
        self.repository.git("checkout", "-q", "-b", "before", "old")
        self.repository.push_series(found)
        self.repository.git("checkout", "-q", "-b", "after", "before")
        self.remember()
        done = self.repository.run(
            "rebase", "-q", "--empty=drop", "--onto", "new", "old", "after")
        return self.go_on(done)

    def base(self, job, paths, name):
        """Commit these files of a job's pristine source, or all, under the
        tag `name`."""
        tree = job.pristine()
        job.patch(tree)
        if self.repository.run("rev-parse", "-q", "--verify",
                               "HEAD").returncode == 0:
            self.repository.git("checkout", "-q", "--orphan", "next")
            self.repository.git("rm", "-rfq", "--ignore-unmatch", ".")
        self.repository.take_files(tree.path, paths or files_in(tree.path))
        self.repository.commit(job.version, "", "--allow-empty")
        self.repository.git("tag", name)

    def remember(self):
        """Resolutions are kept in the cache, over refreshes and trees."""
        kept = os.path.join(self.old.layout.cache, "resolutions")
        os.makedirs(kept, exist_ok=True)
        os.symlink(kept, os.path.join(self.repository.path, ".git",
                                      "rr-cache"))
        for key, value in (("rerere.enabled", "true"),
                           ("rerere.autoupdate", "true"),
                           ("merge.conflictStyle", "diff3")):
            self.repository.git("config", key, value)

    # ---- conflicts ----

    def resume(self):
        """After a person has resolved a conflict."""
        if not os.path.isdir(os.path.join(self.repository.path, ".git")):
            raise ProjectError("there is no refresh to go on with")
        if not self.is_rebasing():
            return True
        left = self.unmerged()
        if left:
            raise ProjectError(self.call_for_help(left))
        return self.go_on(self.repository.run("rebase", "--continue"))

    def is_rebasing(self):
        return os.path.isdir(os.path.join(self.repository.path, ".git",
                                          "rebase-merge"))

    def unmerged(self):
        return self.repository.git("diff", "--name-only",
                                   "--diff-filter=U").split("\n")[:-1]

    def go_on(self, done):
        """Until the rebase ends, or a conflict is left for a person."""
        while self.is_rebasing():
            name = self.current()
            left = self.unmerged()
            self.how[name] = "as it was resolved before"
            if left:
                left = self.mend(name, left)
            if left:
                raise ProjectError(self.call_for_help(left))
            before = self.repository.git("rev-parse", "HEAD")
            done = self.repository.run("rebase", "--continue")
            if done.returncode and self.is_rebasing() and not \
                    self.unmerged() and before == self.repository.git(
                        "rev-parse", "HEAD"):
                # nothing is left of the patch
                self.how[name] = "adds nothing there: dropped"
                done = self.repository.run("rebase", "--skip")
        if done.returncode:
            raise ProjectError("git rebase: " + done.stderr.strip())
        return True

    def current(self):
        """The name of the patch that is being carried over."""
        path = os.path.join(self.repository.path, ".git", "rebase-merge",
                            "message")
        with open(path, encoding="utf-8") as file:
            return file.readline().strip() + ".patch"

    def mend(self, name, left):
        """Merge what git could not; give the files that are left."""
        self.how[name] = "by wiggle"
        return [path for path in left if not self.wiggle(path)]

    def wiggle(self, path):
        """Merge by words; give whether nothing conflicts then."""
        if not shutil.which("wiggle"):
            return False
        stages = []
        for number in (2, 1, 3):
            done = self.repository.run("show", f":{number}:{path}")
            if done.returncode:
                return False
            name = os.path.join(self.place, f"stage-{number}")
            with open(name, "w", encoding="utf-8",
                      errors="surrogateescape") as file:
                file.write(done.stdout)
            stages.append(name)
        done = subprocess.run(["wiggle", "--merge", *stages], text=True,
                              errors="surrogateescape", check=False,
                              capture_output=True)
        if done.returncode:
            return False
        with open(os.path.join(self.repository.path, path), "w",
                  encoding="utf-8", errors="surrogateescape") as file:
            file.write(done.stdout)
        self.repository.git("add", "--", path)
        return True

    def call_for_help(self, left):
        name = self.old.facts.name
        return (f"{self.current()}: conflicts in {', '.join(left)}\n"
                f"  the tree: {self.repository.path}\n"
                "  remedy: mend these files there, `git add` them, then "
                f"`scripts/project refresh {name} --continue`, with the same "
                "options as before")

    # ---- the new series ----

    def stage(self):
        """Write the new series beside, with all of its patches, and what
        changed; give {name: text}."""
        shutil.rmtree(self.staged, ignore_errors=True)
        os.makedirs(self.staged)
        old = {}
        for path in self.old.series().patches:
            old[os.path.basename(path)] = read_file(path)
        texts = {}
        for name, header, body in self.repository.patches(
                "new", "after", self.old.facts.licence):
            texts[name] = text_of(header, body, old.get(name))
            write_file(os.path.join(self.staged, name), texts[name])
            if name not in old or not same(split(old[name])[1], body):
                self.how.setdefault(name, "lines moved or merged")
        for name in old:
            if name not in texts:
                self.how[name] = "adds nothing there: dropped"
        if not texts:
            raise ProjectError("".join(
                f"{name}: {how}\n" for name, how in self.how.items())
                + "nothing is left of the series: it can be retired")
        write_file(os.path.join(self.staged, "series"),
                   "".join(name + "\n" for name in texts))
        write_file(os.path.join(self.place, "range-diff.txt"),
                   self.repository.git("range-diff", "--no-color",
                                       "old..before", "new..after"))
        return texts

    def accept(self):
        """Validate with the new series, then put it into its place."""
        texts = self.stage()
        self.new.series_directory = self.staged
        result = validate.validate(self.new, "dtrace")
        if result["result"] == "pass":
            replace(self.new.layout.project, self.new.directory, texts)
        return result


def replace(project, directory, texts):
    """Make the directory hold exactly this series. A patch that is stable's,
    byte for byte, is named there instead of being written again. What is no
    patch stays."""
    target = os.path.join(project, directory)
    os.makedirs(target, exist_ok=True)
    lines, own = [], {}
    for name, text in texts.items():
        stable = os.path.join(project, "stable", name)
        if directory != "stable" and read_file(stable) == text:
            lines.append(f"../stable/{name}\n")
        else:
            lines.append(name + "\n")
            own[name] = text
    for name, text in own.items():
        if read_file(os.path.join(target, name)) != text:
            write_file(os.path.join(target, name), text)
    write_file(os.path.join(target, "series"), "".join(lines))
    for name in os.listdir(target):
        if name.endswith(".patch") and name not in own:
            os.unlink(os.path.join(target, name))


# ---- shell and record ----

def open_commits(job):
    """The patched source as a repository with a commit for each patch."""
    place = os.path.join(job.layout.build, "commits")
    repository = Repository(place)
    if os.path.isdir(place):
        if repository.run("status", "--porcelain").stdout.strip() or \
                repository.git("rev-parse", "series") != repository.git(
                    "rev-parse", "HEAD"):
            return repository       # somebody works in it
        shutil.rmtree(place)
    tree = job.pristine()
    job.patch(tree)
    shutil.copytree(tree.path, place, symlinks=True)
    repository.path = place
    repository.git("init", "-q", "-b", "work")
    repository.git("config", "core.autocrlf", "false")
    repository.git("config", "user.name", "Project DTrace")
    repository.git("config", "user.email", "project-dtrace@localhost")
    repository.git("add", "-A", "-f")
    repository.commit(f"{job.facts.name} {job.version}")
    repository.git("tag", "pristine")
    repository.push_series(job.series())
    repository.git("tag", "series")
    return repository


def record(job):
    """Write the commits of open_commits() back as the series; give the names
    of the patches that changed."""
    place = os.path.join(job.layout.build, "commits")
    repository = Repository(place)
    if not os.path.isdir(place):
        raise ProjectError(f"{place}: is not there: `scripts/project shell "
                           f"{job.facts.name} --commits` makes it")
    if repository.git("status", "--porcelain", "--untracked-files=no"):
        raise ProjectError(f"{place}: has changes that are not committed")
    old = {os.path.basename(path): read_file(path)
           for path in job.series().patches}
    texts = {name: text_of(header, body, old.get(name))
             for name, header, body in repository.patches(
                 "pristine", "HEAD", job.facts.licence)}
    replace(job.layout.project, job.directory, texts)
    repository.git("tag", "-f", "series")
    return sorted(name for name in texts.keys() | old.keys()
                  if texts.get(name) != old.get(name))
