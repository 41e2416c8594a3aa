# SPDX-License-Identifier: BSD-2-Clause
# plugins/bluefield/rshim.py - the rshim driver and a card behind it, emulated.
"""The files are regular ones.  Whoever opens one is held by the kernel (fanotify(7)) until
the emulator has looked at what was written before and has brought the file up to date, so
that it sees each write, as a driver does."""

import ctypes
import os
import re
import struct
import threading

CLASS_CONTENT, CLOEXEC, MARK_ADD, AT_FDCWD = 4, 1, 1, -100
CLOSE_WRITE, OPEN_PERM = 0x8, 0x10000
ALLOW, DENY = 1, 2
LOG = ("INFO[BL2]: start", "INFO[BL2]: DDR POST passed", "INFO[BL2]: UEFI loaded",
       "INFO[BL31]: start", "INFO[BL31]: runtime", "INFO[UEFI]: PCIe enum start",
       "INFO[UEFI]: PCIe enum end", "INFO[UEFI]: exit Boot Service")


class Rshim(threading.Thread):
    """after: the log of a boot.  locked: nobody may open `boot`, as in secure NIC mode."""

    def __init__(self, folder, after=LOG, locked=False):
        super().__init__(daemon=True)
        self.folder, self.after, self.locked = folder, after, locked
        self.values = {"DISPLAY_LEVEL": "0", "BOOT_MODE": "1", "CLEAR_ON_READ": "0"}
        self.log = list(LOG)  # of the boot before
        self.commands, self.streams, self.pending = [], [], []
        os.makedirs(folder)
        self.misc = self.make("misc")
        self.make("boot")
        self.text, self.buffer = None, b""
        self.render()
        self.events = self.watch()
        self.start()

    def make(self, name):
        return os.open(os.path.join(self.folder, name), os.O_RDWR | os.O_CREAT, 0o600)

    def watch(self):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.fanotify_mark.argtypes = [ctypes.c_int, ctypes.c_uint, ctypes.c_uint64, ctypes.c_int,
                                       ctypes.c_char_p]
        events = libc.fanotify_init(CLASS_CONTENT | CLOEXEC, os.O_RDONLY)
        for name in ("misc", "boot"):
            path = os.path.join(self.folder, name).encode()
            if events < 0 or libc.fanotify_mark(events, MARK_ADD, CLOSE_WRITE | OPEN_PERM,
                                                AT_FDCWD, path) != 0:
                raise OSError(ctypes.get_errno(), "fanotify")
        return events

    def render(self):
        """What rshim(8) shows."""
        lines = [f"DISPLAY_LEVEL   {self.values['DISPLAY_LEVEL']} (0:basic, 1:advanced, 2:log)",
                 f"BOOT_MODE       {self.values['BOOT_MODE']} (0:rshim, 1:emmc, 2:emmc-boot-swap)",
                 "BOOT_TIMEOUT    300 (seconds)", "DROP_MODE       0 (0:normal, 1:drop)",
                 "SW_RESET        0 (1: reset)", "DEV_NAME        pcie-0000:04:00.2",
                 "DEV_INFO        BlueField-3(Rev 1)"]
        if self.values["DISPLAY_LEVEL"] == "2":
            rule = "-" * 39
            lines += [rule, "             Log Messages", rule, *(" " + line for line in self.log)]
        self.text = "".join(line + "\n" for line in lines).encode()
        os.ftruncate(self.misc, 0)
        os.pwrite(self.misc, self.text, 0)

    def obey(self):
        written = os.pread(self.misc, 8192, 0)
        if written in (self.text, b""):
            return False
        # The driver's buffer keeps what a longer text left behind this one.
        self.buffer = written + self.buffer[len(written):]
        key, value = re.match(rb"(\S+) +([0-9A-Fa-f]+)", self.buffer).groups()
        key, value = key.decode("ascii"), value.decode("ascii")
        self.commands.append((key, value))
        self.values[key] = value
        if (key, value) == ("SW_RESET", "1"):
            self.reset()
        return True

    def reset(self):
        """The log goes on by a line each time that somebody looks; not without a stream."""
        self.log = []
        self.pending = list(self.after) if self.values["BOOT_MODE"] == "1" else []

    def misc_opened(self):
        if not self.obey() and self.pending:
            self.log.append(self.pending.pop(0))
        self.render()
        if self.values["CLEAR_ON_READ"] == "1":
            self.log = []

    def run(self):
        while True:
            data = os.read(self.events, 4096)
            while data:
                length, _, _, _, mask, fd, _ = struct.unpack_from("=IBBHQii", data)
                data = data[length:]
                self.handle(mask, fd)
                os.close(fd)

    def handle(self, mask, fd):
        name = os.path.basename(os.readlink(f"/proc/self/fd/{fd}"))
        answer = ALLOW
        if mask & CLOSE_WRITE and name == "boot":
            self.streams.append(os.pread(fd, os.fstat(fd).st_size, 0))
            self.pending = list(self.after)
        if not mask & OPEN_PERM:
            return
        if name == "misc":
            self.misc_opened()
        elif self.locked:
            answer = DENY
        else:
            self.reset()
        os.write(self.events, struct.pack("=iI", fd, answer))
