# SPDX-License-Identifier: BSD-2-Clause
"""Which of upstream's commits broke a series that was well: dtrace-drift
looks at those between the two."""

import os
import subprocess

from .. import layout

TIMEOUT = 120
LINES = 12


def find(root, row):
    """What dtrace-drift says of a head branch that no longer applies; None
    when it cannot be asked."""
    old, new = row["before"] or "", row["version"] or ""
    tool = os.path.join(root, "build", "src", "dtrace-drift")
    if row["branch"] != "head" or row["step"] != "build" \
            or not old.startswith("git-") or not new.startswith("git-") \
            or old == new or not os.access(tool, os.X_OK):
        return None
    repository = os.path.join(layout.cache(), row["project"], "git")
    series = os.path.join(root, "projects", row["project"], "head")
    try:
        done = subprocess.run(
            [tool, repository, series, old[4:] + ".." + new[4:]],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            errors="replace", timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return None
    lines = done.stdout.strip().split("\n")
    return "\n".join(lines[:LINES]) if done.stdout.strip() else None
