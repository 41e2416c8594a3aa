# SPDX-License-Identifier: GPL-2.0-or-later
# tests/hostboot/emulator.py - a device's folder in sysfs, and the driver behind it.
"""The files are regular ones.  A thread looks at `state` for commands, as a driver gets
them, and replaces it by the state that follows.  So an error of write(2) itself cannot
come from here: the tests let strace inject it."""

import os
import threading


class Device(threading.Thread):
    """after, down: what a boot command and what `shutdown` lead to, one state after the
    other; files: what the driver has besides `state`."""

    def __init__(self, folder, state="ready", after=("booting", "online"),
                 down=("resetting", "ready"), files=("cmdline",)):
        super().__init__(daemon=True)
        self.folder, self.after, self.down = folder, after, down
        self.commands, self.ended = [], threading.Event()
        os.makedirs(folder)
        self.put("state", state)
        for name in files:
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            self.put(name, "\n")
        self.start()

    def put(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(text)
        os.rename(path + ".new", path)

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="ascii") as file:
            return file.read()

    def obey(self, command):
        self.commands.append(command)
        states = ("resetting", "ready")
        if command.startswith("boot"):
            states = self.after
        elif command == "shutdown":
            states = self.down
        for state in states:
            self.put("state", state)
            self.ended.wait(0.05)

    def run(self):
        while not self.ended.wait(0.01):
            text = self.read("state")
            if text.startswith("boot:") or text in ("boot", "reset", "shutdown"):
                self.obey(text)

    def end(self):
        self.ended.set()
        self.join()
