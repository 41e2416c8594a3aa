# SPDX-License-Identifier: GPL-2.0-or-later
"""An HTTP server that passes requests on to another, and spoils some answers on purpose.

    Proxy("10.77.0.2", 8080, ("10.77.0.1", 8080),
          [Reset("/root.squashfs", at=5 << 20, times=1), Status("/manifest", 404)])

A fault holds for paths that end with its own, for its first `times` requests (default: for
all), at byte `at` of the file, whatever range was asked for.  A fault given to several
proxies counts over all of them.
"""
import http.client
import http.server
import socket
import struct
import threading
import time

STALLED_SECONDS = 300


class Cut(Exception):
    """The answer ends here."""


class Fault:
    def __init__(self, path, at=0, times=None):
        self.path, self.at, self.times = path, at, times
        self.lock = threading.Lock()
        self.met = 0  # how often it did its work

    def take(self):
        """Whether it still holds; counts."""
        with self.lock:
            if self.times is not None and self.met >= self.times:
                return False
            self.met += 1
            return True

    def spoil(self, handler, position, piece):
        """What to send instead of this piece, which is the file's from `position` on."""
        if not position <= self.at < position + len(piece) or not self.take():
            return piece
        return self.act(handler, piece, self.at - position)

    def act(self, handler, piece, at):
        raise NotImplementedError


class Flip(Fault):
    """One wrong bit."""

    def act(self, handler, piece, at):
        return piece[:at] + bytes([piece[at] ^ 1]) + piece[at + 1:]


class Truncate(Fault):
    """The connection ends in order, and too early."""

    def act(self, handler, piece, at):
        handler.wfile.write(piece[:at])
        raise Cut


class Reset(Fault):
    """The connection is reset."""

    def act(self, handler, piece, at):
        handler.wfile.write(piece[:at])
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      struct.pack("ii", 1, 0))
        handler.connection.close()
        raise Cut


class Stall(Fault):
    """The connection stays, and nothing comes any more."""

    def act(self, handler, piece, at):
        handler.wfile.write(piece[:at])
        handler.server.stopped.wait(STALLED_SECONDS)
        raise Cut


class Slow(Fault):
    """Not more than so many bytes in a second."""

    def __init__(self, path, rate, **where):
        super().__init__(path, **where)
        self.rate = rate

    def spoil(self, handler, position, piece):
        time.sleep(len(piece) / self.rate)
        return piece


class Status(Fault):
    """An answer with this status instead."""

    def __init__(self, path, status, times=None):
        super().__init__(path, times=times)
        self.status = status

    def spoil(self, handler, position, piece):
        return piece


class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, port, upstream, faults):
        super().__init__((address, port), Handler)
        self.address = f"{address}:{port}"
        self.upstream, self.faults = upstream, list(faults)
        self.requests = []  # (seconds, path, first byte), in the order they came
        self.stopped = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that goes away is its own matter."""

    def stop(self):
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def requests_for(self, path):
        """Those for paths that end so: (seconds, path, first byte)."""
        return [request for request in self.requests if request[1].endswith(path)]

    def asked(self, path):
        """First bytes of the requests for paths that end so."""
        return [first for _, _, first in self.requests_for(path)]


def first_byte(handler):
    words = handler.headers.get("Range", "bytes=0-").removeprefix("bytes=")
    return int(words.split("-")[0])


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.requests.append((time.monotonic(), self.path, first_byte(self)))
        faults = [fault for fault in self.server.faults if self.path.endswith(fault.path)]
        for fault in faults:
            if isinstance(fault, Status) and fault.take():
                self.send_error(fault.status)
                return
        self.pass_on(faults)

    def pass_on(self, faults):
        upstream = http.client.HTTPConnection(*self.server.upstream, timeout=60)
        ranges = {"Range": self.headers["Range"]} if "Range" in self.headers else {}
        upstream.request("GET", self.path, headers=ranges)
        answer = upstream.getresponse()
        self.send_response_only(answer.status)
        for name in ("Content-Length", "Content-Range", "Content-Type"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.pass_body(answer, faults)
        except (Cut, OSError):
            self.close_connection = True
        upstream.close()

    def pass_body(self, answer, faults):
        position = first_byte(self) if answer.status == 206 else 0
        while piece := answer.read(65536):
            sent = piece
            for fault in faults:
                sent = fault.spoil(self, position, sent)
            self.wfile.write(sent)
            position += len(piece)
