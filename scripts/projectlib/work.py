# SPDX-License-Identifier: BSD-2-Clause
"""From the tarball to a built tree: the steps in their order."""

import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass

from . import driver, facts, git, layout, progress, series, source, unpack
from .errors import ProjectError
from .steps import Stamps, digest, file_digest

# Part of every key: raise it when a step starts to do something else.
FORMAT = 2
LIMIT = 300         # s, for a workload


@dataclass
class Tree:
    """One build tree: what is in it and how it is built."""
    name: str
    path: str
    work: str
    probes: str = "on"
    patched: bool = True
    cflags: str = ""
    ccache: bool = True
    compiler: str = None        # the dtrace to build with, if not layout's
    system: str = ""            # another build system than the usual one


@dataclass
class Options:
    branch: str = "stable"
    git: str = None
    offline: bool = False
    force: bool = False
    verbose: bool = False
    limit: int = LIMIT
    revision: str = None        # of the head branch; None: its newest


class Work:
    """One branch of one project, and what has been done for it."""

    def __init__(self, root, name, options):
        self.options = options
        self.layout = layout.Layout(root, name, options.branch)
        self.facts = facts.load(self.layout.project).at(options.branch)
        self.release = self.facts.release(options.branch)   # None: head
        self.progress = progress.Progress(name, options.verbose)
        self.stamps = Stamps(self.layout.stamps)
        self.driver = driver.Driver(self.layout.driver)
        self.seconds = {}
        self.fetched = None
        self.series_directory = None    # another one than the project's
        self.layout.make()

    @property
    def version(self):
        if self.release:
            return self.release.version
        return "git-" + self.fetched["commit"][:12]

    @property
    def directory(self):
        """The name of the directory with the series."""
        return self.release.series if self.release else "head"

    @property
    def expect(self):
        return self.facts.file(self.directory, "expect.d")

    def compiler(self, tree):
        """The dtrace command that a tree is built with."""
        return tree.compiler or layout.dtrace(self.layout.root)

    def place(self, name, **how):
        """A build tree of that name."""
        return Tree(name, os.path.join(self.layout.build, name),
                    os.path.join(self.layout.build, "scratch"), **how)

    def pristine(self, probes="off"):
        """Upstream's own source, perhaps with upstream's own probes. The names
        are as long as src is: paths that programs handle cost the same."""
        return self.place("raw" if probes == "off" else "own", probes=probes,
                          patched=False)

    def tree(self, probes="on"):
        return self.place("src" if probes == "on" else "off", probes=probes)

    # The steps. Each makes sure of those before it.

    def fetch(self):
        """Have the tarball or the commit; quick when it is at hand."""
        if self.fetched:
            return self.fetched
        self.progress.start("fetch")
        with self._visible():
            if self.release:
                self.fetched = source.fetch(
                    self.facts, self.release, self.layout.cache,
                    self.options.offline, self.progress.say)
                what = "{} from {}; signature: {}".format(
                    os.path.basename(self.fetched["file"]),
                    self.fetched["from"], self.fetched["signature"])
            else:
                self.fetched = git.fetch(
                    self.facts, self.options.git, self.layout.cache,
                    self.options.offline, self.options.revision)
                what = "commit {commit} of {git}".format(**self.fetched)
        self.seconds["fetch"] = self.progress.done("fetch", what)
        return self.fetched

    def series(self):
        """A release that borrows another one's series allows offsets: the
        patches are exact for the version that they were made on."""
        if self.series_directory:
            return series.Series(self.layout.project, self.series_directory)
        first = next((one for one in self.facts.pinned
                      if one.series == self.directory), self.release)
        return series.Series(self.layout.project, self.directory,
                             first is self.release)

    def patch(self, tree):
        """Have the patched source; a tree that went stale is made anew."""
        self.fetch()
        keys = self.keys(tree)
        configured = self.stamps.read(f"{tree.name}.touched").get("key")
        stale = configured not in (None, keys["configure"])
        if self.stamps.interrupted(tree.name):
            self.progress.say(f"{tree.name}: a step was cut short: the tree "
                              "is made anew")
            stale = True
        if stale:
            self.stamps.drop(f"{tree.name}.patch")
        self._step(tree, "patch", keys["patch"], self._patch)

    def configure(self, tree):
        self.patch(tree)
        key = self.keys(tree)["configure"]
        self._step(tree, "configure", key, self._drive)

    def build(self, tree):
        self.configure(tree)
        self._step(tree, "build", self.keys(tree)["build"], self._drive)

    def exercise(self, tree):
        """Run the workload, untraced; it runs each time it is asked for."""
        self.build(tree)
        self.drive(tree, "exercise")

    def drive(self, tree, step):
        """Run a function of the driver that builds nothing, in a built tree;
        it runs each time that it is asked for."""
        self.stamps.drop(f"{tree.name}.{step}")
        self._step(tree, step, "", self._drive)

    def keys(self, tree):
        """The key of each step; each has the key of the step before in it."""
        fetched = self.fetched
        patches = []
        if tree.patched:
            found = self.series()
            patches = [[os.path.basename(path), file_digest(path)]
                       for path in found.patches]
        patch = digest(FORMAT, fetched.get("sha256") or fetched["commit"],
                       self.release.directory if self.release else "",
                       patches)
        configure = digest(patch, self.driver.part("configure"),
                           tree.probes, tree.cflags,
                           file_digest(self.compiler(tree)),
                           os.environ.get("CC", ""),
                           os.environ.get("CXX", ""),
                           *filter(None, [tree.system]))
        build = digest(configure, self.driver.part("build"))
        return {"patch": patch, "configure": configure, "build": build}

    def log(self, tree, step):
        prefix = "" if tree.name == "src" else \
            tree.name.replace("/", "-") + "-"
        return os.path.join(self.layout.logs, f"{prefix}{step}.log")

    def timed(self, step, work):
        """Do something that shows its progress and is no build step."""
        self.progress.start(step)
        with self._visible():
            result = work()
        self.seconds[step] = self.progress.done(step, "done")
        return result

    # How they are done.

    @contextlib.contextmanager
    def _visible(self):
        try:
            yield
        except BaseException:
            self.progress.broken()
            raise

    def _step(self, tree, step, key, work):
        stamp = f"{tree.name}.{step}"
        if self.stamps.fresh(stamp, key) and not self.options.force:
            self.progress.line(step, "up to date")
            return
        self.stamps.drop(stamp)
        self.progress.start(step)
        with self._visible(), self.stamps.running(tree.name):
            text, notes = work(tree, step, key)
        self.seconds[step] = self.progress.done(step, text)
        self.stamps.write(stamp, key, version=self.version, **notes)

    def _patch(self, tree, _step, _key):
        """Unpack, then push the series."""
        self._keep_changes(tree)
        self.stamps.drop(*(f"{tree.name}.{step}" for step in
                           ("touched", "configure", "build", "exercise")))
        shutil.rmtree(tree.path, ignore_errors=True)
        os.makedirs(os.path.dirname(tree.path), exist_ok=True)
        if self.release:
            unpack.unpack(self.fetched["file"], self.release.directory,
                          tree.path)
        else:
            git.checkout(self.fetched["repository"], self.fetched["commit"],
                         tree.path)
        text, moved = "pristine", 0
        with open(self.log(tree, "patch"), "w", encoding="utf-8") as log:
            if tree.patched:
                found = self.series()
                moved = series.push_all(
                    tree.path, found, found.quilt_directory(
                        os.path.join(self.layout.build, "patches")), log)
                text = f"{len(found.patches)} patches, zero fuzz" + (
                    f", {moved} hunks at an offset" if moved else "")
        driver.give_tree(tree.path)
        return text, {"offsets": moved}

    def _keep_changes(self, tree):
        """Work in the tree that was not refreshed into a patch is not lost:
        it goes to a file before the tree does."""
        if not tree.patched or not os.path.isdir(
                os.path.join(tree.path, ".pc")):
            return
        patches = self.series().quilt_directory(
            os.path.join(self.layout.build, "patches"))
        done = subprocess.run(
            ["quilt", "diff", "-z"], cwd=tree.path,
            env=dict(os.environ, **series.quilt_environment(patches)),
            capture_output=True, check=False)
        if done.returncode == 0 and done.stdout.strip():
            path = os.path.join(self.layout.logs, "not-refreshed.diff")
            with open(path, "wb") as file:
                file.write(done.stdout)
            self.progress.say("changes that were not refreshed into a patch "
                              f"are kept in {path}")

    def _drive(self, tree, step, key):
        if step == "configure":
            self.stamps.write(f"{tree.name}.touched", key)
        limit = None if step in ("configure", "build") else \
            self.options.limit
        driver.run(self.layout, tree, step, self.version,
                   self.compiler(tree), self.log(tree, step),
                   self.options.verbose, limit)
        return "done", {}


def clean(root, name, branch):
    """Remove what was built; what was downloaded stays in the cache."""
    area = layout.Layout(root, name, branch or "stable")
    if not os.path.isdir(area.project):
        raise ProjectError(f"{area.project}: no such project")
    if branch:
        facts.load(area.project).release(branch)
    shutil.rmtree(area.build if branch else area.area, ignore_errors=True)
