# SPDX-License-Identifier: BSD-2-Clause
"""D's subroutines of strings, in Python; a string has no NUL and is ASCII."""


def substr(s, start, count=256):
    """Without a count: as many bytes as a string has at most."""
    if start < 0:
        start += len(s)
        if start < 0 and count < 0:
            return ""
    end = min(len(s), start + count if count >= 0 else len(s) + count)
    return s[max(start, 0):max(end, 0)]


def index(s, what, start=0):
    if what == "":
        return min(max(start, 0), len(s))
    return s.find(what, max(start, 0))


def rindex(s, what, start=None):
    if start is None:
        start = len(s)
    if what == "":
        return min(max(start, 0), len(s))
    return s.rfind(what, 0, start + len(what)) if start >= 0 else -1


def strchr(s, c):
    return s[s.find(c):] if c in s else ""


def strrchr(s, c):
    return s[s.rfind(c):] if c in s else ""


def strstr(s, what):
    return s[s.find(what):] if what in s else ""


def basename(s):
    bare = s.rstrip("/")
    if not bare:
        return "/" if s else "."
    return bare[bare.rfind("/") + 1:]


def dirname(s):
    bare = s.rstrip("/")
    if not bare:
        return "/" if s else "."
    if "/" not in bare:
        return "."
    return bare[:bare.rfind("/")].rstrip("/") or "/"


def strtok(s, delimiters):
    """The token and what is left, None when there is none."""
    s = s.lstrip(delimiters) if delimiters else s
    if not s:
        return "", None
    for i, c in enumerate(s):
        if c in delimiters:
            return s[:i], s[i + 1:]
    return s, None


def lltostr(value, base):
    """value: a pattern of 64 bits."""
    minus = base == 10 and value >> 63
    if minus:
        value = 2 ** 64 - value
    digits = ""
    while True:
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[value % base] + digits
        value //= base
        if not value:
            break
    if base == 16:
        return "0x" + digits
    if base == 8 and digits != "0":
        return "0" + digits
    return "-" + digits if minus else digits


def strtoll(s, base):
    s = s.lstrip(" \t\n\v\f\r")
    minus = s[:1] == "-"
    if s[:1] in ("-", "+"):
        s = s[1:]
    if base == 16 and s[:2].lower() == "0x":
        s = s[2:]
    value = 0
    for c in s.lower():
        digit = "0123456789abcdefghijklmnopqrstuvwxyz".find(c)
        if digit < 0 or digit >= base:
            break
        value = value * base + digit
    return (-value if minus else value) & (2 ** 64 - 1)


def swap(value, size):
    """What htons() and its like do on a little-endian machine."""
    mask = (1 << 8 * size) - 1
    return int.from_bytes((value & mask).to_bytes(size, "little"), "big")
