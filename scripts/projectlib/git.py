# SPDX-License-Identifier: BSD-2-Clause
"""The head branch: one commit of upstream's repository, and its files."""

import os
import shutil
import subprocess
import tempfile

from .errors import ProjectError, missing_tool

REF = "refs/project/"


def fetch(facts, where, cache, offline, revision=None):
    """The newest commit of `where` (an URL or a local path; None: what
    project.toml names), or the one that `revision` names there, kept in a
    bare repository in the cache.

    Gives {git, commit, repository}.
    """
    if not shutil.which("git"):
        raise missing_tool("git", "git")
    if not where and not facts.head:
        raise ProjectError(f"{facts.path}: has no [head]; name a repository "
                           "with --git")
    url = where or facts.head.git
    if os.path.isdir(url):
        url = os.path.abspath(url)
    repository = os.path.join(cache, "git")
    if not os.path.isdir(repository):
        os.makedirs(cache, exist_ok=True)
        _git(["init", "-q", "--bare", repository])
    # A repository named by hand is taken as it is checked out.
    wanted = "HEAD" if where else facts.head.branch
    ref = REF + ("given" if where else "upstream")
    if not offline or os.path.isdir(url):
        try:
            _git(["--git-dir", repository, "-c", "safe.directory=*", "fetch",
                  "-q", "--no-tags", "--force", url, f"{wanted}:{ref}"])
        except ProjectError as error:
            raise ProjectError(f"{facts.path}: cannot fetch {wanted} from "
                               f"{url}: {error}\n  remedy: --git PATH takes "
                               "a clone that you have", "unreachable"
                               ) from None
    if revision:
        commit = _revision(repository, url, revision, offline)
    else:
        commit = _commit(repository, ref)
    if not commit and revision:
        raise ProjectError(f"{url}: has no revision '{revision}'")
    if not commit:
        raise ProjectError(f"{facts.path}: offline, and {url} was never "
                           "fetched before", "unreachable")
    return {"git": url, "commit": commit, "repository": repository}


def _commit(repository, name):
    try:
        return _git(["--git-dir", repository, "rev-parse", "--verify", "-q",
                     name + "^{commit}"]).strip()
    except ProjectError:
        return None


def _revision(repository, url, revision, offline):
    """A branch, a tag or a commit of the repository at `url`."""
    if not offline or os.path.isdir(url):
        _git(["--git-dir", repository, "-c", "safe.directory=*", "fetch", "-q",
              "--no-tags", "--force", url, f"refs/heads/*:{REF}heads/*",
              f"refs/tags/*:{REF}tags/*"])
    for place in (REF + "heads/", REF + "tags/", ""):
        commit = _commit(repository, place + revision)
        if commit:
            return commit
    return None


def checkout(repository, commit, target):
    """Write the files of a commit as the new directory `target`."""
    os.makedirs(target)
    with tempfile.TemporaryDirectory() as scratch:
        _git(["--git-dir", repository, "--work-tree", target,
              "-c", "core.autocrlf=false", "checkout", "-q", "-f", commit,
              "--", "."],
             GIT_INDEX_FILE=os.path.join(scratch, "index"))


def _git(arguments, **environment):
    done = subprocess.run(
        ["git", *arguments], text=True, errors="replace", check=False,
        env=dict(os.environ, LC_ALL="C", GIT_TERMINAL_PROMPT="0",
                 **environment),
        stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        lines = done.stderr.strip().split("\n")
        raise ProjectError(" / ".join(lines[:2]) or "git fails")
    return done.stdout
