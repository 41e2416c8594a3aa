# SPDX-License-Identifier: GPL-2.0-or-later
# tests/hostboot/emulator.py - a device's folder in sysfs, and the driver behind it.
"""The files are regular ones.  A thread looks at `state` for commands, as a driver gets
them, and replaces it by the state that follows.  So an error of write(2) itself cannot
come from here: the tests let strace inject it."""

import os
import threading


class Device(threading.Thread):
    """after: what a boot command leads to, one state after the other."""

    def __init__(self, folder, state="ready", after=("booting", "online")):
        super().__init__(daemon=True)
        self.folder, self.after = folder, after
        self.commands, self.ended = [], threading.Event()
        os.makedirs(folder)
        self.put("state", state)
        self.put("cmdline", "\n")
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
        states = self.after if command.startswith("boot") else ("resetting", "ready")
        for state in states:
            self.put("state", state)
            self.ended.wait(0.05)

    def run(self):
        while not self.ended.wait(0.01):
            text = self.read("state")
            if text.startswith("boot:") or text in ("reset", "shutdown"):
                self.obey(text)

    def end(self):
        self.ended.set()
        self.join()
