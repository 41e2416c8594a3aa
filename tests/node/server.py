# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/node/server.py - serves one generation by HTTP ranges, takes reports, and fails in
the ways a test asks for."""
import http.server
import re
import socket
import threading

CHUNK = 4 << 20


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, files, corrupt=None, cut=None, family=socket.AF_INET):
        """files: {path: bytes}; corrupt, cut: (path, offset) of a byte that is served wrong,
        or at which the connection ends"""
        self.address_family = family
        super().__init__(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), Handler)
        self.files = files
        self.corrupt = corrupt
        self.cut = cut
        self.requests = []
        self.reports = []
        self.arrived = threading.Condition()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        """as a node sees it through QEMU's user network"""
        host = "[fec0::2]" if self.address_family == socket.AF_INET6 else "10.0.2.2"
        return "%s:%d" % (host, self.server_address[1])

    def wait_report(self, state, seconds):
        def found():
            return [report for report in self.reports if report.get("state") == state]
        with self.arrived:
            self.arrived.wait_for(found, seconds)
            return (found() or [None])[-1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        server.requests.append((self.path, self.headers.get("Range")))
        data = server.files.get(self.path)
        if data is None:
            return self.send_error(404)
        first, last = 0, len(data) - 1
        match = re.match(r"bytes=(\d+)-(\d*)$", self.headers.get("Range", ""))
        if match:
            first, last = int(match[1]), min(int(match[2] or last), last)
        self.send_response(206 if match else 200)
        self.send_header("Content-Length", str(last + 1 - first))
        if match:
            self.send_header("Content-Range", "bytes %d-%d/%d" % (first, last, len(data)))
        self.end_headers()
        self.send_body(data, first, last)

    def send_body(self, data, first, last):
        server = self.server
        for at in range(first, last + 1, 65536):
            piece = bytearray(data[at:min(at + 65536, last + 1)])
            for fault in (server.corrupt, server.cut):
                if not fault or fault[0] != self.path:
                    continue
                if not at <= fault[1] < at + len(piece):
                    continue
                if fault is server.cut:
                    self.close_connection = True
                    return
                piece[fault[1] - at] ^= 1
            try:
                self.wfile.write(piece)
            except OSError:
                return

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        report = {"text": text}
        for line in text.splitlines():
            key, _, value = line.partition(" ")
            report.setdefault(key, value)
        with self.server.arrived:
            self.server.reports.append(report)
            self.server.arrived.notify_all()
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()
