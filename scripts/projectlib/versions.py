# SPDX-License-Identifier: BSD-2-Clause
"""resolve: which series is for a version of a project.

A pinned version is proven. Another one is resolved through `covers`, the
versions that the author of a pin means its series for: a version such as
1.26, which stands for all that begin with it, or a range FROM..TO, where TO
stands for all that begin with it, too.
"""

import re
from dataclasses import dataclass

from .errors import ProjectError


@dataclass
class Answer:
    """The pin whose series is for the version, and what that rests on."""
    release: object
    proven: bool        # the very version is pinned
    covered: str = ""   # else the entry of `covers` that has it


BEFORE = ("~", "a", "alpha", "b", "beta", "dev", "pre", "rc")
END = (0, 0, "")


def key(version):
    """What versions are compared by: numbers by size, the rest as text, and
    a pre-release before its release."""
    parts = re.findall(r"\d+|[a-z]+|~", version.lower())
    return [(1, int(part), "") if part.isdigit() else
            (-1 if part in BEFORE else 0, 0, part) for part in parts] + [END]


def begins(version, prefix):
    """Whether a version belongs to the line `prefix`: 1.26.3 to 1.26."""
    start = key(prefix)[:-1]
    return key(version)[:len(start)] == start


def covers(entry, version):
    first, dots, last = entry.partition("..")
    if not dots:
        return begins(version, entry)
    return key(first) <= key(version) and (
        key(version) <= key(last) or begins(version, last))


def resolve(facts, version):
    """The Answer; ProjectError when no series is for that version."""
    for one in facts.pinned:
        if one.version == version:
            return Answer(one, True)
    fits = [(len(key(entry.partition("..")[0])), one, entry)
            for one in facts.pinned for entry in one.covers
            if covers(entry, version)]
    if fits:
        # the narrowest entry knows best
        _, one, entry = max(fits, key=lambda fit: fit[0])
        return Answer(one, False, entry)
    reasons = [" ".join(one["reason"].split()) for one in facts.without
               if any(covers(entry, version) for entry in one["versions"])]
    pins = [f"{one.version} (covers {', '.join(one.covers)})"
            for one in facts.pinned]
    raise ProjectError(
        f"{facts.path}: no series is for {facts.name} {version}"
        + "".join(": " + reason for reason in reasons)
        + "; pinned are " + ", ".join(pins))
