# SPDX-License-Identifier: BSD-2-Clause
"""patches/NAME/known.toml: other people's patches for a program, and what its
upstream said, by reference. docs/tracker.md describes the format."""

import os
import re
import tomllib
from dataclasses import dataclass, field

from . import schema
from .errors import ProjectError

FRAMEWORKS = ("dtrace", "systemtap")
SYSTEMS = ("all", "debian", "fedora", "freebsd", "illumos", "linux", "macos",
           "netbsd", "osx", "solaris")
STATES = ("pending", "merged", "superseded", "shipped", "rejected",
          "inactive", "removed")
ISSUE_STATES = ("open", "merged", "superseded", "rejected", "inactive")


def _patch_rule(patch):
    if "url" in patch and "sha256" not in patch:
        yield "url needs a sha256: what is downloaded is checked"
    if "url" in patch and "debian" in patch:
        yield "a patch has either url or debian"


FILE = schema.Table({
    "project": schema.text("lower case letters, digits and -",
                           r"[a-z][a-z0-9-]*"),
    "patch": schema.Tables(schema.Table({
        "name": schema.text("a file name", schema.FILE_NAME),
        "version": schema.text("what it was made for"),
        "origin": schema.text("where it comes from"),
        "licence": schema.text("a SPDX expression", r"[A-Za-z0-9.+() -]+"),
        "state": schema.Value("one of " + ", ".join(STATES),
                              lambda value: value in STATES),
        "adds": schema.texts("a list of probes", required=False),
        "note": schema.text("a text", required=False),
        "sha256": schema.text("64 hexadecimal digits", schema.SHA256, False),
        "url": schema.text("an URL of a file", schema.URL, False),
        "debian": schema.Table({
            "package": schema.text("a source package"),
            "version": schema.text("a Debian version"),
            "suite": schema.text("a Debian suite", r"[a-z][a-z-]+"),
            "path": schema.Value("a path in the source package",
                                 lambda value: isinstance(value, str)
                                 and schema.inside(value)),
        }, False),
    }, rule=_patch_rule), False),
    "issue": schema.Tables(schema.Table({
        "url": schema.text("an URL", r"https?://\S+"),
        "title": schema.text("one line", r".*\S.*"),
        "state": schema.Value("one of " + ", ".join(ISSUE_STATES),
                              lambda value: value in ISSUE_STATES),
        "outcome": schema.text("what became of it"),
    }), False),
})


@dataclass
class Known:
    """The record of one program."""
    project: str
    path: str
    patches: list = field(default_factory=list)     # tables, as in the file
    issues: list = field(default_factory=list)


def load(path):
    """The record in the file; ProjectError names each line that is wrong."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode()
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ProjectError(f"{path}: {error}") from None
    lines = schema.key_lines(text)
    problems = [f"{path}:{schema.line_of(lines, where)}: {message}"
                for where, message in FILE.check(data, ())]
    wanted = os.path.basename(os.path.dirname(os.path.abspath(path)))
    if not problems and data["project"] != wanted:
        problems.append(f"{path}:{schema.line_of(lines, ('project',))}: "
                        f"project is '{data['project']}', the directory is "
                        f"'{wanted}'")
    if problems:
        raise ProjectError("\n".join(problems))
    return Known(data["project"], path, data.get("patch", []),
                 data.get("issue", []))


def find(root):
    """The records of the shelf: {project: path}."""
    shelf = os.path.join(root, "patches")
    names = os.listdir(shelf) if os.path.isdir(shelf) else []
    paths = {name: os.path.join(shelf, name, "known.toml") for name in names}
    return {name: path for name, path in sorted(paths.items())
            if os.path.isfile(path)}


def parse_name(name):
    """FRAMEWORK-SOURCE-OS[.VERSION].patch, or what deviates from it.

    Gives (framework, source, systems, [deviations]).
    """
    stem, deviations = name.removesuffix(".patch"), []
    if stem == name:
        deviations.append("does not end with .patch")
    found = re.fullmatch(r"(.*?)[.]([0-9a-z]+)", stem)
    if found:
        stem = found.group(1)
        deviations.append(f"has a version before .patch: {found.group(2)}")
    parts = stem.split("-")
    if len(parts) > 3 and parts[-1].isdigit():
        deviations.append(f"has a version before .patch: {parts.pop()}")
    if len(parts) != 3:
        deviations.append("has not three parts FRAMEWORK-SOURCE-OS")
        parts = (parts + ["", ""])[:2] + [parts[-1] if len(parts) > 2 else ""]
    framework, source, systems = parts[0], parts[1], parts[2].split("+")
    if framework not in FRAMEWORKS:
        deviations.append(f"framework {framework} is not one of "
                          + ", ".join(FRAMEWORKS))
    if source in SYSTEMS and any(s not in SYSTEMS for s in systems):
        deviations.append("the operating system stands before the source")
        source, systems = "+".join(systems), source.split("+")
    # the last known systems may carry a version of their own: linux.3rb
    unknown = [s for s in systems if s not in SYSTEMS]
    if unknown and len(parts) == 3 and unknown != [""]:
        deviations.append("unknown operating system " + ", ".join(unknown))
    return framework, source, systems, deviations
