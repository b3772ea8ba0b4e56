# SPDX-License-Identifier: BSD-2-Clause
"""A PKGBUILD for makepkg, with the patches beside it."""

import hashlib
from shlex import quote

ABOUT = "PKGBUILD with sums and prepare(), for makepkg"
PKGBUILD = """# Maintainer: add yourself
pkgname={package}
pkgver={version}
pkgrel=1
pkgdesc={summary}
arch=(x86_64 aarch64)
url={homepage}
license=({licence})
makedepends=({depends})
source=({sources})
sha256sums=({sums})

prepare() {{
\tcd {directory}
\tlocal patch
\tfor patch in {patches}; do
\t\tpatch -p1 --fuzz=0 -i "$srcdir/$patch"
\tdone
}}

build() {{
\tcd {directory}
\texport PREFIX=/usr
{commands}
}}

package() {{
\tcd {directory}
\texport PREFIX=/usr DESTDIR=$pkgdir
\t{install}
}}
"""


def write(stack, out):
    release, names = stack.pinned(), []
    sums = [stack.source.sha256]
    for number, patch in enumerate(stack.patches, 1):
        names.append(f"{number:02}-{patch.name}")
        out.write(names[-1], patch.text)
        sums.append(sha256(patch.text))
    out.write("PKGBUILD", PKGBUILD.format(
        package=quote(stack.package("arch")),
        version=quote(stack.version.replace("-", "_")),
        summary=quote(stack.facts.summary),
        homepage=quote(stack.facts.homepage),
        licence=quote(stack.facts.licence),
        depends=" ".join(map(quote, stack.depends("arch"))),
        sources=lines([f"{stack.tarball}::{stack.source.url}", *names]),
        sums=lines(sums), directory=quote(release.directory),
        patches=" ".join(names),
        commands="\n".join("\t" + line for line in stack.commands()),
        install=stack.install))


def sha256(text):
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def lines(words):
    return "\n\t".join(map(quote, words))
