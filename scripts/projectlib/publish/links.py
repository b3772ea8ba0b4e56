# SPDX-License-Identifier: BSD-2-Clause
"""Which file of the repository becomes which page, and whether all links of
the pages lead somewhere."""

import glob
import os
import posixpath
import urllib.parse
from html.parser import HTMLParser

OTHERS = {"probes/toolkit/README.md": "docs/toolkit-guide.html",
          "bindings/README.md": "docs/bindings.html",
          "patches/README.md": "docs/shelf.html",
          "docs/index.md": "docs/index-json.html",
          "docs/projects/README.md": "index.html"}


def pages(tree, names):
    """{file of the tree: page of the site}; names are the projects."""
    found = {path: page for path, page in OTHERS.items()
             if os.path.exists(os.path.join(tree, path))}
    for path in sorted(glob.glob("docs/*.md", root_dir=tree)
                       + glob.glob("docs/decisions/*.md", root_dir=tree)):
        found.setdefault(path, path[:-3] + ".html")
    for name in names:
        found[f"docs/projects/{name}.md"] = f"projects/{name}.html"
    return found


def resolver(path, page, known):
    """A function that turns a link in `path` into one of the page; None when
    what it leads to is not published."""
    def link(url):
        if urllib.parse.urlsplit(url).scheme:
            return url
        target, mark, fragment = url.partition("#")
        if not target:
            return url
        target = posixpath.normpath(
            posixpath.join(posixpath.dirname(path), target))
        if target not in known:
            return None
        return relative(known[target], page) + mark + fragment
    return link


def relative(target, page):
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


class _Reader(HTMLParser):
    """The links and names of one page, and tags that do not match."""

    VOID = {"meta", "link", "img", "br", "hr", "input"}

    def __init__(self, page):
        super().__init__()
        self.page, self.open = page, []
        self.ids, self.links, self.problems = set(), [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        values = dict(attrs)
        if len(values) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice")
        name = values.get("id")
        if name in self.ids:
            self.problems.append(f"two elements have the id {name}")
        if name is not None:
            self.ids.add(name)
        for key in ("href", "src"):
            if key in values:
                self.links.append((tag, values[key]))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes what is not open")

    def close(self):
        super().close()
        if self.open:
            self.problems.append(f"<{self.open[-1]}> is never closed")


def check(site):
    """Every problem of the pages below `site`, as texts."""
    found, problems = {}, []
    for path in sorted(glob.glob("**/*.html", root_dir=site, recursive=True)):
        reader = _Reader(path)
        with open(os.path.join(site, path), encoding="utf-8") as file:
            reader.feed(file.read())
        reader.close()
        found[path] = reader
        problems += [f"{path}: {text}" for text in reader.problems]
    for path, reader in found.items():
        for tag, url in reader.links:
            what = _problem(site, found, path, tag, url)
            if what:
                problems.append(f"{path}: {url}: {what}")
    return problems


def _problem(site, found, path, tag, url):
    parts = urllib.parse.urlsplit(url)
    if parts.scheme or parts.netloc:
        return None if tag == "a" else "is taken from another server"
    target = posixpath.normpath(posixpath.join(
        posixpath.dirname(path), urllib.parse.unquote(parts.path))) \
        if parts.path else path
    if target.startswith("../") or not os.path.isfile(
            os.path.join(site, target)):
        return "leads nowhere"
    names = found[target].ids if target in found else set()
    if parts.fragment and urllib.parse.unquote(parts.fragment) not in names:
        return "the page has no such place"
    return None
