# SPDX-License-Identifier: BSD-2-Clause
"""track: what other people's patches, and ours, are worth today.

Of each patch in a record: whether its name follows the scheme, whether it can
be had, whether it applies to the releases that we pin, which probes it
declares, and which of them it calls.
"""

import os
import re
import shutil
import tarfile
import tempfile

from . import (callsites, debian, facts, known, layout, patchfile, report,
               series, source, unpack, validate)
from .errors import ProjectError

MAX_PATCH = 16 << 20


def run(root, names, offline, say):
    """The rows of all records and projects named; see _row and _ours."""
    records = known.find(root)
    found = []
    for name in sorted(set(records) | set(layout.projects(root))):
        if names and name not in names:
            continue
        entry = {"project": name, "patches": [], "issues": [], "ours": []}
        if name in records:
            record = known.load(records[name])
            entry["issues"] = record.issues
            entry["patches"] = [_row(root, record, patch, offline, say)
                                for patch in record.patches]
        if name in layout.projects(root):
            entry["ours"] = list(_ours(root, name))
        found.append(entry)
    missing = set(names) - {entry["project"] for entry in found}
    if missing:
        raise ProjectError(f"{', '.join(sorted(missing))}: no such project, "
                           "and no record patches/NAME/known.toml")
    return found


def _row(root, record, patch, offline, say):
    framework, origin, systems, deviations = known.parse_name(patch["name"])
    row = {"name": patch["name"], "version": patch["version"],
           "framework": framework, "source": origin, "systems": systems,
           "deviations": deviations, "licence": patch["licence"],
           "origin": patch["origin"], "state": patch["state"],
           "adds": patch.get("adds", []), "at-hand": False, "applies": {}}
    if "note" in patch:
        row["note"] = patch["note"]
    path = _get(record, patch, offline, say)
    if path:
        row["at-hand"] = True
        row["sha256"] = source.sha256(path)
        row |= _probes(path)
        row["applies"] = dict(_applies(root, record.project, path, offline))
    return row


# ---- having it ----

def _get(record, patch, offline, say):
    """The patch as a file of the cache, or None."""
    cache = os.path.join(layout.cache(), record.project, "known")
    path = os.path.join(cache, patch["name"])
    if not os.path.isfile(path) and not offline:
        os.makedirs(cache, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".new-") as place:
            fresh = os.path.join(place, "patch")
            try:
                if "debian" in patch:
                    _from_debian(patch["debian"], place, fresh)
                elif "url" in patch:
                    source.download(patch["url"], fresh)
                else:
                    return None
            except source.SourceFailed as failed:
                say(f"{patch['name']}: cannot be had: {failed}")
                return None
            os.replace(fresh, path)
    if not os.path.isfile(path):
        return None
    pinned = patch.get("sha256")
    if pinned and source.sha256(path) != pinned:
        os.unlink(path)
        say(f"{patch['name']}: its sha256 is not the one in {record.path}: "
            "thrown away")
        return None
    return path


def _from_debian(wanted, place, target):
    """One file out of the .debian.tar of a source package."""
    debian.download(wanted, place, ["--diff-only"], source.SourceFailed)
    for name in os.listdir(place):
        if ".debian.tar." not in name:
            continue
        try:
            with tarfile.open(os.path.join(place, name), "r:*") as archive:
                member = archive.getmember(wanted["path"])
                if not member.isreg() or member.size > MAX_PATCH:
                    raise source.SourceFailed(f"{wanted['path']}: no small "
                                              "regular file")
                with open(target, "wb") as out:
                    shutil.copyfileobj(archive.extractfile(member), out)
            return
        except (tarfile.TarError, KeyError, EOFError) as error:
            raise source.SourceFailed(f"{name}: {error}") from None
    raise source.SourceFailed("the source package has no .debian.tar")


# ---- looking at it ----

_PROVIDER = re.compile(r"\bprovider\s+(\w+)\s*\{")
_PROBE = re.compile(r"\bprobe\s+(\w+)\s*\(")


def _probes(path):
    """The probes that a patch declares, and those that it calls."""
    try:
        patch = patchfile.load(path)
    except ProjectError as error:
        return {"declared": [], "called": [], "problem": str(error)}
    added = "\n".join(text for _, _, text in patch.added())
    declared = sorted(set(_PROBE.findall(added)))
    called = set()
    for provider in set(_PROVIDER.findall(added)):
        sites = {site.macro for site in callsites.in_patch(
            patch, callsites.prefix(provider, None)) if not site.define}
        called |= {name for name in declared
                   if callsites.macro(provider.upper() + "_", name) in sites}
    return {"declared": [name.replace("__", "-") for name in declared],
            "called": sorted(name.replace("__", "-") for name in called)}


def _applies(root, name, path, offline):
    """(version, yes or no) for each release that we pin and have."""
    if name not in layout.projects(root):
        return
    found = facts.load(os.path.join(root, "projects", name))
    cache = os.path.join(layout.cache(), name)
    for release in found.pinned:
        try:
            got = source.fetch(found, release, cache, offline, lambda _: None)
        except ProjectError:
            continue
        with tempfile.TemporaryDirectory() as place:
            tree = os.path.join(place, "tree")
            unpack.unpack(got["file"], release.directory, tree)
            good = series.applies(tree, path, "-F0")
        yield release.version, good


def _ours(root, name):
    """Our own series for it, and how their last validation ended."""
    found = facts.load(os.path.join(root, "projects", name))
    for release in found.pinned:
        branch = found.branch(release)
        yield {"version": release.version, "series": release.series,
               "probes": sum(len(one.probes) for one in
                             validate.providers(found, release.series)),
               "validated": report.state(
                   layout.Layout(root, name, branch).report)}


# ---- telling it ----

def text(entries):
    """The table for people."""
    rows = [("PATCH", "FOR", "STATE", "APPLIES TO", "DECLARES", "CALLS")]
    notes = []
    for entry in entries:
        for row in entry["patches"]:
            rows.append((f"{entry['project']}/{row['name']}", row["version"],
                         row["state"], _applies_text(row), *_counts(row)))
            notes += [f"{row['name']}: {what}" for what in row["deviations"]]
        for row in entry["ours"]:
            rows.append((f"{entry['project']}/{row['series']}",
                         row["version"], "ours", row["validated"].replace(
                             "-", "not validated here"),
                         str(row["probes"]), str(row["probes"])))
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width
                       in zip(row, widths)).rstrip() for row in rows]
    if notes:
        lines += ["", "Names that deviate from FRAMEWORK-SOURCE-OS.patch:"]
        lines += ["  " + note for note in notes]
    issues = [(entry["project"], issue) for entry in entries
              for issue in entry["issues"]]
    if issues:
        lines += ["", "Upstream's issues:"]
        lines += [f"  {project}: {issue['title']} ({issue['state']}): "
                  f"{issue['outcome']}" for project, issue in issues]
    return "\n".join(lines) + "\n"


def _applies_text(row):
    if not row["at-hand"]:
        return "not at hand"
    return ", ".join(f"{version}: {'yes' if good else 'no'}" for version, good
                     in row["applies"].items()) or "no pinned release"


def _counts(row):
    """Declared and called; of one that is not at hand, what the record has."""
    if row["at-hand"]:
        return str(len(row["declared"])), str(len(row["called"]))
    return f"({len(row['adds'])})" if row["adds"] else "-", "-"
