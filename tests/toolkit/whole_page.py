# SPDX-License-Identifier: BSD-2-Clause
"""Is this page whole: is every element closed, in order?"""

import sys
from html.parser import HTMLParser

EMPTY = {"meta", "input"}


class Reader(HTMLParser):
    """Keeps the elements that are open."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        last = self.open.pop()
        assert last == tag, f"{self.getpos()}: </{tag}> ends <{last}>"


reader = Reader()
with open(sys.argv[1], encoding="utf-8") as page:
    reader.feed(page.read())
assert not reader.open, reader.open
