# SPDX-License-Identifier: BSD-2-Clause
"""The facts of a project: project.toml, read into plain objects."""

import os
import tomllib
from dataclasses import dataclass, field, replace

from . import schema
from .errors import ProjectError


@dataclass
class Source:
    """One place that has the tarball: an URL or a Debian source package."""
    sha256: str
    filename: str
    url: str = None
    signature: str = None
    key: str = None
    debian: dict = None

    def __str__(self):
        if self.url:
            return self.url
        return "Debian {suite}: {package} {version}".format(**self.debian)


@dataclass
class Release:
    """A pinned release, and the series that is proven on it."""
    version: str
    sha256: str
    directory: str
    sources: list
    series: str             # the directory of the series
    covers: list            # versions and ranges that the series is meant for
    shipped: list           # who ships this version
    objects: dict           # provider: its objects, where they are others
    licence: str            # upstream's, where it is another one; or None
    cost: dict              # percent and reason, where it has its own; or None


@dataclass
class Head:
    git: str
    branch: str


@dataclass
class ProviderFacts:
    name: str
    objects: list
    upstream: str
    note: str = ""
    macros: str = ""        # how its macros begin, when upstream renames them


@dataclass
class Facts:
    name: str
    summary: str
    homepage: str
    licence: str
    stable: Release
    releases: list                                  # those beside stable
    head: Head
    build: dict
    providers: dict
    path: str
    cost: dict = field(default_factory=dict)        # percent, reason
    unsupported: dict = field(default_factory=dict)     # way: reason
    unreached: list = field(default_factory=list)   # as project.toml has it
    without: list = field(default_factory=list)     # likewise
    package: dict = field(default_factory=dict)     # system: its name there
    debian: dict = field(default_factory=dict)      # of debian/rules

    @property
    def directory(self):
        return os.path.dirname(self.path)

    @property
    def objects(self):
        """Every ELF file that carries probes, each once."""
        found = []
        for provider in self.providers.values():
            found += [o for o in provider.objects if o not in found]
        return found

    def not_reached(self, version):
        """{probe: reason} of what the workload cannot reach there."""
        return {one["probe"]: one["reason"] for one in self.unreached
                if version in one.get("versions", [version])}

    def release(self, branch):
        """The pinned release that a branch names; None for head."""
        if branch == "stable":
            return self.stable
        for one in self.releases:
            if one.version == branch:
                return one
        if branch == "head":
            return None
        raise ProjectError(
            f"{self.path}: there is no release {branch}; there are: stable "
            f"({self.stable.version}), "
            + "".join(one.version + ", " for one in self.releases) + "head")

    def at(self, branch):
        """The facts as they are for one branch."""
        release = self.release(branch)
        other = getattr(release, "objects", {})
        licence = getattr(release, "licence", None) or self.licence
        cost = getattr(release, "cost", None) or self.cost
        return replace(self, licence=licence, cost=cost, providers={
            name: replace(one, objects=other.get(name, one.objects))
            for name, one in self.providers.items()})

    def licences(self, directories):
        """Upstream's, in the releases that use one of these series."""
        return sorted({one.licence or self.licence for one in self.pinned
                       if one.series in directories} or {self.licence})

    @property
    def pinned(self):
        """Every pinned release, stable first."""
        return [self.stable, *self.releases]

    def branch(self, release):
        """The branch that builds a pinned release."""
        return "stable" if release is self.stable else release.version

    @property
    def directories(self):
        """The directories of series that the project must have."""
        found = []
        for one in self.pinned:
            if one.series not in found:
                found.append(one.series)
        return found + ["head"] if self.head and "head" not in found \
            else found

    def file(self, series, name):
        """A provider file or expect.d: the series' own where it has one."""
        path = os.path.join(self.directory, series, name)
        return path if os.path.exists(path) else \
            os.path.join(self.directory, name)


def load(directory):
    """The facts of the project in `directory`; ProjectError when wrong."""
    path = os.path.join(directory, "project.toml")
    try:
        with open(path, "rb") as file:
            text = file.read().decode()
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise ProjectError(f"{path}: no such file: `scripts/project new "
                           "NAME` makes one, `scripts/project list` shows "
                           "those there are") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ProjectError(f"{path}: {error}") from None

    lines = schema.key_lines(text)
    problems = [f"{path}:{schema.line_of(lines, where)}: {message}"
                for where, message in schema.check(data)]
    name = os.path.basename(os.path.abspath(directory))
    if not problems and data["name"] != name:
        problems.append(f"{path}:{schema.line_of(lines, ('name',))}: name is "
                        f"'{data['name']}', the directory is '{name}'")
    if not problems:
        problems = list(_releases(data, path, lines))
    if problems:
        raise ProjectError("\n".join(problems))
    return _facts(data, path)


def _releases(data, path, lines):
    """A version is pinned once: it is the name of its branch."""
    seen = {data["stable"]["version"], "stable", "head"}
    for index, one in enumerate(data.get("release", [])):
        if one["version"] in seen:
            line = schema.line_of(lines, ("release", index, "version"))
            yield f"{path}:{line}: {one['version']} is pinned already"
        seen.add(one["version"])
        for name in one.get("objects", {}):
            if name not in data["provider"]:
                line = schema.line_of(lines, ("release", index, "objects"))
                yield f"{path}:{line}: there is no [provider.{name}]"
    for index, one in enumerate(data.get("unreached", [])):
        for version in one.get("versions", []):
            if version not in seen:
                line = schema.line_of(lines, ("unreached", index, "versions"))
                yield f"{path}:{line}: {version} is not pinned here"


def _facts(data, path):
    providers = {
        name: ProviderFacts(name, table["objects"], table["upstream"],
                            table.get("upstream-note", ""),
                            table.get("macros", ""))
        for name, table in data["provider"].items()}
    head = data.get("head")
    return Facts(
        name=data["name"], summary=data["summary"],
        homepage=data["homepage"], licence=data["licence"],
        stable=_release(data["stable"]),
        releases=[_release(one) for one in data.get("release", [])],
        head=Head(head["git"], head["branch"]) if head else None,
        build=data.get("build", {}), providers=providers, path=path,
        cost=data.get("cost", {}), unsupported=data.get("unsupported", {}),
        unreached=data.get("unreached", []), package=data.get("package", {}),
        debian=data.get("debian", {}),
        without=data.get("without", []))


def _release(table):
    sources = []
    for source in table["source"]:
        filename = source.get("file") or source["url"].rsplit("/", 1)[1]
        sources.append(Source(source.get("sha256", table["sha256"]), filename,
                              source.get("url"), source.get("signature"),
                              source.get("key"), source.get("debian")))
    return Release(table["version"], table["sha256"], table["directory"],
                   sources, table.get("series", "stable"),
                   table.get("covers", [table["version"]]),
                   table.get("shipped", []), table.get("objects", {}),
                   table.get("licence"), table.get("cost"))
