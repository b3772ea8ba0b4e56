# SPDX-License-Identifier: BSD-2-Clause
"""docs: the page of a project, from its facts and its provider files."""

import os
import re

from . import facts, layout, series, shelf, validate
from .steps import read_file, write_file

BEGIN = "<!-- by hand: begin -->"
END = "<!-- by hand: end -->"
UPSTREAM = {
    "never": "Upstream never had probes.",
    "partial": "Upstream has probes, but not the ones most needed.",
    "broken": "Upstream has probes, some of which do not fire.",
    "unfinished": "Upstream has probes that cannot be switched on.",
    "removed": "Upstream had probes and removed them.",
    "graduated": "Upstream ships working probes.",
}


def path_of(root, name):
    return os.path.join(root, "docs", "projects", name + ".md")


def update(root, name, check):
    """Write the page of a project; see write."""
    path = path_of(root, name)
    kept = by_hand(read_file(path, ""))
    return write(path, page(root, name, kept), check)


def index(root, check):
    """Write docs/projects/README.md, the list of projects; see write."""
    rows = ["# Projects\n", "<!-- Made by `scripts/project docs`. -->\n",
            "| project | stable | probes | what it is |", "|---|---|---|---|"]
    for name in layout.projects(root):
        known = facts.load(os.path.join(root, "projects", name))
        count = sum(len(p.probes) for p in validate.providers(known))
        rows.append(f"| [{name}]({name}.md) | {known.stable.version} | "
                    f"{count} | {_cell(known.summary)} |")
    return write(path_of(root, "README"), "\n".join(rows) + "\n", check)


def write(path, text, check):
    """Write the file unless `check`; give whether it was current."""
    current = read_file(path, "") == text
    if not current and not check:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_file(path, text)
    return current


def by_hand(text):
    """What stands between the markers of a page."""
    found = re.search(re.escape(BEGIN) + "(.*?)" + re.escape(END), text, re.S)
    return found.group(1) if found else "\n"


def page(root, name, kept):
    area = layout.Layout(root, name, "stable")
    known = facts.load(area.project)
    declared = validate.providers(known)
    parts = [f"# {name}\n",
             f"<!-- Made by `scripts/project docs {name}`; between the "
             "markers, by hand. -->\n",
             f"[{known.summary}]({known.homepage}). Licence: "
             f"{known.licence}.\n",
             f"{BEGIN}{kept}{END}\n",
             _pull(known, area)]
    for provider in declared:
        parts += _provider(known, provider)
    questions = os.path.join(area.project, "questions.md")
    if os.path.exists(questions):
        with open(questions, encoding="utf-8") as file:
            parts.append(file.read().strip() + "\n")
    return "\n".join(parts)


def _pull(known, area):
    """How a packager gets the series."""
    rows = [("stable release", known.stable.version),
            ("sha256 of its tarball", f"`{known.stable.sha256}`")]
    if known.head:
        rows.append(("development branch",
                     f"`{known.head.branch}` of {known.head.git}"))
    if "switch" in known.build:
        rows.append(("build switch", f"`{known.build['switch']}`"))
    for place, directory in shelf.places(known).items():
        found = series.Series(area.project, directory)
        rows.append((f"series for {place}", f"`patches/{known.name}/{place}/"
                     f"series`, {len(found.lines)} patches"))
    table = ["| | |", "|---|---|"]
    table += [f"| {key} | {value} |" for key, value in rows]
    return "\n".join(["## The series\n", *table, "",
                      "In the unpacked source:\n",
                      "    QUILT_PATCHES=/path/to/patches/"
                      f"{known.name}/{known.stable.version} "
                      "quilt push -a --fuzz=0\n",
                      "[For packagers](../packagers.md) tells the rest.\n"])


def _provider(known, provider):
    owner = known.providers[provider.name]
    parts = [f"## Provider {provider.name}\n",
             " ".join([UPSTREAM[owner.upstream], owner.note]).strip() + "\n",
             "The probes are in "
             + ", ".join(f"`{path}`" for path in owner.objects)
             + f"; users see them as `{provider.name}PID:::name`.\n",
             "| probe | fires |", "|---|---|"]
    for probe in provider.probes:
        link = f"[{probe.name}](#{probe.name})"
        when = _cell(probe.doc)
        missed = known.not_reached(known.stable.version).get(
            f"{provider.name}:::{probe.name}")
        if missed:
            when += f" (Not reached by our workload: {_cell(missed)})"
        parts.append(f"| {link} | {when} |")
    parts.append("")
    for probe in provider.probes:
        parts += _probe(probe)
    if provider.attributes:
        parts += ["Stability (name, data, dependency):\n", "| part | class |",
                  "|---|---|"]
        parts += [f"| {part} | {value} |"
                  for part, value in provider.attributes.items()]
        parts.append("")
    return parts


def _probe(probe):
    parts = [f"### {probe.name}\n", probe.doc + "\n"]
    if probe.arguments:
        parts += ["| | type | name | what |", "|---|---|---|---|"]
        parts += [f"| arg{number} | `{argument.type}` | {argument.name} | "
                  f"{_cell(argument.doc)} |"
                  for number, argument in enumerate(probe.arguments)]
        parts.append("")
    return parts


def _cell(text):
    return text.replace("|", "\\|")
