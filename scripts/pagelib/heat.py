# SPDX-License-Identifier: BSD-2-Clause
"""A latency heat map: a distribution as it changes with time."""

from . import Trouble, html, number, read

TITLE = "Heat map"
SUMMARY = ("Each column is a moment, each row a range of values; the darker "
           "a cell, the more fell into it.")
SHADES = 9
MOST_MAPS = 24
MOST_COLUMNS = 2000
HISTOGRAMS = ("quantize", "lquantize", "llquantize")


class Map:
    """What was counted under one tuple of keys: {column: {bucket: count}}."""

    def __init__(self):
        self.columns = {}

    def add(self, column, buckets):
        cells = self.columns.setdefault(column, {})
        for bucket, count in buckets:
            cells[bucket] = cells.get(bucket, 0) + count

    def total(self):
        return sum(sum(cells.values()) for cells in self.columns.values())


def make(records, options):
    maps = {}
    times = []
    for found in records:
        tables = [t for t in read.tables(found) if t[1] in HISTOGRAMS]
        if not tables:
            continue
        if len(times) == MOST_COLUMNS:
            raise Trouble(f"more than {MOST_COLUMNS} columns: print less often")
        times.append(tables[0][0])
        for _when, _function, rows in tables:
            for keys, buckets in rows:
                name = ", ".join(read.text(key) for key in keys)
                maps.setdefault(name, Map()).add(len(times) - 1, buckets)
    if not maps:
        raise Trouble("no aggregation with quantize(), lquantize() or "
                      "llquantize(): tick-1s { printa(@); clear(@); } prints "
                      "a column a second")
    ranked = sorted(maps.items(), key=lambda item: (-item[1].total(), item[0]))
    note = ""
    if len(ranked) > MOST_MAPS:
        note = (f"<p>{len(ranked) - MOST_MAPS} more keys had fewer values and "
                "are left out.</p>\n")
    return "".join(_figure(name, found, times, options.unit)
                   for name, found in ranked[:MOST_MAPS]) + note


def _figure(name, found, times, unit):
    order = _order(found)
    most = max(max(cells.values()) for cells in found.columns.values())
    width, height = len(times), len(order)
    cells = []
    for column, counts in sorted(found.columns.items()):
        for bucket, count in sorted(counts.items(), key=_rank):
            if count:
                row = height - 1 - order[bucket]
                cells.append(
                    f'<rect x="{column}" y="{row}" width="1" height="1" '
                    f'class="s{_shade(count, most)}"><title>'
                    f'{_moment(times, column)}: {count:,} at '
                    f'{_label(bucket, unit)}</title></rect>')
    labels = "".join(f"<span>{_label(bucket, unit)}</span>"
                     for bucket in sorted(order, key=_key, reverse=True))
    return (
        f'<figure class="heat"><figcaption>{html.escape(name or "all")} '
        f'<small>{found.total():,} values, at most {most:,} a cell</small>'
        f'</figcaption>\n<div class="field"><div class="scale">{labels}</div>\n'
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'role="img" aria-label="{html.escape(name or "all")}" '
        f'style="--rows:{height}">\n' + "\n".join(cells) + "\n</svg>\n"
        f'<div class="axis"><span>{_moment(times, 0)}</span><span>'
        f'{_moment(times, width - 1)}</span></div></div></figure>\n')


def _order(found):
    """Each bucket's row, the least first; powers of two without a gap."""
    seen = {b for cells in found.columns.values() for b in cells}
    if all(b and b > 0 and not b & (b - 1) for b in seen):
        low, high = min(seen).bit_length(), max(seen).bit_length()
        seen = {1 << power for power in range(low - 1, high)}
    return {bucket: i for i, bucket in enumerate(sorted(seen, key=_key))}


def _key(bucket):
    # null stands for what lies below the least level
    return (bucket is not None, bucket or 0)


def _rank(item):
    return _key(item[0])


def _shade(count, most):
    """Shades by the root: a few outliers stay visible beside the many."""
    return max(1, round((count / most) ** 0.5 * SHADES))


def _label(bucket, unit):
    return "less" if bucket is None else html.escape(
        number.short(bucket, unit))


def _moment(times, column):
    if times[column] is None or times[0] is None:
        return f"column {column + 1}"
    return f"{(times[column] - times[0]) / 1e9:.1f} s"
