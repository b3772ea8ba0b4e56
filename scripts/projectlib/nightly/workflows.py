# SPDX-License-Identifier: BSD-2-Clause
"""The files of GitHub Actions and GitLab CI: templates in ci/workflows, filled
with the projects of the graph. They only call targets of the Makefile."""

import os
import re

from .. import layout, pages
from ..errors import ProjectError
from ..steps import read_file

FILES = {"github-check.yml": ".github/workflows/check.yml",
         "github-nightly.yml": ".github/workflows/nightly.yml",
         "gitlab.yml": ".gitlab-ci.yml"}
NOTE = "# Made by `make docs` from ci/workflows; change that, not this.\n"


def update(root, check):
    """Write the files, or only look with `check`; give those that were not
    current."""
    stale = []
    if not os.path.isdir(os.path.join(root, "ci", "workflows")):
        return stale
    for template, path in FILES.items():
        target = os.path.join(root, path)
        if not pages.write(target, _fill(root, template), check):
            stale.append(path)
    return stale


def _fill(root, template):
    path = os.path.join(root, "ci", "workflows", template)
    text = read_file(path)
    if text is None:
        raise ProjectError(f"{path}: no such file")
    text = text.replace("@PROJECTS@", "[" + ", ".join(layout.projects(root))
                        + "]")
    left = re.search(r"@[A-Z]+@", text)
    if left:
        raise ProjectError(f"{path}: {left.group()} means nothing here")
    unknown = sorted(targets(text) - _there(root))
    if unknown:
        raise ProjectError(f"{path}: the Makefile has no target "
                           + ", ".join(unknown))
    return NOTE + text


def targets(text):
    """The targets of make that a workflow calls."""
    found = set()
    for words in re.findall(r"(?:^ *(?:- )?(?:run: )?|&& |; )make "
                            r"([^\n;&|#\"]*)", text, re.M):
        found |= {word for word in words.split()
                  if re.fullmatch(r"[a-z][a-z-]*", word)}
    return found


def _there(root):
    text = read_file(os.path.join(root, "Makefile"), "")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.M))
