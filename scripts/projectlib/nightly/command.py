# SPDX-License-Identifier: BSD-2-Clause
"""The words `nightly` and `job` of scripts/project.

The status of a night: 0 nothing regressed, 1 something did, 3 the night did
not come to its end.
"""

import os
import subprocess
import sys

from ..errors import ProjectError, UsageError
from ..publish import site
from . import graph, job, outcome, runner, store, verdict

NOT_DONE = 3


def run_nightly(options, root):
    jobs = graph.make(root, options.names, _split(options.branches),
                      _split(options.steps))
    if not jobs:
        raise UsageError("no job is left of what was named")
    if options.list:
        for one in jobs:
            print(one.name)
        return 0
    try:
        report = _night(options, root, jobs)
    except ProjectError as error:
        print(f"nightly: {error}", file=sys.stderr)
        return NOT_DONE
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        print(f"nightly: {error.strerror}{where}: mend that and run it "
              "again, and it goes on where it was", file=sys.stderr)
        return NOT_DONE
    print(outcome.text(report), end="")
    red = any(row["result"] == "fail" for row in report["jobs"])
    if report["result"] == "regressed" or options.strict and red:
        return 1
    return NOT_DONE if report["result"] == "incomplete" else 0


def _night(options, root, jobs):
    runner.check_tools(jobs)
    site.environment()              # the report wants it in the end
    directory = os.path.join(root, "build", "nightly")
    with store.opened(directory) as kept:
        kept.open(jobs, options.fresh, commit=_commit(root))
        night = runner.Runner(root, jobs, kept, _cores(options), runner.say)
        night.run()
        return finish(root, kept, jobs, night.results)


def finish(root, kept, jobs, results):
    """Judge the night, write its report, and keep it for the next one."""
    history = [one for one in kept.history() if one[0] != kept.night["id"]]
    rows = verdict.judge(jobs, results, history, kept.night["id"])
    report = outcome.make(root, kept.night, rows, history)
    outcome.write(kept.directory, report)
    kept.finish(rows)
    return report


def _cores(options):
    text = os.environ.get("JOBS", "")
    if options.jobs:
        return options.jobs
    return int(text) if text.isdigit() and int(text) else os.cpu_count() or 1


def _commit(root):
    done = subprocess.run(["git", "-c", "safe.directory=*", "-C", root,
                           "rev-parse", "HEAD"], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip() or None


def _split(text):
    return [one for one in (text or "").replace(",", " ").split() if one]


def run_job(options, root):
    from .. import cli              # which knows this module
    return job.do(root, options.job,
                  lambda words: cli.run(cli.parser().parse_args(words), root))
