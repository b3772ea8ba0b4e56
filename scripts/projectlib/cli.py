# SPDX-License-Identifier: BSD-2-Clause
"""The command line of scripts/project."""

import argparse
import os
import signal
import sys

from . import (driver, facts, identical, layout, lint, new, pages, report,
               schema, series, steps, tracer, validate, work)
from .errors import ProjectError, UsageError

WORDS = {
    "list": "show the projects",
    "packages": "print what must be installed to build and exercise it",
    "new": "write the skeleton of a project",
    "fetch": "get the pinned tarball (or the head commit)",
    "patch": "unpack it and push the quilt series",
    "configure": "configure the patched source",
    "build": "build it",
    "exercise": "run the workload, untraced",
    "exercise-run": argparse.SUPPRESS,
    "validate": "run the workload traced: does every probe fire?",
    "identical": "compare the objects of a pristine and an unprobed build",
    "lint": "read it as a reviewer does (without NAME: all projects)",
    "docs": "write docs/projects/NAME.md (without NAME: all)",
    "shell": "open a shell in the patched source, set up for quilt",
    "clean": "remove what was built",
}
BARE = ("list",)          # words that take no project
ANY = ("lint", "docs")           # words that take all when none is named


def parser():
    top = argparse.ArgumentParser(
        prog="scripts/project", allow_abbrev=False,
        description="Work on one project: a directory in projects/.")
    words = top.add_subparsers(dest="word", metavar="WORD", required=True)
    for word, text in WORDS.items():
        hidden = {} if text is argparse.SUPPRESS else {"help": text}
        sub = words.add_parser(word, allow_abbrev=False, **hidden)
        if word not in BARE:
            sub.add_argument("name", metavar="NAME",
                             nargs="?" if word in ANY else None)
        _options(sub, word)
    return top


def _options(sub, word):
    add = sub.add_argument
    add("--branch", choices=layout.BRANCHES,
        default=None if word == "clean" else "stable",
        help="the pinned release, or upstream's development branch")
    add("--git", metavar="URL|PATH", help="with --branch head: take HEAD of "
        "this repository")
    add("--offline", action="store_true", help="use only what is at hand")
    add("--force", action="store_true", help="do the steps again")
    add("--probes", choices=("on", "off"), default="on",
        help="upstream's configure switch")
    add("-v", "--verbose", action="store_true",
        help="show the output of the steps instead of logging it")
    add("--json", metavar="FILE", help="write the report there as well")
    add("--timeout", metavar="SECONDS", type=int, default=300,
        help="how long the workload may run (300)")
    if word == "packages":
        add("--system", choices=schema.DISTRIBUTIONS, default="debian",
            help="whose packages (debian)")
    if word == "docs":
        add("--check", action="store_true",
            help="only say whether the pages are current")
    if word == "validate":
        add("--tracer", choices=tuple(tracer.TRACERS), default="dtrace",
            help="bpftrace only counts: a check of interoperability")


def main(arguments, root):
    """Run the command; give the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    options = parser().parse_args(arguments)
    try:
        return COMMANDS.get(options.word, run_step)(options, root) or 0
    except UsageError as error:
        print(f"scripts/project: {error}", file=sys.stderr)
        return 2
    except ProjectError as error:
        print(f"scripts/project: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("scripts/project: interrupted", file=sys.stderr)
        return 130


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def open_work(options, root):
    if options.git and options.branch != "head":
        raise UsageError("--git goes with --branch head")
    return work.Work(root, options.name, work.Options(
        options.branch, options.git, options.offline, options.force,
        options.verbose, options.timeout))


def run_step(options, root):
    """fetch, patch, configure, build, exercise."""
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        if options.word == "fetch":
            job.fetch()
        else:
            getattr(job, options.word)(job.tree(options.probes))


def exercise_run(options, root):
    """Become the workload: what a tracer starts. The tree must be built."""
    job = open_work(options, root)
    job.options.offline = True
    tree = job.tree(options.probes)
    if not job.stamps.read(f"{tree.name}.build"):
        raise ProjectError(f"{options.name}: is not built")
    job.progress.stream = open(os.devnull, "w", encoding="utf-8")
    job.fetch()
    driver.prepare(job.layout, tree)
    os.chdir(tree.path)
    os.execve(job.layout.driver, [job.layout.driver], driver.environment(
        job.layout, tree, "exercise", job.version, layout.dtrace(root)))


def run_validate(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        result = validate.validate(job, options.tracer)
    report.save(result, options.json)
    if options.json != "-":
        print(report.text(result), end="")
    return int(result["result"] != "pass")


def shell(options, root):
    """Where patches are made and mended; a series that does not apply is
    left as it is, for that is what one comes here to see."""
    job = open_work(options, root)
    tree = job.tree(options.probes)
    try:
        with steps.locked(job.layout.build, options.name):
            job.patch(tree)
    except ProjectError as error:
        if not os.path.isdir(tree.path):
            raise
        print(error, file=sys.stderr)
    patches = job.series().quilt_directory(
        os.path.join(job.layout.build, "patches"))
    os.environ.update(series.quilt_environment(patches))
    os.chdir(tree.path)
    command = os.environ.get("SHELL") or "/bin/sh"
    os.execvp(command, [command])


def run_lint(options, root):
    names = [options.name] if options.name else layout.projects(root)
    found = 0
    for name in names:
        for message in lint.lint(root, name):
            print(message, file=sys.stderr)
            found += 1
    return int(found > 0)


def run_identical(options, root):
    job = open_work(options, root)
    with steps.locked(job.layout.build, options.name):
        result = identical.compare(job)
    if result["difference"]:
        path, what = result["difference"]
        print(f"{options.name} {job.version}: {path}: {what}")
        return 1
    print(f"{options.name} {job.version}: {result['objects']} objects are "
          "the same, pristine and patched with probes off")
    return 0


def run_docs(options, root):
    names = [options.name] if options.name else layout.projects(root)
    stale = [name for name in names
             if not pages.update(root, name, options.check)]
    if not options.name and not pages.index(root, options.check):
        stale.append("README")
    for name in stale:
        path = os.path.relpath(pages.path_of(root, name), root)
        print(f"{path}: " + ("is not current: `scripts/project docs`"
                             if options.check else "written"))
    return int(options.check and bool(stale))


def run_new(options, root):
    path = new.create(root, options.name)
    print(f"{os.path.relpath(path, root)}: made; docs/contributing.md says "
          "what comes next")


def show_list(_options, root):
    rows = [("NAME", "VERSION", "PROBES", "STABLE", "HEAD", "SUMMARY")]
    for name in layout.projects(root):
        found = facts.load(os.path.join(root, "projects", name))
        count = sum(len(one.probes) for one in validate.providers(found))
        rows.append((name, found.stable.version, str(count),
                     *(report.state(layout.Layout(root, name, branch).report)
                       for branch in layout.BRANCHES), found.summary))
    for row in rows:
        print("{:<12} {:<9} {:>6}  {:<6} {:<6} {}".format(*row))


def show_packages(options, root):
    found = facts.load(os.path.join(root, "projects", options.name))
    for key in (options.system, "exercise-" + options.system):
        for package in found.build.get(key, []):
            print(package)


def clean(options, root):
    work.clean(root, options.name, options.branch)


COMMANDS = {"list": show_list, "exercise-run": exercise_run, "clean": clean,
            "validate": run_validate, "shell": shell,
            "lint": run_lint, "new": run_new, "identical": run_identical,
            "docs": run_docs, "packages": show_packages}
