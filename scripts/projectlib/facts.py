# SPDX-License-Identifier: BSD-2-Clause
"""The facts of a project: project.toml, read into plain objects."""

import os
import tomllib
from dataclasses import dataclass, field

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
class Stable:
    version: str
    sha256: str
    directory: str
    sources: list


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


@dataclass
class Facts:
    name: str
    summary: str
    homepage: str
    licence: str
    stable: Stable
    head: Head
    build: dict
    providers: dict
    path: str
    unreached: dict = field(default_factory=dict)   # probe: reason

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
    if problems:
        raise ProjectError("\n".join(problems))
    return _facts(data, path)


def _facts(data, path):
    providers = {
        name: ProviderFacts(name, table["objects"], table["upstream"],
                            table.get("upstream-note", ""))
        for name, table in data["provider"].items()}
    head = data.get("head")
    return Facts(
        name=data["name"], summary=data["summary"],
        homepage=data["homepage"], licence=data["licence"],
        stable=_stable(data["stable"]),
        head=Head(head["git"], head["branch"]) if head else None,
        build=data.get("build", {}), providers=providers, path=path,
        unreached={u["probe"]: u["reason"]
                   for u in data.get("unreached", [])})


def _stable(table):
    sources = []
    for source in table["source"]:
        filename = source.get("file") or source["url"].rsplit("/", 1)[1]
        sources.append(Source(source.get("sha256", table["sha256"]), filename,
                              source.get("url"), source.get("signature"),
                              source.get("key"), source.get("debian")))
    return Stable(table["version"], table["sha256"], table["directory"],
                  sources)
