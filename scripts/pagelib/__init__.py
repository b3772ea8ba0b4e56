# SPDX-License-Identifier: BSD-2-Clause
"""Pages that stand for themselves, made of dtrace's JSON lines.

read -> flame, heat or timeline -> html. Each kind has make(reader, options),
which gives the body of the page.
"""


class Trouble(Exception):
    """What is wrong with the input, in words for the user."""
