# SPDX-License-Identifier: BSD-2-Clause
"""Gets the pinned tarball: from the cache, else from the first source that
gives exactly the bytes that project.toml pins."""

import hashlib
import os
import tempfile
import time

from . import debian, signature
from .errors import ProjectError

MAX_BYTES = 2 << 30
TIMEOUT = int(os.environ.get("DTRACE_TIMEOUT", "20"))   # seconds without data
SLOWEST = 1024          # bytes a second, over longer than that


class SourceFailed(Exception):
    """This source does not give the tarball; the next one may."""


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(facts, release, cache, offline, say):
    """The tarball of a pinned release.

    Gives {file, sha256, from, signature}. `say` gets a line for what should
    be known though it is no error. ProjectError lists every source with its
    reason when none will do.
    """
    os.makedirs(cache, exist_ok=True)
    found = _cached(facts, release, cache, say)
    if found:
        return found
    reasons = ["cache: has no good copy in " + cache]
    for source in release.sources:
        if offline:
            reasons.append(f"{source}: not asked (--offline)")
            continue
        try:
            return _download(facts, source, cache, say)
        except SourceFailed as failed:
            reasons.append(f"{source}: {failed}")
    raise ProjectError(
        f"{facts.path}: no source gives {facts.name} {release.version}:"
        + "".join("\n  " + reason for reason in reasons)
        + "\n  remedy: put the tarball into the cache directory yourself, or"
        " name another source", "unreachable")


def _cached(facts, release, cache, say):
    for source in release.sources:
        path = os.path.join(cache, source.filename)
        if not os.path.isfile(path):
            continue
        actual = sha256(path)
        if actual != source.sha256:
            say(f"{path}: sha256 is {actual}, project.toml pins "
                f"{source.sha256}: not used")
            continue
        state = "this source has none"
        if source.key:
            state = "signature not at hand"
            at_hand = path + ".sig"
            if os.path.exists(at_hand):
                state = signature.verify(path, at_hand, os.path.join(
                    facts.directory, source.key))
        return {"file": path, "sha256": actual, "from": "cache",
                "signature": state}
    return None


def _download(facts, source, cache, say):
    """One source, into the cache under its own name when all is well."""
    with tempfile.TemporaryDirectory(dir=cache, prefix=".new-") as scratch:
        path = os.path.join(scratch, source.filename)
        if source.url:
            download(source.url, path)
        else:
            _debian(source, scratch, path)
        actual = sha256(path)
        if actual != source.sha256:
            raise SourceFailed(f"sha256 is {actual}, project.toml pins "
                               f"{source.sha256}")
        state = "this source has none"
        if source.key:
            state = _signature(facts, source, path, say)
        final = os.path.join(cache, source.filename)
        if os.path.exists(path + ".sig"):
            os.replace(path + ".sig", final + ".sig")
        os.replace(path, final)
    return {"file": final, "sha256": actual, "from": str(source),
            "signature": state}


def _debian(source, scratch, path):
    """From Debian's archive: by apt-get, which asks the index; else straight
    from the pool, as the pinned sha256 says whether it is the file."""
    try:
        return debian.get(source, scratch, SourceFailed)
    except SourceFailed as failed:
        url = debian.pool(source)
        if not url:
            raise
        try:
            download(url, path)
            if source.key:
                download(url + ".asc", path + ".sig")
        except SourceFailed as also:
            raise SourceFailed(f"{failed}; {url}: {also}") from None


def _signature(facts, source, path, say):
    if source.signature:
        try:
            download(source.signature, path + ".sig")
        except SourceFailed as failed:
            say(f"{source.signature}: {failed}; the sha256 is right")
            return "signature not at hand"
    return signature.verify(path, path + ".sig",
                            os.path.join(facts.directory, source.key))


def download(url, path):
    """Download `url` to the new file `path`; SourceFailed when it cannot."""
    # Only here: they are slow to load, and mostly nothing is downloaded.
    import urllib.error
    import urllib.request
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer, \
                open(path, "wb") as out:
            size, start = 0, time.monotonic()
            while block := answer.read1(1 << 18):
                size += len(block)
                seconds = time.monotonic() - start
                if seconds > TIMEOUT and size < SLOWEST * seconds:
                    raise SourceFailed("the server is too slow: "
                                       f"{size} bytes in {seconds:.0f} s")
                if size > MAX_BYTES:
                    raise SourceFailed("the file is too large")
                out.write(block)
    except urllib.error.HTTPError as error:
        raise SourceFailed(f"HTTP status {error.code}") from None
    except urllib.error.URLError as error:
        raise SourceFailed(str(error.reason)) from None
    except (OSError, ValueError) as error:
        raise SourceFailed(str(error) or type(error).__name__) from None
