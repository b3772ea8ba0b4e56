# SPDX-License-Identifier: BSD-2-Clause
"""The rules for probes: provider files, their copies, and the call sites."""

import fnmatch
import os
import re

from . import callsites, expect, patchfile, provider
from .errors import ProjectError
from .lint import Rule
from .lint_patch import numbered

# What these providers had upstream is not in our patches.
OURS_ALONE = ("never", "removed")
PARTS = ("provider provider", "provider module", "provider function",
         "provider name", "provider args")


class ProviderTables(Rule):
    """project.toml has a table for each provider file, and no others."""

    def check(self, project):
        if not project.facts:
            return
        names = {os.path.basename(path)[:-2]: path
                 for path in project.provider_files()}
        for name in sorted(set(project.facts.providers) - set(names)):
            yield project.facts.path, 1, f"[provider.{name}]: no {name}.d"
        for name in sorted(set(names) - set(project.facts.providers)):
            yield names[name], 1, f"project.toml has no [provider.{name}]"
        for declared in project.providers:
            if declared.name != os.path.basename(declared.path)[:-2]:
                yield declared.path, declared.line, (
                    f"declares provider {declared.name}; the file is named "
                    f"{os.path.basename(declared.path)}")


class ProbeComments(Rule):
    """A comment says when a probe fires, and what each argument is."""

    def check(self, project):
        for declared in project.providers:
            seen = set()
            for probe in declared.probes:
                if probe.cname in seen:
                    yield declared.path, probe.line, (
                        f"{probe.name} is declared twice")
                seen.add(probe.cname)
                for line, text in self.probe(probe):
                    yield declared.path, line, f"{probe.name}: {text}"

    @staticmethod
    def probe(probe):
        if not probe.doc:
            yield probe.line, "no comment says when it fires"
        for argument in probe.arguments:
            if not argument.name:
                yield argument.line, "an argument has no name"
            elif not argument.doc:
                yield argument.line, f"argument {argument.name} has no @line"
        names = [argument.name for argument in probe.arguments]
        for name, line in probe.documented:
            if name not in names:
                yield line, f"@{name} is no argument"


class Attributes(Rule):
    """A provider says how stable its parts are."""

    def check(self, project):
        for declared in project.providers:
            for part in PARTS:
                owner = f"{declared.name} {part.split()[1]}"
                if not any(re.search(
                        rf"#pragma D attributes \w+/\w+/\w+ provider {owner}$",
                        text) for _, text in numbered(declared.path)):
                    yield declared.path, declared.line, (
                        f"no `#pragma D attributes ... provider {owner}`")


class ProviderCopy(Rule):
    """What the patches give upstream is the provider file itself."""

    def check(self, project):
        for branch, patches in project.patches.items():
            for declared in project.providers_of(branch):
                yield from self.branch(project, declared, branch, patches)

    def branch(self, project, declared, branch, patches):
        paths = {diff.new for patch in patches for diff in patch.files
                 if diff.new and diff.new.endswith(".d")}
        ours = [text for _, text in numbered(declared.path)]
        found = False
        for path in sorted(paths):
            content = patchfile.result(patches, path)
            if content is None:
                found = True        # upstream's own file, changed by us
                if branch == "stable" and project.tree:
                    yield from self.changed(project, declared, path)
                continue
            text = "\n".join(content)
            if not re.search(rf"\bprovider\s+{declared.name}\s*\{{", text):
                continue
            found = True
            if content != ours[:-1]:
                yield declared.path, self.first(content, ours), (
                    f"differs from the copy {path} that the {branch} series "
                    "adds")
        if not found and patches:
            yield declared.path, 1, (f"the {branch} series adds no copy of "
                                     "this file")

    @staticmethod
    def first(content, ours):
        pairs = zip(content + [None], ours[:-1] + [None])
        return next(n for n, (a, b) in enumerate(pairs, 1) if a != b)

    @staticmethod
    def changed(project, declared, path):
        """Upstream's own provider file: the same probes, argument by
        argument, but for those behind #if; its comments are upstream's."""
        try:
            theirs = provider.load(os.path.join(project.tree, path))
        except ProjectError:
            return
        if theirs.name != declared.name:
            return
        known = {p.cname: [a.type for a in p.arguments]
                 for p in theirs.probes if not p.optional}
        for probe in declared.probes:
            types = [argument.type for argument in probe.arguments]
            if known.pop(probe.cname, None) != types:
                yield declared.path, probe.line, (
                    f"{probe.name} is not declared like this in {path}")
        for cname in known:
            yield declared.path, 1, f"{path} declares {cname} as well"


class CallSites(Rule):
    """Declared probes are called, called ones declared, with as many
    arguments as declared."""

    def check(self, project):
        for branch, patches in project.patches.items():
            for declared in project.providers_of(branch):
                yield from self.branch(project, declared, branch, patches)

    def branch(self, project, declared, branch, patches):
        owner = project.facts and project.facts.providers.get(declared.name)
        prefix = callsites.prefix(declared.name, owner)
        probes = {callsites.macro(prefix, probe.cname): probe
                  for probe in declared.probes}
        groups = callsites.groups(prefix, declared.probes)
        sites = [site for patch in patches
                 for site in callsites.in_patch(patch, prefix)]
        own = {macro for patch in patches
               for macro in callsites.defined(patch, prefix)}
        for site in sites:
            text = self.site(site, probes, groups, own)
            if text:
                yield site.path, site.line, text
        complete = self.ours_alone(project, declared)
        if branch == "stable" and project.tree:
            sites += callsites.in_tree(project.tree, prefix)
            complete = True
        called = {site.macro for site in sites if not site.define}
        pasted = [macro for macro in called if "*" in macro]
        for macro, probe in probes.items():
            if complete and macro not in called and not any(
                    fnmatch.fnmatchcase(macro, one) for one in pasted):
                yield declared.path, probe.line, (
                    f"{probe.name} is declared, but the {branch} series never "
                    f"calls {macro}()")

    @staticmethod
    def ours_alone(project, declared):
        owner = project.facts and project.facts.providers.get(declared.name)
        return owner is not None and owner.upstream in OURS_ALONE

    @staticmethod
    def site(site, probes, groups, own):
        """What is wrong with one site, or None; `own` are macros that
        are no probes, though they begin like them."""
        name = site.macro
        wanted = None
        if "*" in name:
            if not fnmatch.filter(probes, name.removesuffix("_ENABLED")) \
                    and not fnmatch.filter(groups, name):
                return f"{name}() is no probe, whatever is pasted"
        elif name in groups:
            wanted = 0
        elif name in probes:
            wanted = len(probes[name].arguments)
        elif name.removesuffix("_ENABLED") in probes:
            wanted = 0
        elif name not in own:
            return f"{name}() is called, but no such probe is declared"
        if wanted is not None and site.count not in (None, wanted):
            return (f"{name}() has {site.count} arguments, {wanted} are "
                    "declared")
        return None


class Unreached(Rule):
    """[[unreached]] names probes that there are."""

    def check(self, project):
        known = {f"{declared.name}:::{probe.name}"
                 for declared in project.providers
                 for probe in declared.probes}
        for one in project.facts.unreached if project.facts else ():
            name = one["probe"]
            if name not in known:
                line = next((n for n, text in numbered(project.facts.path)
                             if f'"{name}"' in text), 1)
                yield project.facts.path, line, f"{name} is not declared"


class Expectations(Rule):
    """expect.d proves something, with probes that there are."""

    def check(self, project):
        path = project.path("expect.d")
        try:
            wanted = expect.statements(path)
        except ProjectError as error:
            line, message = re.fullmatch(r".*?:(?:(\d+):)? (.*)",
                                         str(error)).groups()
            yield path, int(line or 1), message
            return
        has_probes = any(p.probes for p in project.providers)
        if has_probes and not wanted["ok"]:
            yield path, 1, "proves nothing: no @ok"
        for declared in project.providers:
            names = {probe.name for probe in declared.probes}
            for line, text in numbered(path):
                for name in re.findall(rf"^\s*{declared.name}[\d*]*:[^:]*:"
                                       r"[^:]*:([\w*?-]+)", text):
                    if not fnmatch.filter(names, name):
                        yield path, line, f"{name} is not declared"


RULES = [ProviderTables(), ProbeComments(), Attributes(), ProviderCopy(),
         CallSites(), Unreached(), Expectations()]
