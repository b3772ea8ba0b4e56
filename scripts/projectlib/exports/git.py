# SPDX-License-Identifier: BSD-2-Clause
"""A git bundle: upstream's release, and a commit a patch on top of it."""

import os
import shutil
import tempfile

from ..commits import Repository
from . import mbox

ABOUT = "a bundle with a branch: upstream's tree and a commit a patch"


def write(stack, out):
    stack.job.fetch()
    pristine = stack.job.pristine()
    stack.job.patch(pristine)
    with tempfile.TemporaryDirectory(
            dir=stack.job.layout.build) as scratch:
        repository = Repository(os.path.join(scratch, "tree"))
        shutil.copytree(pristine.path, repository.path, symlinks=True,
                        ignore=lambda top, names: [".git"] if
                        ".git" in names else [])
        branch = f"dtrace-{stack.version}"
        repository.git("init", "-q", "-b", branch)
        repository.git("config", "core.autocrlf", "false")
        # none in the background, that packs while the bundle is made
        repository.git("config", "gc.auto", "0")
        repository.git("add", "-A", "-f")
        day = mbox.date(stack.patches[0])
        repository.git("commit", "-q", "--no-verify", "-m",
                       f"{stack.name} {stack.version}",
                       GIT_AUTHOR_DATE=day, GIT_COMMITTER_DATE=day)
        repository.git("tag", f"upstream-{stack.version}")
        for patch in stack.patches:
            repository.git("am", "-q", "--committer-date-is-author-date",
                           "--keep-cr", "--whitespace=nowarn",
                           stdin=mbox.mail(stack, patch))
        # one thread: with more, the same commits give other bytes
        repository.git("-c", "pack.threads=1", "bundle", "create", "-q",
                       out.path(f"{stack.name}-{stack.version}.bundle"),
                       branch, f"upstream-{stack.version}")
