# SPDX-License-Identifier: BSD-2-Clause
"""The command line of scripts/project: words, options, exit status."""

import argparse
import re
import signal
import sys

from . import commands, published, schema, toolkit, tracer, work
from .errors import ProjectError, UsageError
from .nightly import command

# word: (what it does, the function, whether it takes a NAME)
ONE, ALL, NONE = "one project", "one project or all", "no project"
NAMES = "some projects or all"
WORDS = {
    "list": ("show the projects", commands.show_list, NONE),
    "new": ("write the skeleton of a project", commands.run_new, ONE),
    "doctor": ("say what is done of a project, and the next step",
               commands.run_doctor, ONE),
    "fetch": ("get the pinned tarball (or the head commit)",
              commands.run_step, ONE),
    "patch": ("unpack it and push the quilt series", commands.run_step, ONE),
    "configure": ("configure the patched source", commands.run_step, ONE),
    "build": ("build it", commands.run_step, ONE),
    "exercise": ("run the workload, untraced", commands.run_step, ONE),
    "exercise-run": ("be the workload: what a tracer starts",
                     commands.exercise_run, ONE),
    "validate": ("run the workload traced: does every probe fire?",
                 commands.run_validate, ONE),
    "identical": ("compare the objects of a pristine and an unprobed build",
                  commands.run_identical, ONE),
    "cost": ("count what untraced probes cost, in instructions",
             commands.run_cost, ONE),
    "builds": ("build with systemtap's dtrace, with -O0, with LTO",
               commands.run_builds, ONE),
    "interop": ("ask other tools for the probes", commands.run_interop, ONE),
    "suite": ("run upstream's own tests", commands.run_suite, ONE),
    "compat": ("validate each pinned release", commands.run_compat, ONE),
    "states": ("how each series stood when it was last validated",
               commands.run_states, ALL),
    "track": ("what other people's patches, and ours, are worth today",
              commands.run_track, ALL),
    "resolve": ("say which series is for a version", commands.run_resolve,
                ONE),
    "export": ("write the series in the form that a packager wants",
               commands.run_export, ONE),
    "deb": ("build Debian's own package of it, with the series in",
            commands.run_deb, ONE),
    "lint": ("read it as a reviewer does", commands.run_lint, ALL),
    "docs": ("write docs/projects/NAME.md; of all: the workflow files, too",
             commands.run_docs, ALL),
    "shelf": ("write patches/: links to the series, and SHA256SUMS",
              commands.run_shelf, NONE),
    "toolkit-docs": ("write docs/toolkit.md from the heads of the scripts",
                     toolkit.run_docs, NONE),
    "packages": ("print what must be installed to build and exercise it",
                 commands.show_packages, ONE),
    "dist": ("write a release: tarballs, index.json, sums, signature",
             published.run_dist, NONE),
    "site": ("write the pages for people, from a release",
             published.run_site, NONE),
    "nightly": ("do every job of every project, and say what regressed",
                command.run_nightly, NAMES),
    "job": ("do one job of the nightly", command.run_job, NONE),
    "shell": ("open a shell in the patched source, set up for quilt",
              commands.shell, ONE),
    "record": ("write the commits of `shell --commits` back as the series",
               commands.run_record, ONE),
    "refresh": ("carry the series over to another version of upstream",
                commands.run_refresh, ONE),
    "clean": ("remove what was built", commands.clean, ONE),
}

STEPS = ("fetch", "patch", "configure", "build", "exercise", "exercise-run",
         "validate", "identical", "shell", "cost", "builds", "interop",
         "suite", "record", "refresh", "doctor")
TREES = ("fetch", "patch", "configure", "build", "exercise", "exercise-run",
         "shell")
RUNS = STEPS + ("compat",)
LIMITS = {"suite": 3600, "cost": 1800}      # seconds, where it is not the usual


def _branch(text):
    """A branch is part of paths, too: stable, head or a version."""
    if not re.fullmatch(schema.VERSION, text):
        raise argparse.ArgumentTypeError(
            f"'{text}' is no branch: stable, head, or a pinned version")
    return text


# (the words that have it, its names, what argparse is told)
OPTIONS = [
    (STEPS, ["--branch"], {
        "metavar": "BRANCH", "type": _branch, "default": "stable",
        "help": "the pinned release (stable), another one by its version, or "
                "upstream's development branch (head)"}),
    (("clean",), ["--branch"], {
        "metavar": "BRANCH", "type": _branch, "help": "only this branch"}),
    (("export",), ["--format"], {
        "metavar": "F", "help": "the form; without it, all are listed"}),
    (("export", "deb"), ["--release"], {
        "metavar": "R", "type": _branch, "help":
        "for this version of upstream, or head (the pinned stable one)"}),
    (("deb",), ["--source"], {
        "action": "store_true",
        "help": "only the source package, with Debian's patches and ours"}),
    (("export",), ["--output"], {
        "metavar": "DIR", "help": "the new directory to write "
        "(build/exports/NAME-VERSION-FORMAT)"}),
    ((*RUNS, "export"), ["--git"], {
        "metavar": "URL|PATH",
        "help": "with --branch head: take HEAD of this repository"}),
    ((*RUNS, "track", "export", "deb"), ["--offline"], {
        "action": "store_true", "help": "use only what is at hand"}),
    (RUNS, ["--force"], {
        "action": "store_true", "help": "do the steps again"}),
    (TREES, ["--probes"], {
        "choices": ("on", "off"), "default": "on",
        "help": "upstream's switch (on)"}),
    (RUNS, ["-v", "--verbose"], {
        "action": "store_true",
        "help": "show the output of the steps instead of logging it"}),
    *(((word,), ["--timeout"], {
        "metavar": "SECONDS", "type": int,
        "default": LIMITS.get(word, work.LIMIT),
        "help": "how long the workload, what is measured, or upstream's tests "
                f"may run ({LIMITS.get(word, work.LIMIT)})"})
      for word in RUNS),
    (("new",), ["--from-tarball"], {
        "metavar": "URL|FILE",
        "help": "propose facts, driver and build glue from what is in it"}),
    (("shell",), ["--commits"], {
        "action": "store_true",
        "help": "the series as commits of a git repository, not for quilt"}),
    (("refresh",), ["--to"], {
        "metavar": "REV", "help": "a revision of upstream's repository, or a "
        "pinned version (the newest commit of the head branch)"}),
    (("refresh",), ["--continue"], {
        "dest": "go_on", "action": "store_true",
        "help": "go on after a conflict was mended"}),
    (("compat",), ["--apply"], {
        "action": "store_true", "help": "only push the patches"}),
    (("resolve",), ["version"], {
        "metavar": "VERSION", "help": "upstream's version"}),
    (("validate", "compat", "states", "track"), ["--json"], {
        "metavar": "FILE", "help": "write the report there as well"}),
    (("validate",), ["--tracer"], {
        "choices": tuple(tracer.TRACERS), "default": "dtrace",
        "help": "bpftrace only counts: a check of interoperability"}),
    (("docs", "shelf", "toolkit-docs"), ["--check"], {
        "action": "store_true",
        "help": "only say what is not current"}),
    (("dist",), ["--key"], {
        "metavar": "KEY", "help": "sign the sums with this key of gpg's"}),
    (("dist",), ["--version"], {
        "metavar": "VERSION", "help": "another one than the commit's"}),
    (("dist",), ["--states"], {
        "metavar": "FILE", "help": "what `states --json` wrote (what is known "
        "here; none: -)"}),
    (("site",), ["--from"], {
        "dest": "release", "metavar": "DIR",
        "help": "the release (build/dist)"}),
    (("site",), ["--url"], {
        "metavar": "URL", "default": "",
        "help": "where the site will be, for the feed"}),
    (("dist", "site"), ["--output"], {
        "metavar": "DIR", "help": "the directory (build/dist, build/site)"}),
    (("nightly",), ["--branches"], {
        "metavar": "LIST", "help": "only these: stable, head, versions"}),
    (("nightly",), ["--steps"], {
        "metavar": "LIST", "help": "only these, and what they need"}),
    (("nightly",), ["--jobs"], {
        "metavar": "N", "type": int, "help": "cores to use (JOBS, or all)"}),
    (("nightly",), ["--fresh"], {
        "action": "store_true",
        "help": "begin anew, do not go on with a night that was cut short"}),
    (("nightly",), ["--strict"], {
        "action": "store_true",
        "help": "status 1 for what is still red, too"}),
    (("nightly",), ["--list"], {
        "action": "store_true", "help": "only name the jobs"}),
    (("job",), ["job"], {
        "metavar": "PROJECT/BRANCH/STEP", "help": "which"}),
    (("packages",), ["--system"], {
        "choices": schema.DISTRIBUTIONS, "default": "debian",
        "help": "whose packages (debian)"}),
]


def parser():
    top = argparse.ArgumentParser(
        prog="scripts/project", allow_abbrev=False,
        description="Work on one project: a directory in projects/.")
    words = top.add_subparsers(dest="word", metavar="WORD", required=True)
    for word, (text, _, takes) in WORDS.items():
        sub = words.add_parser(word, allow_abbrev=False, help=text)
        if takes == NAMES:
            sub.add_argument("names", metavar="NAME", type=_name, nargs="*")
        elif takes != NONE:
            sub.add_argument("name", metavar="NAME", type=_name,
                             nargs="?" if takes == ALL else None)
        for having, names, settings in OPTIONS:
            if word in having:
                sub.add_argument(*names, **settings)
    return top


def _name(text):
    """A project's name is part of paths, some of which get removed."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", text):
        raise argparse.ArgumentTypeError(
            f"'{text}' is no name for a project: lower case letters, digits "
            "and -")
    return text


def main(arguments, root):
    """Run the command; give the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    options = parser().parse_args(arguments)
    try:
        return run(options, root)
    except UsageError as error:
        print(f"scripts/project: {error}", file=sys.stderr)
        return 2
    except ProjectError as error:
        print(f"scripts/project: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("scripts/project: interrupted", file=sys.stderr)
        return 130


def run(options, root):
    """Do what the word is for; errors are the caller's."""
    return WORDS[options.word][1](options, root) or 0


def _interrupt(_number, _frame):
    raise KeyboardInterrupt
