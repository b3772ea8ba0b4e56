# SPDX-License-Identifier: BSD-2-Clause
"""One diff for patch -p1."""

ABOUT = "one diff for patch -p1"


def write(stack, out):
    names = "".join(f"  {patch.name}: {patch.description[0]}\n"
                    for patch in stack.patches)
    out.write(f"{stack.name}-{stack.version}-dtrace.diff",
              f"{stack.name} {stack.version} with probes "
              f"({stack.facts.licence}):\n{names}\n"
              + "".join(body for _, body in stack.files()))
