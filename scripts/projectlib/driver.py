# SPDX-License-Identifier: BSD-2-Clause
"""Calls the functions of a project's driver, and reads them for the keys."""

import os
import re
import shutil
import signal
import subprocess

from . import orphans
from .errors import ProjectError
from .steps import file_digest

STEPS = ("configure", "build", "exercise")     # those it must have
OPTIONAL = ("measure", "suite")
CCACHE = "/usr/lib/ccache"
TAIL = 15       # lines of the log that an error shows


class Driver:
    """projects/NAME/driver: what it is made of."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path, encoding="utf-8") as file:
                self.text = file.read()
        except OSError as error:
            raise ProjectError(f"{path}: {error.strerror}") from None
        if not os.access(path, os.X_OK):
            raise ProjectError(f"{path}: is not executable: chmod +x")

    def functions(self):
        """The functions that start in the first column: {name: text}."""
        found = {}
        for match in re.finditer(r"^(\w+)\(\)\s*\{(?:.*\}$|[^\n]*\n(?:.*\n)*?"
                                 r"\})", self.text, re.M):
            found[match.group(1)] = match.group()
        return found

    def part(self, step):
        """What matters to `step`: the driver without comments and without
        what only other steps call, and the files beside it that it names. A
        change in the workload does not build the program again."""
        functions = self.functions()
        others = set()
        for other in STEPS + OPTIONAL:
            if other != step:
                others |= _reached(functions, other)
        text = self.text
        for name in others - _reached(functions, step):
            text = text.replace(functions[name], "")
        lines = [line.strip() for line in text.split("\n")]
        return [line for line in lines if line and line[0] != "#"] \
            + self.beside(text)

    def beside(self, text):
        """[name, digest] of the files in the project that the text names."""
        directory = os.path.dirname(self.path)
        found = []
        for name in sorted(os.listdir(directory)):
            path = os.path.join(directory, name)
            if name in text and name != "driver" and os.path.isfile(path):
                found.append([name, file_digest(path)])
        return found


def needs(job, function, what):
    """Refuse a word that the driver has no function for."""
    if function not in job.driver.functions():
        raise ProjectError(f"{job.layout.driver}: has no function "
                           f"{function}, which {what}: docs/project-format.md")


def _reached(functions, start):
    """The names of the functions that `start` can call, itself included."""
    reached, todo = set(), [start]
    while todo:
        name = todo.pop()
        if name in functions and name not in reached:
            reached.add(name)
            todo += re.findall(r"\w+", functions[name])
    return reached


def environment(layout, tree, step, version, dtrace):
    """What a driver sees; nothing else of the caller's environment."""
    path = os.environ.get("PATH", os.defpath)
    if tree.ccache and os.path.isdir(CCACHE):
        path = CCACHE + os.pathsep + path
    values = {
        "PATH": path, "LC_ALL": "C", "HOME": tree.work,
        "TMPDIR": tree.work, "SOURCE_DATE_EPOCH": "1",
        "CCACHE_DIR": layout.ccache,
        # The tree may stand in a git repository that is not upstream's.
        "GIT_CEILING_DIRECTORIES": layout.build,
        "DRIVER_STEP": step, "DRIVER_PORTS": tree.work + ".ports",
        "DRIVER_STATUS": status_file(tree),
        "PROBES": tree.probes, "DTRACE": dtrace,
        "JOBS": os.environ.get("JOBS") or str(os.cpu_count() or 1),
        "EXTRA_CFLAGS": tree.cflags, "BUILD_SYSTEM": tree.system,
        "WORK": tree.work,
        "BRANCH": layout.branch, "VERSION": version,
    }
    for name in ("CC", "CXX", "TERM"):
        if name in os.environ:
            values[name] = os.environ[name]
    return values


def prepare(layout, tree):
    """What a driver may write to, empty and in the right hands."""
    shutil.rmtree(tree.work, ignore_errors=True)
    os.makedirs(tree.work)
    os.makedirs(layout.ccache, exist_ok=True)
    notes = (tree.work + ".ports", status_file(tree))
    for path in notes:
        with open(path, "w", encoding="utf-8"):
            pass
    for path in (tree.work, *notes, layout.ccache):
        give(path)


def status_file(tree):
    """Where the driver leaves its exit status; tracers do not pass it on."""
    return tree.work + ".status"


def read_status(tree):
    """The status of the last run; empty when it did not end by itself."""
    try:
        with open(status_file(tree), encoding="utf-8") as file:
            return file.read(16).strip()
    except FileNotFoundError:
        return ""


def give(path):
    """Make a directory the unprivileged user's, when we are root."""
    if os.geteuid() == 0:
        user, group = unprivileged()
        os.chown(path, user, group)


def give_tree(path):
    if os.geteuid() == 0:
        user, group = unprivileged()
        os.chown(path, user, group)
        for directory, names, files in os.walk(path):
            for name in names + files:
                os.lchown(os.path.join(directory, name), user, group)


def unprivileged():
    import pwd
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise ProjectError("there is no user nobody to build as") from None
    return entry.pw_uid, entry.pw_gid


def run(layout, tree, step, version, dtrace, log, verbose=False, limit=None):
    """Run one step of the driver in the tree; ProjectError when it fails."""
    prepare(layout, tree)
    command = [layout.driver]
    values = environment(layout, tree, step, version, dtrace)
    code = run_logged(command, values, tree.path, log, verbose, limit)
    if code:
        raise ProjectError(f"{layout.driver}: {step} {how_ended(code)}\n"
                           + tail(log) + f"\n  the whole log: {log}")


def run_logged(command, values, directory, log, verbose=False, limit=None):
    """Run a command with its output in a log file; give its status.

    It gets a session of its own, so that an interrupted run, or one that
    takes too long, ends with everything that it started.
    """
    with open(log, "wb") as out, orphans.ended():
        try:
            child = subprocess.Popen(
                command, env=values, cwd=directory, stdin=subprocess.DEVNULL,
                stdout=None if verbose else out,
                stderr=None if verbose else subprocess.STDOUT,
                start_new_session=True)
        except OSError as error:
            raise ProjectError(f"{command[0]}: {error.strerror}") from None
        try:
            return child.wait(limit)
        except subprocess.TimeoutExpired:
            raise ProjectError(f"{command[0]}: still runs after {limit} s: "
                               f"ended; its log: {log}") from None
        finally:
            end_session(child)


def end_session(child):
    """End what is left of a child's session: gently, then for good."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(child.pid, number)
            child.wait(patience)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
        break


def how_ended(code):
    if code < 0:
        return "was killed by " + signal.Signals(-code).name
    return f"fails with status {code}"


def tail(log):
    """The last lines of a log, indented, for an error message."""
    with open(log, encoding="utf-8", errors="replace") as file:
        lines = file.read().rstrip().split("\n")
    return "\n".join("  | " + line for line in lines[-TAIL:])
