# SPDX-License-Identifier: BSD-2-Clause
"""docs/toolkit.md, from the heads of probes/toolkit/*.d.

A head is the first comment: the licence, `NAME.d: what it answers.`, `Usage:`
with its columns, `Probes:`. An example with real output stands in
probes/toolkit/README.md, a test in tests/toolkit.
"""

import collections
import glob
import os
import re

from .errors import ProjectError

Script = collections.namedtuple("Script", "name what usage probes")
PAGE = os.path.join("docs", "toolkit.md")
HEAD = """# The scripts of the toolkit

Written by `make toolkit-docs` from the scripts' heads. What they print stands
in [their README](../probes/toolkit/README.md).

| script | what it answers | usage | probes |
|---|---|---|---|
"""


def page(root):
    """The text of the page."""
    rows = []
    for path in sorted(glob.glob(os.path.join(root, "probes/toolkit/*.d"))):
        one = read(path)
        cells = [f"[{one.name}](../probes/toolkit/{one.name})", one.what,
                 f"`{one.usage}`", one.probes]
        rows.append("| " + " | ".join(c.replace("|", "\\|")
                                      for c in cells) + " |\n")
    return HEAD + "".join(rows)


def read(path):
    """What its head says; a part that it lacks is an error."""
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as script:
        found = re.match(r"#![^\n]*\n/\*\n(.*?)\*/", script.read(), re.DOTALL)
    if not found:
        raise ProjectError(f"{path}:2: no comment behind the #! line")
    text = re.sub(r"^ \* ?", "", found[1], flags=re.MULTILINE)
    parts = {
        "what": re.search(rf"^{re.escape(name)}: (.*?)(?:\n\n|\Z)", text,
                          re.DOTALL | re.MULTILINE),
        "usage": re.search(r"^Usage: ([^\t\n]*)", text, re.MULTILINE),
        "probes": re.search(r"^Probes?: (.*?)(?:\n\n|\n?\Z)", text,
                            re.DOTALL | re.MULTILINE)}
    for part, match in parts.items():
        if not match:
            start = f"{name}:" if part == "what" else part.capitalize() + ":"
            raise ProjectError(f"{path}: its head has no line '{start} ...'")
    return Script(name, *(" ".join(m[1].split()) for m in parts.values()))


def unproven(root):
    """Scripts without an example in the README, or in no test."""
    with open(os.path.join(root, "probes/toolkit/README.md"),
              encoding="utf-8") as readme:
        shown = readme.read()
    tested = ""
    for path in glob.glob(os.path.join(root, "tests/toolkit/*.bats")):
        with open(path, encoding="utf-8") as test:
            tested += test.read()
    for path in sorted(glob.glob(os.path.join(root, "probes/toolkit/*.d"))):
        name = os.path.basename(path)
        if name not in shown:
            yield f"{name}: has no example in probes/toolkit/README.md"
        if not re.search(rf"\b{re.escape(name[:-2])}\b", tested):
            yield f"{name}: no test in tests/toolkit runs it"


def run_docs(options, root):
    """The word toolkit-docs: write the page, or with --check compare it."""
    text = page(root)
    path = os.path.join(root, PAGE)
    stale = True
    if os.path.exists(path):
        with open(path, encoding="utf-8") as old:
            stale = old.read() != text
    missing = list(unproven(root))
    for line in missing:
        print(line)
    if stale and options.check:
        print(f"{PAGE}: is not current: `make toolkit-docs`")
    elif stale:
        with open(path + ".new", "w", encoding="utf-8") as new:
            new.write(text)
        os.replace(path + ".new", path)
        print(f"{PAGE}: written")
    return int(bool(missing) or (stale and options.check))
