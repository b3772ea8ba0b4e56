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


@dataclass
class Options:
    branch: str = "stable"
    git: str = None
    offline: bool = False
    force: bool = False
    verbose: bool = False
    limit: int = 300


class Work:
    """One branch of one project, and what has been done for it."""

    def __init__(self, root, name, options):
        self.options = options
        self.layout = layout.Layout(root, name, options.branch)
        self.facts = facts.load(self.layout.project)
        self.progress = progress.Progress(name, options.verbose)
        self.stamps = Stamps(self.layout.stamps)
        self.driver = driver.Driver(self.layout.driver)
        self.seconds = {}
        self.fetched = None
        self.layout.make()

    @property
    def stable(self):
        return self.layout.branch == "stable"

    @property
    def version(self):
        if self.stable:
            return self.facts.stable.version
        return "git-" + self.fetched["commit"][:12]

    def tree(self, probes="on"):
        name = "src" if probes == "on" else "off"
        return Tree(name, os.path.join(self.layout.build, name),
                    os.path.join(self.layout.build, "scratch"), probes)

    # The steps. Each makes sure of those before it.

    def fetch(self):
        """Have the tarball or the commit; quick when it is at hand."""
        if self.fetched:
            return self.fetched
        self.progress.start("fetch")
        with self._visible():
            if self.stable:
                self.fetched = source.fetch(
                    self.facts, self.layout.cache, self.options.offline,
                    self.progress.say)
                what = "{} from {}; signature: {}".format(
                    os.path.basename(self.fetched["file"]),
                    self.fetched["from"], self.fetched["signature"])
            else:
                self.fetched = git.fetch(
                    self.facts, self.options.git, self.layout.cache,
                    self.options.offline)
                what = "commit {commit} of {git}".format(**self.fetched)
        self.seconds["fetch"] = self.progress.done("fetch", what)
        return self.fetched

    def series(self):
        return series.Series(self.layout.project, self.layout.branch)

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
        self.stamps.drop(f"{tree.name}.exercise")
        self._step(tree, "exercise", "", self._drive)

    def keys(self, tree):
        """The key of each step; each has the key of the step before in it."""
        fetched = self.fetched
        patches = []
        if tree.patched:
            found = self.series()
            patches = [[os.path.basename(path), file_digest(path)]
                       for path in found.patches]
        patch = digest(FORMAT, fetched.get("sha256") or fetched["commit"],
                       self.facts.stable.directory, patches)
        configure = digest(patch, self.driver.part("configure"),
                           tree.probes, tree.cflags,
                           file_digest(layout.dtrace(self.layout.root)),
                           os.environ.get("CC", ""),
                           os.environ.get("CXX", ""))
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
            text = work(tree, step, key)
        self.seconds[step] = self.progress.done(step, text)
        self.stamps.write(stamp, key, version=self.version)

    def _patch(self, tree, _step, _key):
        """Unpack, then push the series."""
        self._keep_changes(tree)
        self.stamps.drop(*(f"{tree.name}.{step}" for step in
                           ("touched", "configure", "build", "exercise")))
        shutil.rmtree(tree.path, ignore_errors=True)
        os.makedirs(os.path.dirname(tree.path), exist_ok=True)
        if self.stable:
            unpack.unpack(self.fetched["file"], self.facts.stable.directory,
                          tree.path)
        else:
            git.checkout(self.fetched["repository"], self.fetched["commit"],
                         tree.path)
        text = "pristine"
        with open(self.log(tree, "patch"), "w", encoding="utf-8") as log:
            if tree.patched:
                found = self.series()
                series.push_all(tree.path, found, found.quilt_directory(
                    os.path.join(self.layout.build, "patches")), log)
                text = f"{len(found.patches)} patches, zero fuzz"
        driver.give_tree(tree.path)
        return text

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
        limit = self.options.limit if step == "exercise" else None
        driver.run(self.layout, tree, step, self.version,
                   layout.dtrace(self.layout.root), self.log(tree, step),
                   self.options.verbose, limit)
        return "done"


def clean(root, name, branch):
    """Remove what was built; what was downloaded stays in the cache."""
    area = layout.Layout(root, name, branch or "stable")
    if not os.path.isdir(area.project):
        raise ProjectError(f"{area.project}: no such project")
    shutil.rmtree(area.build if branch else area.area, ignore_errors=True)
