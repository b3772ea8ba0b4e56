# SPDX-License-Identifier: BSD-2-Clause
"""site: pages for people, made from a release and nothing else.

The same release gives the same bytes. The report of the last night is put
beside them when there is one.
"""

import glob
import lzma
import os
import shutil
import site as python_site
import sys
import tarfile
import tempfile

from .. import jsonschema, pages, report, whole
from ..errors import ProjectError, missing_tool
from ..steps import read_file
from . import identity, links, looks, markdown, tarball

TEMPLATES = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                         "..", "..", "site")
TAG = "tag:project-dtrace.localhost,2026:series"
GROUPS = [("For operators", ["toolkit-guide", "toolkit", "numbers",
                            "json"]),
          ("For packagers", ["packagers", "shelf", "publishing", "index-json",
                             "upkeep", "tracker"]),
          ("For contributors", ["contributing", "project-format", "nightly"]),
          ("How it works", ["architecture", "formats", "bindings"])]


def run(release, output, url="", night=None):
    """Write the site for the release in that directory; give how many
    pages. `night` is the HTML report of a night."""
    if url and not url.endswith("/"):
        url += "/"
    index = _index(release)
    with tempfile.TemporaryDirectory() as tree:
        _unpack(release, index, tree)
        with whole.directory(output) as place:
            built = Site(index, release, tree, place, url)
            built.night = bool(night and os.path.exists(night))
            if built.night:
                shutil.copyfile(night, os.path.join(place, "nightly.html"))
            built.write()
            problems = links.check(place)
            if problems:
                raise ProjectError("the site is not published:\n  "
                                   + "\n  ".join(problems[:20]))
            return len(glob.glob("**/*.html", root_dir=place,
                                 recursive=True))


def _index(release):
    path = os.path.join(release, "index.json")
    index = report.load(path)
    if index is None:
        raise ProjectError(f"{path}: is no index of a release: `make dist` "
                           "writes one")
    jsonschema.must(index, jsonschema.load("index"), path)
    return index


def _unpack(release, index, tree):
    """The release's own documentation."""
    name = next(one["name"] for one in index["files"]
                if one["kind"] == "toolchain")
    path = os.path.join(release, name)
    try:
        entries = tarball.read_packed(path)
    except (OSError, EOFError, lzma.LZMAError,
            tarfile.TarError) as error:
        raise ProjectError(f"{path}: {error}: `make dist` writes it anew"
                           ) from None
    tarball.unpack({inner: entry for inner, entry in entries.items()
                    if inner.endswith((".md", ".toml"))}, tree)


def environment():
    """Jinja2 with our templates; the scripts run without its directory."""
    for place in python_site.getsitepackages():
        if place not in sys.path:
            sys.path.append(place)
    try:
        import jinja2
    except ImportError:
        raise missing_tool("Jinja2", "python3-jinja2") from None
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True,
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    made.filters.update(looks.FILTERS)
    return made


class Site:
    """The pages while they are written."""

    def __init__(self, index, release, tree, place, url):
        self.index, self.release, self.tree = index, release, tree
        self.place, self.url, self.night = place, url, False
        self.templates = environment()
        self.releases = [one for project in index["projects"]
                         for one in project["releases"]]
        self.known = links.pages(tree, [project["name"] for project
                                        in index["projects"]])
        self.titles = {}

    def write(self):
        self._files()
        rows = []
        for project in self.index["projects"]:
            rows += self._project(project)
        self._docs()
        self._front()
        self._probes(rows)
        self._status()
        self._feed()
        self._badges()

    def _render(self, page, template, title, **values):
        up = "../" * page.count("/")
        text = self.templates.get_template(template).render(
            index=self.index, up=up, here=page, title=title,
            **({"kind": "", "description": title} | values))
        whole.write(os.path.join(self.place, page), text)

    def _files(self):
        for name in ("site.css", "site.js", "icon.svg"):
            whole.write(os.path.join(self.place, name),
                        read_file(os.path.join(TEMPLATES, name)))
        os.makedirs(os.path.join(self.place, "dist"))
        for name in sorted(os.listdir(self.release)):
            target = os.path.join(self.place, "dist", name)
            shutil.copyfile(os.path.join(self.release, name), target)
            os.chmod(target, 0o644)

    def _front(self):
        self._render("index.html", "index.html", "Project DTrace",
                     description="Static probes for popular programs, and a "
                     "dtrace for any Linux",
                     probes=sum(looks.count(project) for project
                                in self.index["projects"]),
                     releases=self.releases, badge=self._badge_text(),
                     signed=os.path.exists(os.path.join(
                         self.release, "SHA256SUMS.asc")))

    def _badge_text(self):
        return "series: " + looks.badge_of(self.releases)[0]

    def _project(self, project):
        """The page of a project; gives its rows in the list of probes."""
        name = project["name"]
        path, page = f"docs/projects/{name}.md", f"projects/{name}.html"
        link = links.resolver(path, page, self.known)
        source = read_file(os.path.join(self.tree, path), "")
        ids, rows = _ids(project)
        writer = markdown.Page(link, taken=["main", "series", *ids.values()])
        questions = writer.render(read_file(os.path.join(
            self.tree, "projects", name, "questions.md"), ""))
        words = writer.render(pages.by_hand(source))
        contents = [(text, place) for level, text, place in writer.headings
                    if level == 2] + [("The series", "series")]
        contents += [(f"Provider {one['name']}", f"provider-{one['name']}")
                     for one in project["providers"]]
        archive = next((one for one in self.index["files"]
                        if one["project"] == name), None)
        self._render(page, "project.html", f"{name}: probes",
                     description=f"Probes of {name}: {project['summary']}",
                     p=project, ids=ids, contents=contents, archive=archive,
                     words=self._safe(words), questions=self._safe(questions),
                     unreached=project["releases"][0]["unreached"],
                     upstream=pages.UPSTREAM)
        return rows

    def _safe(self, text):
        """Our own HTML, made from text that was escaped."""
        import jinja2
        return jinja2.utils.markupsafe.Markup(text)

    def _docs(self):
        for path, page in self.known.items():
            if not page.startswith("docs/"):
                continue
            writer = markdown.Page(links.resolver(path, page, self.known),
                                   taken=["main"])
            text = writer.render(read_file(os.path.join(self.tree, path)))
            head, end, words = text.partition("</h1>")
            title = next((text for level, text, _ in writer.headings
                          if level == 1), page)
            self.titles[page] = title.replace("`", "")
            contents = [(text.replace("`", ""), place) for level, text, place
                        in writer.headings if level == 2]
            self._render(page, "doc.html", self.titles[page], kind="text",
                         head=self._safe(head + end), words=self._safe(words),
                         contents=contents if len(contents) > 2 else [])
        self._render("docs/index.html", "docs.html", "Documentation",
                     groups=self._groups())

    def _groups(self):
        """Every page of docs, in groups; new ones come last."""
        left = dict(self.titles)
        groups = []
        for name, members in GROUPS:
            found = [f"docs/{one}.html" for one in members]
            groups.append((name, [(page, left.pop(page)) for page in found
                                  if page in left]))
        decisions = [page for page in left if "/decisions/" in page]
        groups.append(("Decisions", [(page, left.pop(page))
                                     for page in decisions]))
        groups.append(("More", list(left.items())))
        return [(name, [{"target": page.removeprefix("docs/"),
                         "title": title} for page, title in found])
                for name, found in groups if found]

    def _probes(self, rows):
        rows.sort(key=lambda row: (row["probe"]["name"].lower().lstrip("_-"),
                                   row["provider"]))
        groups = {}
        for row in rows:
            first = row["probe"]["name"].lstrip("_-")[:1].lower()
            groups.setdefault(first if first.isalpha() else "0",
                              []).append(row)
        self._render("probes.html", "probes.html", "All probes",
                     description="Every probe of every program, A to Z",
                     rows=rows, groups=sorted(groups.items()))

    def _status(self):
        words = [(word, colour, text)
                 for word, (colour, text) in looks.STATES.items()]
        self._render("status.html", "status.html", "Status of the series",
                     words=words, badge=self._badge_text(),
                     nightly=self.night)

    def _feed(self):
        entries = [_entry(project, one) for project in self.index["projects"]
                   for one in project["releases"]]
        entries.sort(key=lambda one: (one["updated"], one["id"]),
                     reverse=True)
        whole.write(os.path.join(self.place, "feed.xml"),
                    self.templates.get_template("feed.xml").render(
                        index=self.index, entries=entries, tag=TAG,
                        url=self.url))

    def _badges(self):
        template = self.templates.get_template("badge.svg")
        whole.write(os.path.join(self.place, "badge.svg"), template.render(
            looks.badge("series", self.releases)))
        for project in self.index["projects"]:
            whole.write(os.path.join(self.place, "badges",
                                     project["name"] + ".svg"),
                        template.render(looks.badge(project["name"],
                                                    project["releases"])))


def _ids(project):
    """{(provider, probe): its name in links}, and its rows in the list."""
    ids, rows, taken = {}, [], set()
    for provider in project["providers"]:
        for probe in provider["probes"]:
            name = probe["name"]
            if name in taken:
                name = f"{provider['name']}-{name}"
            taken.add(name)
            ids[provider["name"], probe["name"]] = name
            rows.append({"project": project["name"], "id": name,
                         "provider": provider["name"], "probe": probe})
    return ids, rows


def _entry(project, one):
    """An entry of the feed: new when the series changed, or its state."""
    state = one["state"]
    place = one["version"] or "head"
    title = f"{project['name']} {place}"
    entry = {"target": f"projects/{project['name']}.html",
             "updated": project["changed"], "title": f"{title}: series of "
             f"{len(one['series']['patches'])} patches",
             "text": ", ".join(patch["description"]
                               for patch in one["series"]["patches"]),
             "id": f"{project['name']}/{place}/"
                   f"{one['series']['sha256'][:12]}"}
    if not state["well"]:
        entry |= {"title": f"{title}: {state['state']}",
                  "text": state["why"], "target": "status.html",
                  "updated": identity.stamp(state["when"]),
                  "id": f"{entry['id']}/{state['state'].replace(' ', '-')}/"
                        f"{state['clean'] or 0}"}
    return entry
