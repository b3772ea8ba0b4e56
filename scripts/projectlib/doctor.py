# SPDX-License-Identifier: BSD-2-Clause
"""doctor: what is done of a project, and the next step.

The checks stand in the order of the work. The first that fails is the next
step, and what comes after it is not looked at.
"""

import os

from . import expect, lint, report, validate
from .errors import ProjectError


def examine(root, job):
    """Yield (what is done, None) for each step, then perhaps one last
    (what is not, what to do)."""
    for name, check in CHECKS:
        try:
            remedy = check(root, job)
        except ProjectError as error:
            remedy = str(error)
        yield name, remedy
        if remedy:
            return


def _lint(root, job):
    messages = lint.lint(root, job.facts.name)
    if messages:
        return "mend what lint says:\n  " + "\n  ".join(messages[:5])
    return None


def _facts(_root, job):
    path = job.facts.path
    if job.facts.summary.startswith("what the program is"):
        return f"say in {path} what the program is: summary"
    if ".example/" in job.facts.homepage:
        return f"give upstream's address in {path}: homepage"
    if set(job.facts.stable.sha256) == {"0"}:
        return f"pin the tarball in {path}: version, sha256, directory, url"
    return None


def _fetch(_root, job):
    job.fetch()


def _probes(_root, job):
    for declared in validate.providers(job.facts):
        if not declared.probes:
            return (f"declare probes in {declared.path}: where important "
                    "work starts and ends")


def _patches(_root, job):
    if not job.series().lines:
        return ("write the patches: build glue, provider, probes: "
                f"`scripts/project shell {job.facts.name}`")
    job.patch(job.tree())


def _workload(_root, job):
    if 'say "start the program, use it' in job.driver.text:
        return (f"write exercise() in {job.layout.driver}: a workload that "
                "uses every probe and checks the answers")


def _build(_root, job):
    job.build(job.tree())


def _objects(_root, job):
    tree = job.tree()
    for path in job.facts.objects:
        if not os.path.isfile(os.path.join(tree.path, path)):
            return (f"the build made no {path}: name in {job.facts.path} the "
                    "ELF files that carry the probes: objects")


def _expect(_root, job):
    if not expect.statements(job.expect)["ok"]:
        return f"say in {job.expect} what must be seen: @ok"


def _validate(_root, job):
    state = report.state(job.layout.report)
    if state == "-":
        return f"as root: `scripts/project validate {job.facts.name}`"
    if state == "fail":
        problems = (report.load(job.layout.report) or {}).get("problems", [])
        return "mend what validate says:\n  " + "\n  ".join(problems[:5])


def _identical(_root, job):
    if not job.stamps.read("unprobed.aside"):
        return ("see that nothing changes while the switch is off: "
                f"`scripts/project identical {job.facts.name}`")


def _page(root, job):
    name = job.facts.name
    if not os.path.exists(os.path.join(job.facts.directory, "questions.md")):
        return (f"write {job.facts.directory}/questions.md: what an operator "
                "asks, a line of D for each, and its real output")
    page = os.path.join(root, "docs", "projects", name + ".md")
    link = os.path.join(root, "patches", name, job.facts.stable.version)
    if not os.path.exists(page) or not os.path.lexists(link):
        return "`scripts/project docs` and `scripts/project shelf`"


def _cost(_root, job):
    if "measure" not in job.driver.functions():
        return ("write measure() in the driver: what untraced probes cost: "
                f"`scripts/project cost {job.facts.name}`")


CHECKS = [
    ("the facts are filled in", _facts),
    ("the tarball is at hand", _fetch),
    ("the provider declares probes", _probes),
    ("the patches apply", _patches),
    ("the workload is written", _workload),
    ("it builds", _build),
    ("the objects are there", _objects),
    ("expectations are stated", _expect),
    ("lint has nothing to say", _lint),
    ("it validates", _validate),
    ("the switch off changes nothing", _identical),
    ("the page is written", _page),
    ("the cost can be measured", _cost),
]
