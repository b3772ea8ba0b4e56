# SPDX-License-Identifier: BSD-2-Clause
"""Markdown to HTML: as much of it as our own pages use.

Headings, paragraphs, lists, tables, code, links, emphasis. Everything else is
text, and all text is escaped.
"""

import html
import re

COMMENT = re.compile(r"<!--.*?-->\n?", re.S)
HEADING = re.compile(r"(#{1,6}) +(.+?) *#*$")
ITEM = re.compile(r"( {0,3})([-*]|\d{1,4}\.) +(?=\S)")
RULE = re.compile(r"\|? *:?-+:? *(\| *:?-+:? *)*\|? *$")
CELL = re.compile(r"(?<!\\)\|")


def slug(text):
    """The name of a heading in links, as code hosts make it."""
    return re.sub(r"[^\w-]", "", text.lower().replace(" ", "-"))


class Page:
    """A page while it is turned into HTML: the names that it gives to its
    headings, and what it found them to be."""

    def __init__(self, link=lambda url: url, shift=0, taken=()):
        self.link, self.shift = link, shift
        self.ids = set(taken)
        self.headings = []              # [(level, text, id)]

    def render(self, text):
        return "\n".join(self._blocks(COMMENT.sub("", text).split("\n")))

    def _blocks(self, lines):
        at = 0
        while at < len(lines):
            line = lines[at]
            if not line.strip():
                at += 1
                continue
            for kind in (self._fence, self._code, self._heading, self._table,
                         self._list, self._paragraph):
                found = kind(lines, at)
                if found:
                    at, out = found
                    yield out
                    break

    def _fence(self, lines, at):
        if not lines[at].startswith("```"):
            return None
        end = at + 1
        while end < len(lines) and not lines[end].startswith("```"):
            end += 1
        return end + 1, pre(lines[at + 1:end])

    def _code(self, lines, at):
        if not lines[at].startswith("    "):
            return None
        end = at
        while end < len(lines) and (lines[end].startswith("    ")
                                    or not lines[end].strip()):
            end += 1
        body = [line[4:] for line in lines[at:end]]
        while body and not body[-1].strip():
            body.pop()
        return end, pre(body)

    def _heading(self, lines, at):
        found = HEADING.match(lines[at])
        if not found:
            return None
        level = min(6, len(found.group(1)) + self.shift)
        name = self._unique(slug(found.group(2)))
        self.headings.append((level, found.group(2), name))
        return at + 1, (f'<h{level} id="{html.escape(name)}">'
                        f"{self.inline(found.group(2))}</h{level}>")

    def _unique(self, name):
        count, found = 1, name or "section"
        while found in self.ids:
            found, count = f"{name}-{count}", count + 1
        self.ids.add(found)
        return found

    def _table(self, lines, at):
        if at + 1 >= len(lines) or "|" not in lines[at] \
                or not RULE.fullmatch(lines[at + 1]):
            return None
        end = at + 2
        while end < len(lines) and "|" in lines[end] and lines[end].strip():
            end += 1
        head = cells(lines[at])
        out = ['<div class="wide"><table>']
        if any(head):
            out.append(self._row("th", head))
        out += [self._row("td", cells(line)) for line in lines[at + 2:end]]
        return end, "\n".join(out + ["</table></div>"])

    def _row(self, tag, row):
        return "<tr>" + "".join(f"<{tag}>{self.inline(cell)}</{tag}>"
                                for cell in row) + "</tr>"

    def _list(self, lines, at):
        first = ITEM.match(lines[at])
        if not first:
            return None
        tag = "ol" if first.group(2)[0].isdigit() else "ul"
        out = [f"<{tag}>"]
        while at < len(lines):
            found = ITEM.match(lines[at])
            if not found or (found.group(2)[0].isdigit()) != (tag == "ol"):
                break
            at, body = _item(lines, at, found.end())
            inner = "\n".join(self._blocks(body))
            if inner.count("<p>") == 1 and inner.startswith("<p>"):
                inner = inner.replace("<p>", "", 1).replace("</p>", "", 1)
            out.append(f"<li>{inner}</li>")
        return at, "\n".join(out + [f"</{tag}>"])

    def _paragraph(self, lines, at):
        end = at
        while end < len(lines) and lines[end].strip() and (
                end == at or not lines[end].startswith(("```", "#"))
                and not ITEM.match(lines[end])):
            end += 1
        text = " ".join(line.strip() for line in lines[at:end])
        return end, f"<p>{self.inline(text)}</p>"

    def inline(self, text):
        """Code first: nothing in it means anything."""
        out = []
        for part in re.split(r"(``.+?``|`[^`]+`)", text):
            if part.startswith("`") and len(part) > 1:
                ticks = 2 if part.startswith("``") else 1
                code = part[ticks:-ticks].strip()
                out.append(f"\0{len(out)}\0<code>{html.escape(code)}</code>")
            else:
                out.append(part)
        return self._spans(out)

    def _spans(self, parts):
        """Links and emphasis may have code in them: it is put back last."""
        codes = {}
        text = ""
        for part in parts:
            found = re.match(r"(\0\d+\0)", part)
            if found:
                codes[found.group(1)] = part[found.end():]
                text += found.group(1)
            else:
                text += html.escape(part, quote=False)
        text = re.sub(r"\\([*_\\`])", r"\1", text)
        text = re.sub(r"\[([^\]]*)\]\(([^) ]+)\)", self._anchor, text)
        text = re.sub(r'(?<!["=>\w/])(https?://[^\s<>")]*[^\s<>").,;:])',
                      r'<a href="\1">\1</a>', text)
        text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>", text)
        text = re.sub(r"(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?![\w*])",
                      r"<em>\1</em>", text)
        return re.sub(r"\0\d+\0", lambda found: codes[found.group()], text)

    def _anchor(self, found):
        """A link to what is not published is only its text."""
        target = self.link(html.unescape(found.group(2)))
        if target is None:
            return found.group(1)
        return f'<a href="{html.escape(target)}">{found.group(1)}</a>'


def _item(lines, at, width):
    """The lines of one item of a list, without its indentation."""
    body = [lines[at][width:]]
    at += 1
    while at < len(lines):
        line = lines[at]
        blank = not line.strip()
        inside = line.startswith(" " * min(width, 2))
        if blank and not (at + 1 < len(lines)
                          and lines[at + 1].startswith("  ")):
            break
        if not blank and not inside:
            break
        indent = len(line) - len(line.lstrip(" "))
        body.append(line[min(width, indent):])
        at += 1
    while at < len(lines) and not lines[at].strip():
        if at + 1 < len(lines) and ITEM.match(lines[at + 1]):
            at += 1
            break
        break
    return at, body


def cells(line):
    line = line.strip().removeprefix("|")
    if CELL.search(line) and line.endswith("|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in CELL.split(line)]


COMMAND = re.compile(r"(\$ |# )?(dtrace|sudo|make|scripts/|QUILT_|git |quilt"
                     r"|build/dtrace)")


def pre(lines):
    """A block of code. One that begins with a command is marked; what that
    printed stands below it, so that only the command gets copied."""
    if not lines or not COMMAND.match(lines[0]):
        return f"<pre><code>{_escaped(lines)}</code></pre>"
    end = _command(lines)
    prompt = COMMAND.match(lines[0]).group(1) or ""
    code = [lines[0][len(prompt):]] + lines[1:end]
    rest = lines[end:]
    while rest and not rest[0].strip():
        rest.pop(0)
    shown = f'<span class="prompt">{prompt}</span>' if prompt else ""
    out = f"\n<samp>{_escaped(rest)}</samp>" if rest else ""
    return (f'<pre class="typed">{shown}<code>{_escaped(code)}</code>'
            f"{out}</pre>")


def _command(lines):
    """How many lines belong to a command of dtrace: as far as its quotes
    go. Other blocks are commands as a whole."""
    if "dtrace" not in lines[0].split("'")[0]:
        return len(lines)
    quotes = 0
    for at, line in enumerate(lines):
        quotes += line.count("'")
        if quotes % 2 == 0 and not line.endswith("\\"):
            following = lines[at + 1:at + 2]
            if not following or not COMMAND.match(following[0]):
                return at + 1
    return len(lines)


def _escaped(lines):
    return html.escape("\n".join(lines), quote=False)
