# SPDX-License-Identifier: BSD-2-Clause
"""cost: what probes cost that nobody traces, in instructions.

The driver's function `measure` runs a workload of its own, in the pristine
build and in the one with probes. Counted by callgrind, not timed; the least
of several rounds, for servers do not always take the same way.
"""

import glob
import os
import re
import shutil

from . import driver
from .errors import ProjectError, missing_tool

ROUNDS = 3
PERCENT = 0.1       # the bar, where project.toml has no other


def measure(job):
    """Give {pristine, probes (instructions), percent, bar, pass}."""
    driver.needs(job, "measure", "runs the workload that is counted")
    if not shutil.which("valgrind"):
        raise missing_tool("valgrind", "valgrind")
    trees = {"pristine": job.pristine(), "probes": job.tree()}
    least = {}
    for tree in trees.values():
        job.build(tree)
    for _ in range(ROUNDS):
        for name, tree in trees.items():
            job.drive(tree, "measure")
            count = counted(tree)
            least[name] = min(count, least.get(name, count))
    percent = 100 * (least["probes"] - least["pristine"]) / least["pristine"]
    bar = job.facts.cost.get("percent", PERCENT)
    return least | {"percent": percent, "bar": bar, "pass": percent <= bar}


def counted(tree):
    """The instructions of all processes of the last run."""
    total = 0
    logs = glob.glob(os.path.join(tree.work, "**", "count.*"), recursive=True)
    for path in logs:
        with open(path, encoding="utf-8", errors="replace") as file:
            for number in re.findall(r"Collected : (\d+)", file.read()):
                total += int(number)
    if not total:
        raise ProjectError(f"{tree.work}: measure counted nothing: it must "
                           'start what it measures with "${COUNT[@]}"')
    return total


def text(job, found):
    line = ("{name} {version}: {pristine:,} instructions pristine, "
            "{probes:,} with probes: {percent:+.3f} % (bar {bar} %)\n").format(
                name=job.facts.name, version=job.version, **found)
    if "reason" in job.facts.cost:
        line += f"  {job.facts.cost['reason']}\n"
    return line
