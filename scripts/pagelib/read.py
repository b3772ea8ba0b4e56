# SPDX-License-Identifier: BSD-2-Clause
"""dtrace's JSON lines (docs/json.md) as records and rows of aggregations."""

import contextlib
import json
import sys

from . import Trouble

LONGEST = 64 << 20		# a line of an aggregation of 100,000 stacks


@contextlib.contextmanager
def opened(path):
    """Lines of the file, or of standard input for -."""
    if path == "-":
        yield sys.stdin.buffer
    else:
        with open(path, "rb") as lines:
            yield lines


def records(lines, path):
    """Each object in turn. A cut-off last line is passed over with a word."""
    name = "standard input" if path == "-" else path
    ended = False
    number = 0
    while line := lines.readline(LONGEST):
        number += 1
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            if not line.endswith(b"\n"):
                break
            raise Trouble(
                f"{name}:{number}: not a line of JSON ({_cause(error)}): run "
                "dtrace with -x oformat=json") from None
        if not isinstance(found, dict) or "type" not in found:
            raise Trouble(f"{name}:{number}: no object with a \"type\": run "
                          "dtrace with -x oformat=json")
        ended = found["type"] == "exit"
        yield found
    if not ended:
        print(f"dtrace-page: {name}: there is no line of type exit: "
              "the output was cut off", file=sys.stderr)


def _cause(error):
    return getattr(error, "msg", "nested too deep")


def tables(found):
    """(when, function, rows) of each table of one aggregation.

    when is the record's time stamp in ns, or None: at the end, or without
    -x temporal.
    """
    if found["type"] == "aggregation":
        yield from _table(found, None)
    elif found["type"] == "record":
        for action in found.get("output", ()):
            if action.get("action") == "printa":
                yield from _table(action, found.get("timestamp"))


def _table(table, when):
    functions = [a.get("function", "") for a in table.get("aggregations", ())]
    rows = table.get("rows", ())
    for index, function in enumerate(functions):
        yield when, function, [(row["keys"], row["values"][index])
                               for row in rows]


def text(key):
    """A key or value as words."""
    if isinstance(key, dict) and "hex" in key:
        return bytes.fromhex(key["hex"]).decode("utf-8", "replace")
    return str(key)
