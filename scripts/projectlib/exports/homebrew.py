# SPDX-License-Identifier: BSD-2-Clause
"""A formula for a tap of Homebrew's, with a patch block for each patch."""

import re

from .arch import sha256

ABOUT = "a tap: Formula/NAME-dtrace.rb with patch blocks, and the patches"
FORMULA = """class {klass} < Formula
  desc {summary}
  homepage {homepage}
  url {url}
  version {version}
  sha256 {sha256}
  license {licence}
{depends}
{patches}
  def install
    ENV["PREFIX"] = prefix.to_s
    ENV["DESTDIR"] = ""
{commands}
  end
end
"""
PATCH = """  patch do
    url "file://#{{File.expand_path({path}, __dir__)}}"
    sha256 {sha256}
  end
"""


def write(stack, out):
    name = f"{stack.package('homebrew')}-dtrace"
    blocks = []
    for number, patch in enumerate(stack.patches, 1):
        path = f"Patches/{name}/{number:02}-{patch.name}"
        out.write(path, patch.text)
        blocks.append(PATCH.format(path=string("../" + path),
                                   sha256=string(sha256(patch.text))))
    depends = stack.depends("macos")
    out.write(f"Formula/{name}.rb", FORMULA.format(
        klass=klass(name), summary=string(stack.facts.summary),
        homepage=string(stack.facts.homepage),
        url=string(stack.source.url), version=string(stack.version),
        sha256=string(stack.source.sha256), licence=licence(stack),
        depends="".join(f"\n  depends_on {string(one)}" for one in depends)
        + "\n",
        patches="\n".join(blocks),
        commands="\n".join(f'    system "sh", "-c", {string(line)}'
                           for line in [*stack.commands(), stack.install])))


def licence(stack):
    """Homebrew knows SPDX expressions only as Ruby's own data."""
    text = stack.facts.licence
    return string(text) if re.fullmatch(r"[A-Za-z0-9.+-]+", text) else \
        f":cannot_represent # {text}"


def klass(name):
    """The class that Homebrew wants for a formula's name."""
    parts = "".join(part.capitalize() for part in re.split("[-_.]", name))
    return re.sub(r"@(\d)", r"AT\1", parts)


def string(text):
    """A text as a Ruby string in which nothing is looked up."""
    for char in "\\\"#":
        text = text.replace(char, "\\" + char)
    return f'"{text}"'
