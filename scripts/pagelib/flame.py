# SPDX-License-Identifier: BSD-2-Clause
"""A flame graph: where stacks of an aggregation spend what it counts."""

import re
import zlib

from . import Trouble, html, read

TITLE = "Flame graph"
SUMMARY = ("Each box is a function, as wide as the share of it and of all it "
           "calls. What it calls stands below it.")
DEEPEST = 500
NARROWEST = 1 / 4000		# of the whole: less than half a pixel
OFFSET = re.compile(r"\+0x[0-9a-f]+$")


class Frame:
    """A function in its place: what stands above it has led to it."""

    __slots__ = ("name", "own", "total", "calls")

    def __init__(self, name):
        self.name = name
        self.own = 0
        self.total = 0
        self.calls = {}


def make(records, options):
    root = Frame("all")
    for found in records:
        for _when, _function, rows in read.tables(found):
            for keys, value in rows:
                if isinstance(value, int) and value > 0:
                    _add(root, keys, value)
    if not root.total:
        raise Trouble("no aggregation with a stack for a key and a number for "
                      "a value: @[ustack()] = count() makes one")
    return _body(root, options.unit or "samples")


def _add(root, keys, value):
    """Keys that are no stacks stand first: the program, the thread."""
    stacks = [key for key in keys if isinstance(key, list)]
    if not stacks:
        return
    path = [read.text(key) for key in keys if not isinstance(key, list)]
    # the last one is the outermost: ustack() before stack() or after
    for stack in sorted(stacks, key=_is_kernel):
        path += [OFFSET.sub("", read.text(name)) for name in reversed(stack)]
    root.total += value
    frame = root
    for name in path[:DEEPEST]:
        frame = frame.calls.setdefault(name, Frame(name))
        frame.total += value
    frame.own += value


def _is_kernel(stack):
    return any(str(name).startswith(("vmlinux`", "kernel`")) for name in stack)


def _body(root, unit):
    boxes = []
    deepest = _place(root, root.total, 0.0, 0, boxes)
    return (
        '<div class="tools"><label>Find <input type="search" id="find" '
        'placeholder="part of a name"></label> <output id="found"></output> '
        '<button id="whole" type="button" hidden>Whole graph</button></div>\n'
        f'<div class="flame" id="flame" style="--rows:{deepest + 1}" '
        f'data-total="{root.total}" data-unit="{html.escape(unit)}">\n'
        + "\n".join(box(unit) for box in boxes) + "\n</div>\n"
        + _top(root, unit))


def _place(frame, whole, left, row, boxes):
    """Boxes from left to right by name; gives the last row."""
    boxes.append(lambda unit: _box(frame, whole, left, row, unit))
    deepest = row
    at = left
    for name in sorted(frame.calls):
        child = frame.calls[name]
        if child.total >= whole * NARROWEST:
            deepest = max(deepest, _place(child, whole, at, row + 1, boxes))
        at += child.total / whole
    return deepest


def _box(frame, whole, left, row, unit):
    share = frame.total / whole
    name = html.escape(frame.name)
    return (f'<div class="box" tabindex="0" style="--x:{left:.6f};--w:'
            f'{share:.6f};--y:{row};--h:{_hue(frame.name)}" title="{name}\n'
            f'{frame.total:,} {html.escape(unit)}, {share:.1%}">{name}</div>')


def _hue(name):
    """Frames of one module have one colour, alike in every page."""
    module = name.split("`")[0] if "`" in name else ""
    return zlib.crc32(module.encode()) % 360 if module else 215


def _top(root, unit):
    own, total = {}, {}
    _sum(root, own, total, ())
    rows = sorted(own.items(), key=lambda item: (-item[1], item[0]))[:50]
    return html.table(
        "Functions by their own share", ("Function", f"Own {unit}", "Own %",
                                         "With what it calls %"),
        [(name, f"{value:,}", f"{value / root.total:.1%}",
          f"{total[name] / root.total:.1%}") for name, value in rows if value])


def _sum(frame, own, total, below):
    """A function that calls itself counts once in total."""
    for child in frame.calls.values():
        own[child.name] = own.get(child.name, 0) + child.own
        if child.name not in below:
            total[child.name] = total.get(child.name, 0) + child.total
        _sum(child, own, total, below + (child.name,))
