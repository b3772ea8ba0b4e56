# SPDX-License-Identifier: BSD-2-Clause
"""User patches for Portage: files to copy into /etc/portage."""

ABOUT = "user patches and switch, for /etc/portage"


def write(stack, out):
    package = stack.package("gentoo")
    for number, patch in enumerate(stack.patches, 1):
        # applied in the order of their names
        out.write(f"patches/{package}-{stack.version}/"
                  f"{number:04}-{patch.name}", patch.text)
    variable = "EXTRA_ECONF" if stack.configures else "EXTRA_EMAKE"
    name = f"dtrace-{stack.name}"
    out.write(f"env/{name}.conf",
              f'{variable}="${{{variable}}} {stack.option}"\n')
    out.write(f"package.env/{name}",
              f"={package}-{stack.version}* {name}.conf\n")
