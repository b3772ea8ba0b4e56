# SPDX-License-Identifier: BSD-2-Clause
"""The command line of dtrace-page."""

import argparse
import os
import sys
import tempfile

from . import Trouble, flame, heat, html, read, timeline

KINDS = {"flame": flame, "heat": heat, "timeline": timeline}


def main(arguments):
    """Exit status: 0, 1 for input that no page can be made of, 2 for usage."""
    options = _parser().parse_args(arguments)
    kind = KINDS[options.kind]
    try:
        with read.opened(options.input) as lines:
            body = kind.make(read.records(lines, options.input), options)
        title = options.title or kind.TITLE
        _write(options.output, html.page(title, kind.SUMMARY, body))
    except Trouble as trouble:
        print(f"dtrace-page: {trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"dtrace-page: {error.filename or options.output}: "
              f"{error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="dtrace-page",
        description="Make a page of what dtrace -x oformat=json printed.")
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("input", nargs="?", default="-",
                        help="file of JSON lines; standard input without it")
    parser.add_argument("-o", "--output", default="-", metavar="FILE",
                        help="the page; standard output without it")
    parser.add_argument("-t", "--title")
    parser.add_argument("-u", "--unit", default="",
                        help="what the numbers are, such as samples or ns")
    return parser


def _write(path, text):
    """The whole page or nothing: a name of its own until it is complete."""
    if path == "-":
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # who read it has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    where = os.path.dirname(os.path.abspath(path))
    handle, name = tempfile.mkstemp(dir=where, prefix=".dtrace-page-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as page:
            page.write(text)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
