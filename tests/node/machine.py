# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/node/machine.py - a QEMU machine with a console and the agent's port."""
import os
import socket
import subprocess
import time

MAC = "52:54:00:12:34:56"
EMULATORS = {"x86_64": ("qemu-system-x86_64", "ttyS0")}


class Machine:
    def __init__(self, folder, kernel, initrd, cmdline, memory=1024, more=()):
        emulator, console = EMULATORS[os.uname().machine]
        self.log = os.path.join(folder, "console")
        self.port = os.path.join(folder, "port")
        for left in (self.log, self.port):
            if os.path.exists(left):
                os.unlink(left)
        self.process = subprocess.Popen([
            "timeout", "-k", "5", "900", emulator, "-accel", "tcg", "-m", str(memory),
            "-nodefaults", "-nographic", "-no-reboot", "-serial", "file:" + self.log,
            "-kernel", kernel, "-initrd", initrd,
            "-append", "console=%s panic=5 %s" % (console, cmdline),
            "-netdev", "user,id=n", "-device", "virtio-net-pci,netdev=n,mac=" + MAC,
            "-device", "virtio-serial-pci",
            "-chardev", "socket,id=a,server=on,wait=off,path=" + self.port,
            "-device", "virtserialport,chardev=a,name=org.stateless.run", *more],
            stdin=subprocess.DEVNULL)

    def console(self):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, errors="replace") as file:
            return file.read()

    def wait_console(self, text, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if text in self.console():
                return True
            time.sleep(0.5)
        return text in self.console()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)


class Agent:
    def __init__(self, machine, seconds):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        self.socket.connect(machine.port)
        self.file = self.socket.makefile("rb")
        while self.file.readline() not in (b"ready\n", b""):
            pass

    def run(self, script):
        """(output, how it ended)"""
        data = script.encode()
        self.socket.sendall(b"run %d\n" % len(data) + data)
        output = b""
        while True:
            word, _, value = self.file.readline().decode().strip().partition(" ")
            if word != "out":
                return output.decode(), "%s %s" % (word, value)
            output += self.file.read(int(value))
