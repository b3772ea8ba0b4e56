# SPDX-License-Identifier: BSD-2-Clause
"""The page around a body: style and script stand in it, nothing is loaded."""

import html
import os

HERE = os.path.dirname(os.path.realpath(__file__))


def escape(words):
    """For text and for attributes; a control character becomes a dot."""
    clean = "".join(c if c.isprintable() else "\N{MIDDLE DOT}"
                    for c in str(words))
    return html.escape(clean)


def page(title, summary, body):
    """The whole page, in UTF-8 whatever came in."""
    text = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, '
        'initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_own('page.css')}</style>\n"
        f"</head>\n<body>\n<header><h1>{escape(title)}</h1>\n"
        f"<p>{escape(summary)}</p></header>\n<main>\n{body}</main>\n"
        f"<script>\n{_own('page.js')}</script>\n</body>\n</html>\n")
    return text.encode("utf-8", "replace").decode("utf-8")


def table(caption, head, rows):
    """The same in words and numbers, for those who cannot see the picture."""
    if not rows:
        return ""
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n"
        for row in rows)
    return (f"<details><summary>{escape(caption)}</summary>\n"
            '<div class="scroll"><table>\n<thead><tr>'
            + "".join(f"<th>{escape(cell)}</th>" for cell in head)
            + f"</tr></thead>\n<tbody>\n{cells}</tbody></table></div></details>\n")


def _own(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as text:
        return text.read()
