# SPDX-License-Identifier: BSD-2-Clause
"""Numbers as people read them: three digits and a unit."""

TIMES = ((10**9, "s"), (10**6, "ms"), (10**3, "µs"))
COUNTS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))


def short(number, unit=""):
    """1500 ns is 1.5 µs; 1500 of anything else 1.5 k of it."""
    steps = TIMES if unit == "ns" else COUNTS
    for size, name in steps:
        if abs(number) >= size:
            text = f"{number / size:.3g} {name}"
            return text if unit == "ns" else f"{text}{unit}".strip()
    return f"{number} {unit}".strip()
