# SPDX-License-Identifier: GPL-2.0-or-later
"""Commands on a node, over the virtio port that node/agent.c serves."""
import socket
import time

PORT = "org.stateless.run"


def words(path):
    """What the emulator must be told."""
    return ["-device", "virtio-serial-pci",
            "-chardev", f"socket,id=run0,path={path},server=on,wait=off",
            "-device", f"virtserialport,chardev=run0,name={PORT}"]


class Agent:
    """One node's port; a command at a time."""

    def __init__(self, path, seconds):
        """Waits until the node's init is done, and listens."""
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.data = b""
        self.until = time.monotonic() + seconds
        while self.line() != "ready":
            pass

    def close(self):
        self.socket.close()

    def fill(self):
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)
        more = self.socket.recv(65536)
        if not more:
            raise AssertionError("the node hung up")
        self.data += more

    def line(self):
        while b"\n" not in self.data:
            self.fill()
        line, self.data = self.data.split(b"\n", 1)
        return line.decode()

    def run(self, script, seconds=60):
        """(exit status, output, time.monotonic() of the output's first byte)"""
        self.until = time.monotonic() + seconds
        text = script.encode()
        self.socket.sendall(f"run {len(text)}\n".encode() + text)
        output, began = b"", None
        while True:
            word, number = self.line().split(" ")
            if word in ("exit", "signal"):
                status = int(number) + (128 if word == "signal" else 0)
                return status, output.decode(errors="replace"), began
            while len(self.data) < int(number):
                self.fill()
            output += self.data[:int(number)]
            self.data = self.data[int(number):]
            began = began or time.monotonic()
