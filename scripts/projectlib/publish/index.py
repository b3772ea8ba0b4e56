# SPDX-License-Identifier: BSD-2-Clause
"""index.json: every project, release, patch and probe, for machines.

docs/index.md describes it, docs/schema/index.json is its schema.
"""

import os

from .. import facts, layout, patchfile, series, validate
from ..steps import file_digest

FORMAT = 1
PARTS = ("name", "data", "dependency")


def make(root, identity, rows):
    """The index of the tree at `root`; `rows` are those of states.every()."""
    known = {(row["project"], row["branch"]): row for row in rows}
    return {"format": FORMAT,
            "name": "project-dtrace",
            "version": identity.version,
            "commit": identity.commit,
            "date": identity.date,
            "projects": [_project(root, name, identity, known)
                         for name in layout.projects(root)],
            "files": []}


def _project(root, name, identity, known):
    found = facts.load(os.path.join(root, "projects", name))
    branches = [(found.branch(one), one) for one in found.pinned]
    if found.head:
        branches.append(("head", None))
    return {
        "name": name, "summary": found.summary, "homepage": found.homepage,
        "licence": found.licence, "switch": found.build.get("switch"),
        "changed": identity.changed(f"projects/{name}"),
        "releases": [_release(found, branch, one, known)
                     for branch, one in branches],
        "providers": _providers(found, "stable"),
    }


def _release(found, branch, one, known):
    """A pinned release, or the development branch: there is no tarball."""
    directory = one.series if one else "head"
    place = one.version if one else "head"
    read = series.Series(found.directory, directory)
    entry = {
        "branch": branch, "version": one.version if one else None,
        "covers": one.covers if one else [],
        "shipped": one.shipped if one else [],
        "tarball": {"sha256": one.sha256, "directory": one.directory,
                    "sources": [str(source) for source in one.sources]}
        if one else None,
        "git": None if one else {"url": found.head.git,
                                 "branch": found.head.branch},
        "path": f"patches/{found.name}/{place}",
        "series": {"sha256": file_digest(read.path),
                   "patches": [_patch(path) for path in read.patches]},
        "unreached": found.not_reached(place),
        "state": _state(known.get((found.name, branch), {})),
    }
    providers = _providers(found, directory)
    if providers != _providers(found, "stable"):
        entry["providers"] = providers
    return entry


def _patch(path):
    header = {}
    for _, line in patchfile.load(path).header:
        key, colon, value = line.partition(": ")
        if colon and not line.startswith(" "):
            header.setdefault(key, value.strip())
    return {"name": os.path.basename(path), "sha256": file_digest(path),
            "description": header.get("Description", ""),
            "licence": header.get("License", ""),
            "upstream": header.get("Upstream-Status", "")}


def _providers(found, directory):
    return [_provider(found.providers[one.name], one)
            for one in validate.providers(found, directory)]


def _provider(owner, declared):
    return {
        "name": declared.name, "objects": owner.objects,
        "upstream": owner.upstream, "note": owner.note,
        "stability": {part: stability(text)
                      for part, text in declared.attributes.items()},
        "probes": [{
            "name": probe.name, "what": probe.doc,
            "stability": stability(declared.attributes.get("name")),
            "arguments": [{
                "name": argument.name, "type": argument.type,
                "kind": argument.kind, "what": argument.doc,
            } for argument in probe.arguments],
        } for probe in declared.probes],
    }


def stability(text):
    """Evolving/Evolving/Common as an object; what D assumes when nothing is
    declared."""
    return dict(zip(PARTS, (text or "Private/Private/Unknown").split("/")))


def _state(row):
    return {key: row.get(key) for key in ("version", "when", "clean")} | {
        "state": row.get("state", "never validated"),
        "well": row.get("well", True), "why": row.get("text", "")}
