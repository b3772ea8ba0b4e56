# SPDX-License-Identifier: BSD-2-Clause
"""A time line: what was done when, in lanes.

A printf() of four values is a span: lane, label, start and duration in ns.
Any other record with a time stamp is a mark in the lane of its process.
"""

from . import Trouble, html, number, read

TITLE = "Time line"
SUMMARY = "Each lane is one who works; each bar a piece of work."
MOST = 20000
HUES = (215, 25, 145, 285, 345, 185, 55, 255)


def make(records, options):
    lanes = {}
    count = 0
    for found in records:
        if found["type"] != "record":
            continue
        for lane, label, start, length in _spans(found):
            count += 1
            if count > MOST:
                raise Trouble(f"more than {MOST} spans: trace for less time, "
                              "or only what takes long")
            lanes.setdefault(lane, []).append((start, length, label))
    if not lanes:
        raise Trouble('no spans: printf("%s %s %d %d\\n", lane, label, start, '
                      "duration) makes one; -x temporal gives other records "
                      "their time")
    first = min(span[0] for spans in lanes.values() for span in spans)
    last = max(span[0] + span[1] for spans in lanes.values() for span in spans)
    whole = max(last - first, 1)
    hues = {}
    return (
        '<div class="tools"><label>Zoom <input type="range" id="zoom" min="0" '
        'max="12" step="0.1" value="0"></label> <output id="scale"></output>'
        "</div>\n"
        f'<div class="time" id="time" data-whole="{whole}"><div class="wide">\n'
        + _axis(whole)
        + "".join(_lane(name, lanes[name], first, whole, hues)
                  for name in sorted(lanes, key=lambda n: min(lanes[n])))
        + "</div></div>\n" + _longest(lanes, first))


def _spans(found):
    marked = False
    for action in found.get("output", ()):
        values = action.get("args", ())
        if action.get("action") == "printf" and len(values) == 4 and all(
                isinstance(value, int) for value in values[2:]):
            marked = True
            yield (read.text(values[0]), read.text(values[1]), values[2],
                   max(values[3], 0))
    if not marked and "timestamp" in found:
        yield (f"pid {found.get('pid')}", read.text(found.get("name", "")),
               found["timestamp"], 0)


def _lane(name, spans, first, whole, hues):
    """Spans that overlap stand below each other; each label has a colour."""
    ends = []
    bars = []
    for start, length, label in sorted(spans, key=lambda s: (s[0], -s[1])):
        row = next((i for i, end in enumerate(ends) if end <= start),
                   len(ends))
        ends[row:row + 1] = [start + max(length, 1)]
        bars.append(_bar(start - first, length, label, row, whole, hues))
    return (f'<section class="lane"><h2>{html.escape(name)}</h2>'
            f'<div class="bars" style="--rows:{len(ends)}">\n'
            + "\n".join(bars) + "\n</div></section>\n")


def _bar(start, length, label, row, whole, hues):
    hue = hues.setdefault(label.split(" ")[0], HUES[len(hues) % len(HUES)])
    kind = "bar" if length else "bar mark"
    words = html.escape(label)
    return (f'<div class="{kind}" tabindex="0" style="--x:{start / whole:.7f};'
            f"--w:{length / whole:.7f};--y:{row};--h:{hue}\" title=\"{words}\n"
            f'at {_long(start)}, for {_long(length)}">{words}</div>')


def _axis(whole):
    ticks = "".join(f'<span style="--x:{i / 10}">{_long(whole * i // 10)}'
                    "</span>" for i in range(10))
    return f'<div class="ticks">{ticks}</div>\n'


def _longest(lanes, first):
    rows = sorted(((length, start, name, label)
                   for name, spans in lanes.items()
                   for start, length, label in spans if length),
                  key=lambda row: (-row[0], row[1]))[:50]
    return html.table(
        "The longest", ("Lane", "What", "Start", "Duration"),
        [(name, label, _long(start - first), _long(length))
         for length, start, name, label in rows])


def _long(ns):
    return number.short(ns, "ns")
