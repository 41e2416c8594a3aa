# SPDX-License-Identifier: GPL-2.0-or-later
"""A small site below one folder: made once, put back before each run, compared after it."""

import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import time

ARCH = os.uname().machine
IMAGE = """image "c" {{
  distro = "misbehaved"
  arch = "{arch}"
  pkglist = {{ "c.pkglist" }}
  method = "{method}"
  platforms = {{ "misbehaved" }}
}}
"""
# What is never compared: locks, and what SQLite keeps beside its file.
PASSED_BY = (".lock", "-wal", "-shm", "-journal")


class Site:
    def __init__(self, build, folder):
        self.build, self.root = build, os.path.join(folder, "root")
        self.kept = os.path.join(folder, "kept")

    def words(self, *words):
        return ["--plugins", f"{self.build}/examples", "--plugins", f"{self.build}/misbehaved",
                "--root", self.root, *words]

    def run(self, *words):
        subprocess.run([f"{self.build}/stateless", *self.words(*words)], check=True,
                       stdout=subprocess.DEVNULL, timeout=60)

    def make(self):
        """Images a and b with three nodes, as tests/world has them; c is to be built."""
        subprocess.run([f"{self.build}/make_world", self.root, "3", "riscv64"], check=True,
                       timeout=60)
        self.run("chdef", "-t", "group", "all", "platform=uboot")
        folder = f"{self.root}/etc/stateless/images.d"
        has_squashfs = os.path.exists(f"{self.build}/plugins/squashfs.so")
        with open(f"{folder}/c.conf", "w", encoding="utf-8") as file:
            file.write(IMAGE.format(arch=ARCH, method="squashfs" if has_squashfs
                                    else "misbehaved"))
        with open(f"{folder}/c.pkglist", "w", encoding="utf-8") as file:
            file.write("nothing\n")

    def keep(self):
        shutil.rmtree(self.kept, ignore_errors=True)
        copy(self.root, self.kept)

    def put_back(self):
        shutil.rmtree(self.root, ignore_errors=True)
        copy(self.kept, self.root)

    def database(self):
        path = f"{self.root}/var/lib/stateless/inventory.db"
        if not os.path.exists(path):
            return []
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            rows = [(table, row) for table in ("object", "attribute", "state")
                    for row in connection.execute(f"SELECT * FROM {table}").fetchall()]
        connection.close()
        return sorted(map(repr, rows))

    def files(self):
        """path -> what it is, but for times and what cannot be the same twice."""
        found = {}
        for folder, folders, names in os.walk(self.root):
            for name in folders + names:
                path = os.path.join(folder, name)
                if not path.endswith(PASSED_BY) and not name.startswith("inventory.db"):
                    found[os.path.relpath(path, self.root)] = describe(path)
        return found

    def mounts(self):
        with open("/proc/self/mountinfo", encoding="utf-8") as file:
            return [line for line in file if self.root in line]

    def processes(self):
        """Those that have to do with this site: by command line or working directory."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as file:
                    line = file.read()
                where = os.readlink(f"/proc/{pid}/cwd")
            except OSError:
                continue
            if int(pid) != os.getpid() and (self.root in line or where.startswith(self.root)):
                found.append(f"{pid} {line}")
        return found

    def wait_for_quiet(self, seconds=5):
        """The kernel needs a moment to end a PID namespace."""
        end = time.monotonic() + seconds
        while self.processes() and time.monotonic() < end:
            time.sleep(0.01)
        return self.processes()


def copy(source, target):
    subprocess.run(["cp", "-a", source, target], check=True, timeout=60)


def describe(path):
    status = os.lstat(path)
    if os.path.islink(path):
        return ("link", os.readlink(path))
    if os.path.isdir(path):
        return ("folder", status.st_mode)
    if not stat.S_ISREG(status.st_mode):
        return ("other", status.st_mode, status.st_rdev)
    if path.endswith("/var/lib/stateless/site-id"):
        return ("file", status.st_mode, f"{status.st_size} random digits")
    with open(path, "rb") as file:
        return ("file", status.st_mode, hashlib.sha256(file.read()).hexdigest())
