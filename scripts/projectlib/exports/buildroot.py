# SPDX-License-Identifier: BSD-2-Clause
"""Patches for a package of Buildroot, or for BR2_GLOBAL_PATCH_DIR.

Its rules: NNNN-what.patch from 0001, mails without [PATCH n/m], and both
Signed-off-by and Upstream in each.
"""

from . import mbox

ABOUT = "package/NAME/NNNN-*.patch, with Upstream and Signed-off-by"


def write(stack, out):
    package = stack.package("buildroot")
    for number, patch in enumerate(stack.patches, 1):
        out.write(f"package/{package}/{number:04}-{patch.name}", mbox.mail(
            stack, patch, "[PATCH] ", [
                f"Upstream: {upstream(patch)}",
                f"Signed-off-by: {mbox.author(patch)}"]))
    variable = package.upper().replace("-", "_")
    assignment = f"{variable}_CONF_OPTS" if stack.configures else \
        f"{variable}_MAKE_OPTS"
    out.write(f"package/{package}/dtrace.mk",
              f"# into {package}.mk\n{assignment} += {stack.option}\n"
              + (f"{variable}_AUTORECONF = YES\n" if stack.autoreconf
                 else ""))


def upstream(patch):
    """Where it was sent, or why nowhere."""
    sent = patch.field("Forwarded")
    if sent.startswith(("http://", "https://")):
        return sent
    return f"N/A, {patch.field('Upstream-Status') or 'not sent'}"
