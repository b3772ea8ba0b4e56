# SPDX-License-Identifier: BSD-2-Clause
"""Debian's archive as a source: apt-get, with lists of its own.

The address comes from the machine's own source list, so this works wherever
the machine gets its Debian packages from; only the suite is another one.
"""

import glob
import os
import re
import shutil
import subprocess

from . import layout

TIMEOUT = 300


def get(source, directory, failed):
    """Put the file of the source package into `directory`; when there is a
    key to check it with, upstream's signature too, as FILE.sig.

    Raises `failed` with the reason when that does not work.
    """
    download(source.debian, directory, [] if source.key else ["--tar-only"],
             failed)
    path = os.path.join(directory, source.filename)
    if not os.path.isfile(path):
        raise failed(f"the source package has no file {source.filename}")
    if source.key:
        if not os.path.isfile(path + ".asc"):
            raise failed("the source package has no signature of upstream's")
        os.rename(path + ".asc", path + ".sig")


def pool(source):
    """The address in the archive's pool of the file that a source names, or
    None. A file stays there for a while after the suite's index has gone on
    to a newer version, and apt-get source knows the index only."""
    suite, package = source.debian["suite"], source.debian["package"]
    found = archive(suite)
    if not found:
        return None
    area = "updates/main" if suite.endswith("-security") else "main"
    folder = package[:4] if package.startswith("lib") else package[:1]
    return (f"{found[0].rstrip('/')}/pool/{area}/{folder}/{package}/"
            f"{source.filename}")


def download(wanted, directory, options, failed):
    """Put files of the source package `wanted` {package, version, suite} into
    `directory`: all, or those that the options of apt-get source choose."""
    if not shutil.which("apt-get"):
        raise failed("apt-get is not installed")
    home = _prepare(wanted["suite"], "deb-src", failed)
    name = f"{wanted['package']}={wanted['version']}"
    _do(home, ["source", *options, "--download-only", "--only-source", name],
        directory, failed)


def packages(package, suite, wanted, directory, failed):
    """Put into `directory` what the newest package of that name in the suite
    depends on, and what that depends on: those whose names match `wanted`."""
    if not shutil.which("apt-get"):
        raise failed("apt-get is not installed")
    home = _prepare(suite, "deb", failed)
    _do(home, ["update"], directory, failed)
    names, todo = [], [package]
    while todo:
        shown = _apt(home, ["show", todo.pop()], directory, "apt-cache")
        found = re.search(r"^Depends: (.*)", shown.stdout, re.M)
        for name in re.findall(r"[^ ,|]+(?= |,|$)",
                               found.group(1) if found else ""):
            if re.match(wanted, name) and name not in names:
                names.append(name)
                todo.append(name)
    if not names:
        raise failed(f"{package} of {suite} depends on nothing like {wanted}")
    _do(home, ["download", *names], directory, failed)


def _do(home, command, directory, failed):
    done = _apt(home, command, directory)
    if done.returncode:
        update = _apt(home, ["update"], directory)
        if update.returncode:
            raise failed(_reason(update))
        done = _apt(home, command, directory)
    if done.returncode:
        raise failed(_reason(done))


def _prepare(suite, kind, failed):
    """The private state of apt for what a suite has of one kind: deb-src,
    deb. Gives its directory."""
    home = os.path.join(layout.cache(), ".apt",
                        suite if kind == "deb-src" else f"{suite}-{kind}")
    for part in ("lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(home, part), exist_ok=True)
    entry = _entry(suite, kind)
    if not entry:
        raise failed("this machine's apt knows no Debian archive with the "
                     f"suite {suite} or its own release")
    path = os.path.join(home, "sources.list")
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(entry)
    os.replace(path + ".new", path)
    return home


def _apt(home, command, directory, program="apt-get"):
    options = {
        "Dir::Etc::SourceList": os.path.join(home, "sources.list"),
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": os.path.join(home, "lists"),
        "Dir::Cache": os.path.join(home, "cache"),
        "APT::Sandbox::User": "",       # the directories are ours alone
        "Acquire::Retries": "2",
    }
    arguments = [text for key, value in options.items()
                 for text in ("-o", f"{key}={value}")]
    try:
        return subprocess.run(
            [program, "-q", *arguments, *command], cwd=directory,
            env=dict(os.environ, LC_ALL="C"), text=True, errors="replace",
            stdin=subprocess.DEVNULL, capture_output=True, check=False,
            timeout=TIMEOUT)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(
            late.cmd, 1, "", f"E: no answer in {TIMEOUT} s")


def _reason(done):
    errors = [line for line in done.stderr.split("\n")
              if line.startswith(("E:", "Err:"))]
    return " / ".join(errors[:2]) or "apt-get fails"


def _entry(suite, kind):
    """A line for `suite`, made from the machine's own entries."""
    found = archive(suite)
    if not found:
        return None
    uri, signed = found
    option = f"[signed-by={signed}] " if signed else ""
    return f"{kind} {option}{uri} {suite} main\n"


def archive(suite):
    """(address, keyring or None) of the archive that has a suite, or None."""
    own = codename()
    tail = "-security" if suite.endswith("-security") else ""
    for uri, suites, signed in _entries():
        if suite in suites or own and own + tail in suites:
            return uri, signed
    return None


def codename():
    """The name of the Debian release that this machine has, or None."""
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return None
    if not re.search(r'^ID="?debian"?$', text, re.M):
        return None
    found = re.search(r'^VERSION_CODENAME="?([a-z]+)"?$', text, re.M)
    return found.group(1) if found else None


def _entries():
    """(URI, suites, keyring) of every entry in the machine's lists."""
    found = []
    for path in ["/etc/apt/sources.list",
                 *sorted(glob.glob("/etc/apt/sources.list.d/*"))]:
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        if path.endswith(".list"):
            found += _one_line(text)
        elif path.endswith(".sources"):
            found += _deb822(text)
    return found


def _one_line(text):
    for line in text.split("\n"):
        match = re.match(r"deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)",
                         line)
        if match:
            options, uri, suite = match.groups()
            signed = re.search(r"signed-by=(\S+)", options or "")
            yield uri, [suite], signed.group(1) if signed else None


def _deb822(text):
    for paragraph in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", paragraph,
                                 re.M))
        if "URIs" in fields and "Suites" in fields \
                and fields.get("Enabled", "yes") != "no":
            signed = fields.get("Signed-By", "")
            yield (fields["URIs"].split()[0], fields["Suites"].split(),
                   signed if signed.startswith("/") else None)
