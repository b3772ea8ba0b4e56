# SPDX-License-Identifier: BSD-2-Clause
"""An overlay of nixpkgs: its package, on our release, with our patches."""

import base64

ABOUT = "an overlay of nixpkgs, with the SRI hash of the tarball"
OVERLAY = """# nixpkgs' package on the release that the series is proven on
final: prev: {{
  {package} = prev.{package}.overrideAttrs (old: {{
    version = {version};
    src = final.fetchurl {{
      url = {url};
      name = {file};
      hash = "{hash}";
    }};
    patches = (old.patches or [ ]) ++ [
{patches}
    ];
    nativeBuildInputs = (old.nativeBuildInputs or [ ]) ++ [ {depends} ];
    {flags} = (old.{flags} or [ ]) ++ [ {option} ];{more}
  }});
}}
"""


def write(stack, out):
    for number, patch in enumerate(stack.patches, 1):
        out.write(f"{number:02}-{patch.name}", patch.text)
    prepare = " && ".join(stack.prepare)
    out.write("overlay.nix", OVERLAY.format(
        package=stack.package("nix"), version=string(stack.version),
        url=string(stack.source.url), file=string(stack.tarball),
        hash=sri(stack.source.sha256),
        patches="\n".join(f"      ./{number:02}-{patch.name}"
                          for number, patch in enumerate(stack.patches, 1)),
        depends=" ".join("final." + name for name in stack.depends("nix")),
        flags="configureFlags" if stack.configures else "makeFlags",
        option=string(stack.option),
        more="" if not prepare else
        '\n    preConfigure = (old.preConfigure or "") + '
        f'"\\n" + {string(prepare)} + "\\n";'))


def sri(sha256):
    return "sha256-" + base64.b64encode(bytes.fromhex(sha256)).decode()


def string(text):
    """A text as a Nix string."""
    for char in '\\"$':
        text = text.replace(char, "\\" + char)
    return f'"{text}"'
