# SPDX-License-Identifier: BSD-2-Clause
"""Sources for rpmbuild: patches, the lines for a spec of one's own, and a
small complete spec."""

ABOUT = "patches, Patch lines and %autosetup, a small complete spec"
FIELDS = """# into the preamble of {name}.spec
{patches}
{requires}

# in %prep: applies them all, in their order, without fuzz
%autosetup -p1 -n {directory}

# in %build
{commands}
"""
SPEC = """Name:           {name}
Version:        {version}
Release:        1.dtrace1
Summary:        {summary}
License:        {licence}
URL:            {homepage}
Source0:        {url}
{patches}

{requires}

%description
{name} with probes for DTrace, SystemTap, bpftrace and others.

%prep
# without fuzz: a patch that does not fit has not been tested by anybody
%global _default_patch_fuzz 0
%autosetup -p1 -n {directory}

%build
export PREFIX=%{{_prefix}}
{commands}

%install
export PREFIX=%{{_prefix}} DESTDIR=%{{buildroot}}
{install}
cd %{{buildroot}} && find . -mindepth 1 '(' -type f -o -type l ')' \\
    -printf '"/%%P"\\n' >%{{_builddir}}/files

%files -f %{{_builddir}}/files
"""


def write(stack, out):
    names = []
    for number, patch in enumerate(stack.patches, 1):
        names.append(f"{stack.name}-dtrace-{number:02}-{patch.name}")
        out.write(f"SOURCES/{names[-1]}", patch.text)
    values = {
        "name": stack.package("fedora"),
        "version": plain(stack.version),
        "directory": plain(stack.pinned().directory),
        "summary": plain(stack.facts.summary),
        "licence": plain(stack.facts.licence),
        "homepage": plain(stack.facts.homepage),
        "url": plain(url(stack)),
        "patches": "\n".join(f"Patch{9000 + number}:      {name}"
                             for number, name in enumerate(names)),
        "requires": "\n".join(f"BuildRequires:  {package}" for package in
                              ["gcc", "make", *stack.depends("fedora")]),
        "commands": "\n".join(map(plain, stack.commands())),
        "install": plain(stack.install),
    }
    out.write("fragment.spec", FIELDS.format(**values))
    out.write(f"SPECS/{values['name']}.spec", SPEC.format(**values))


def url(stack):
    """With the file's own name behind #/, where the URL ends otherwise."""
    source = stack.source
    return source.url if source.filename == stack.tarball else \
        f"{source.url}#/{stack.tarball}"


def plain(text):
    """A text in which rpm finds no macro."""
    return text.replace("%", "%%")
