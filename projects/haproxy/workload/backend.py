#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""backend.py PORT NAME: a server that does as it is told.

/status/N is answered with that status, /hold when somebody asks for /release,
/health well until /fail, and again from /heal on. All else is NAME.
"""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, NAME = int(sys.argv[1]), sys.argv[2]
HELD = threading.Semaphore(0)
WELL = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """One connection, with any number of requests."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        """Any request: only the path matters."""
        status = 200
        if self.path == "/hold":
            HELD.acquire()
        elif self.path == "/release":
            HELD.release()
        elif self.path == "/fail":
            WELL.clear()
        elif self.path == "/heal":
            WELL.set()
        elif self.path == "/health":
            status = 200 if WELL.is_set() else 503
        elif self.path.startswith("/status/"):
            status = int(self.path.rpartition("/")[2])
        body = f"{NAME}\n".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """Quiet."""


class Server(ThreadingHTTPServer):
    """Who goes away in the middle is no news."""
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


WELL.set()
Server(("127.0.0.1", PORT), Handler).serve_forever()
