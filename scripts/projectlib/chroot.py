# SPDX-License-Identifier: BSD-2-Clause
"""Places where a Debian package is built: a chroot of its suite, or here.

A chroot is made once for a suite by debootstrap, and copied for each build:
what one build installs is not there for the next. Commands run with mounts and
process numbers of their own, so nothing is left of them however they end.
"""

import os
import shutil
import subprocess

from . import debian, steps
from .errors import ProjectError, missing_tool

NOBODY = 65534
SCRIPTS = "/usr/share/debootstrap/scripts"
INCLUDE = "build-essential,ca-certificates,fakeroot"
ENTER = """mount -t proc proc "$0/proc" && exec chroot "$0" "$@" """
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
         "HOME": "/build", "DEBIAN_FRONTEND": "noninteractive"}


class Chroot:
    """A root directory, and what runs in it."""

    def __init__(self, path):
        self.path = path

    def run(self, command, log, user=None, directory="/", **environment):
        """Run a command inside; ProjectError, with the end of the log, when
        it fails."""
        inside = ["/usr/bin/env", "-C", directory]
        if user:
            inside = ["/usr/bin/setpriv", f"--reuid={user}",
                      f"--regid={user}", "--clear-groups", *inside]
        _run(["unshare", "--mount", "--pid", "--fork", "--kill-child",
              "sh", "-c", ENTER, self.path, *inside, *command], log,
             {**_proxies(), **CLEAN, **environment})

    def install(self, arguments, log):
        """apt-get install or build-dep."""
        self.run(["apt-get", "-q", "update"], log)
        self.run(["apt-get", "-q", "-y", "--no-install-recommends",
                  *arguments], log)


class Here:
    """This machine, by a user who is not root."""

    path = "/"

    def __init__(self, home):
        self.home = home

    def run(self, command, log, user=None, directory="/", **environment):
        del user
        _run(command, log, {**CLEAN, "HOME": self.home, **environment},
             directory)


def of_suite(suite, base, path, log):
    """A new chroot at `path`: a copy of the one of the suite, which is made
    in the directory `base` when it is not there yet."""
    ready = os.path.join(base, suite)
    if not os.path.isdir(ready):
        with steps.locked(ready + ".lock", f"the chroot of {suite}"):
            _bootstrap(suite, ready, log)
    _run(["cp", "-a", "--reflink=auto", ready, path], log, os.environ)
    return Chroot(path)


def _bootstrap(suite, path, log):
    if not shutil.which("debootstrap"):
        raise missing_tool("debootstrap", "debootstrap")
    found = debian.archive(suite)
    if not found:
        raise ProjectError("this machine's apt knows no Debian archive with "
                           f"the suite {suite} or its own release")
    address, keyring = found
    shutil.rmtree(path + ".new", ignore_errors=True)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    option = [f"--keyring={keyring}"] if keyring else []
    # a debootstrap older than the suite has no script for it: sid's is the one
    script = [] if os.path.exists(os.path.join(SCRIPTS, suite)) else \
        [os.path.join(SCRIPTS, "sid")]
    _run(["debootstrap", "--variant=minbase", f"--include={INCLUDE}", *option,
          suite, path + ".new", address, *script], log, os.environ)
    # nothing is started by what gets installed
    policy = os.path.join(path + ".new", "usr/sbin/policy-rc.d")
    with open(policy, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\nexit 101\n")
    os.chmod(policy, 0o755)
    # an archive that stands still, as this machine's apt may have one
    told = subprocess.run(
        ["apt-config", "shell", "VALUE", "Acquire::Check-Valid-Until"],
        capture_output=True, text=True, check=False).stdout
    if "'false'" in told:
        with open(os.path.join(path + ".new", "etc/apt/apt.conf.d/as-host"),
                  "w", encoding="ascii") as file:
            file.write('Acquire::Check-Valid-Until "false";\n')
    os.rename(path + ".new", path)


def _proxies():
    return {name: value for name, value in os.environ.items()
            if name.lower().endswith("_proxy")}


def _run(command, log, environment, directory=None):
    if not shutil.which(command[0]):
        raise missing_tool(command[0], "util-linux" if command[0] == "unshare"
                           else "coreutils")
    with open(log, "ab") as out:
        start = out.tell()
        done = subprocess.run(command, cwd=directory, env=environment,
                              stdin=subprocess.DEVNULL, stdout=out,
                              stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        with open(log, encoding="utf-8", errors="replace") as file:
            file.seek(start)
            last = file.read().strip().split("\n")[-12:]
        raise ProjectError(f"{command[0]} ends with status {done.returncode}; "
                           f"the end of {log}:\n  " + "\n  ".join(last))
