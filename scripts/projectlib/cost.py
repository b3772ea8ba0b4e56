# SPDX-License-Identifier: BSD-2-Clause
"""cost: what probes cost that nobody traces, in instructions.

The driver's function `measure` runs a workload of its own, in the pristine
build and in the one with probes; where the probes have graduated, in pristine
source with upstream's as well. Counted by callgrind, not timed; the least of
several rounds, for servers do not always take the same way.
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
    """Give {pristine, upstream (None: has none), probes (instructions),
    percent, added (over upstream's, in percent), bar, pass}."""
    driver.needs(job, "measure", "runs the workload that is counted")
    if not shutil.which("valgrind"):
        raise missing_tool("valgrind", "valgrind")
    graduated = any(one.upstream == "graduated"
                    for one in job.facts.providers.values())
    trees = {"pristine": job.pristine(), "probes": job.tree()}
    if graduated:
        trees["upstream"] = job.pristine("on")
    least = dict.fromkeys(("pristine", "upstream", "probes"))
    for tree in trees.values():
        job.build(tree)
    for _ in range(ROUNDS):
        for name, tree in trees.items():
            job.drive(tree, "measure")
            count = counted(tree)
            least[name] = min(count, least[name] or count)
    found = least | {"percent": _over(least, "pristine"),
                     "added": _over(least, "upstream"),
                     "bar": job.facts.cost.get("percent", PERCENT)}
    # upstream answers for what upstream's own probes cost
    judged = "added" if graduated else "percent"
    return found | {"judged": judged, "pass": found[judged] <= found["bar"]}


def _over(least, base):
    if not least[base]:
        return None
    return 100 * (least["probes"] - least[base]) / least["pristine"]


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
    own = added = ""
    if found["upstream"]:
        own = "{:,} with upstream's probes ({:+.3f} %), ".format(
            found["upstream"], found["percent"] - found["added"])
        added = f", {found['added']:+.3f} % added"
    what = " for what is added" if found["judged"] == "added" else ""
    line = (f"{job.facts.name} {job.version}: {found['pristine']:,} "
            f"instructions pristine, {own}{found['probes']:,} with probes: "
            f"{found['percent']:+.3f} %{added} (bar {found['bar']} %{what})\n")
    if "reason" in job.facts.cost:
        line += f"  {job.facts.cost['reason']}\n"
    return line
