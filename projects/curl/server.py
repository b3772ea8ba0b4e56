#!/usr/bin/python3 -IS
# SPDX-License-Identifier: BSD-2-Clause
"""An HTTP server for the workload: server.py PORT [CERTIFICATE KEY]

It keeps connections. /moved is moved to /ok; whoever asks for /last gets an
answer, and then, on the same connection, none any more.
"""

import http.server
import ssl
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET and POST."""

    protocol_version = "HTTP/1.1"
    dying = False

    def do_GET(self):
        if self.dying:
            self.close_connection = True
            return
        if self.path == "/moved":
            self.answer(302, b"", ("Location", "/ok"))
        elif self.path in ("/ok", "/last"):
            self.dying = self.path == "/last"
            self.answer(200, b"hello\n")
        elif self.path.startswith("/many/"):
            self.answer(200, b"x" * 4096)
        else:
            self.answer(404, b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200, b"%d\n" % len(body))

    def answer(self, status, body, *headers):
        """One response, in one piece: what curl reads does not depend on time."""
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self._headers_buffer.append(b"\r\n" + body)
        self.flush_headers()

    def log_message(self, *_):
        pass


def main():
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", int(sys.argv[1])), Handler)
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*sys.argv[2:])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


main()
