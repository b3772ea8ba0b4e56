#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""pipeline.py PORT ROUNDS: sends one round of requests after the other, each
round at once, so that the server never waits in the middle of it."""

import re
import socket
import sys

# What a browser sends.
HEADER = """\
Host: localhost\r
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
Accept-Language: en-US,en;q=0.5\r
Accept-Encoding: gzip, deflate\r
Cookie: session=5d41402abc4b2a76b9719d911017c592\r
Connection: keep-alive\r
"""
# Files, a rewritten name, one that is not there and goes to the error page,
# and a directory that DAV lists.
REQUESTS = [
    ("GET /index.html", "", 200), ("GET /style.css", "", 200),
    ("GET /page.html?n=1", "", 200), ("GET /dir/", "", 200),
    ("GET /old", "", 200), ("HEAD /index.html", "", 200),
    ("GET /nosuch", "", 404), ("PROPFIND /dav/", "Depth: 1\r\n", 207),
    ("GET /index.html", "", 200), ("GET /page.html", "", 200)]


def main(port, rounds):
    text = "".join(f"{what} HTTP/1.1\r\n{HEADER}{more}\r\n"
                   for what, more, _ in REQUESTS).encode()
    wanted = [status for _, _, status in REQUESTS]
    with socket.create_connection(("127.0.0.1", port)) as server, \
            server.makefile("rb") as answers:
        for _ in range(rounds):
            server.sendall(text)
            got = [answer(answers, what) for what, _, _ in REQUESTS]
            if got != wanted:
                sys.exit(f"pipeline.py: answered {got}, not {wanted}")


def answer(answers, what):
    """Read one; give its status."""
    status, size = int(answers.readline().split()[1]), 0
    while (line := answers.readline()) != b"\r\n":
        if found := re.match(rb"content-length: *(\d+)", line.lower()):
            size = int(found.group(1))
    if not what.startswith("HEAD"):
        answers.read(size)
    return status


main(int(sys.argv[1]), int(sys.argv[2]))
