# SPDX-License-Identifier: BSD-2-Clause
"""Mails as git format-patch writes them: for git am, and for systems whose
patches are such files."""

import email.header
import email.utils
import re
import time

from ..commits import AUTHOR

ABOUT = "a mail a patch, for git am"
# What would end a commit's message in a mail.
ENDS = re.compile(r"(---|diff |Index: |From |@@ )")


def write(stack, out):
    count = len(stack.patches)
    width = max(len(str(count)), 1)
    for number, patch in enumerate(stack.patches, 1):
        out.write(f"{number:04}-{patch.name}", mail(
            stack, patch, f"[PATCH {number:0{width}}/{count}] "))


def mail(stack, patch, prefix="", trailers=()):
    """A patch as a mail: Description is subject and text, the other fields
    of the DEP-3 header end the text."""
    first, more = patch.description
    fields = [line for line in patch.header.split("\n")
              if re.match(r"(Origin|Bug|Forwarded|Last-Update|License|"
                          r"Upstream-Status)[A-Za-z-]*:", line)]
    text = "\n".join(" " + line if ENDS.match(line) else line
                     for line in more).strip("\n")
    return (f"From {'0' * 40} Mon Sep 17 00:00:00 2001\n"
            f"From: {author(patch)}\n"
            f"Date: {date(patch)}\n"
            f"Subject: {prefix}{encoded(f'{stack.name}: {first}')}\n"
            "MIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 8bit\n\n"
            + (text + "\n\n" if text else "")
            + "\n".join([*fields, *trailers]) + "\n---\n"
            + patch.body + "-- \nProject DTrace\n\n")


def author(patch):
    found = re.fullmatch(r"(.*?)\s*<([^<>\s]+)>", patch.field("Author"))
    name, mail_address = found.groups() if found else AUTHOR
    return f"{encoded(name)} <{mail_address}>"


def encoded(text):
    if text.isascii():
        return text
    return email.header.Header(text, "utf-8", maxlinelen=900).encode()


def date(patch):
    """Midnight of Last-Update: the same patch is always the same mail."""
    try:
        day = time.strptime(patch.field("Last-Update"), "%Y-%m-%d")
    except ValueError:
        day = time.gmtime(0)
    seconds = time.mktime(day) - time.timezone
    return email.utils.formatdate(seconds)
