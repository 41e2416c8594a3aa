# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of whole commands share: a site, the program, and looks at the host."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from left_behind import in_own_mounts, mounts, processes  # noqa: E402, F401

SOURCE = os.environ["SOURCE_DIR"]
BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
SHARED = os.path.join(BUILD, "tests", "site")  # made by image.py


def prepare():
    """Skips the test unless it is root; gives it mounts of its own, where those of other
    tests do not show."""
    if os.geteuid() != 0:
        print("skipped: building images and booting nodes needs root")
        sys.exit(77)
    in_own_mounts()


class Site:
    """A copy of examples/site below a folder of its own, or the one at `root`."""

    def __init__(self, name, root=None):
        work = os.path.join(BUILD, "tests")
        os.makedirs(work, exist_ok=True)
        self.root = root or tempfile.mkdtemp(prefix=name + "-", dir=work)
        if os.path.exists(self.path("etc")):
            return
        shutil.copytree(os.path.join(SOURCE, "examples/site"), self.root, dirs_exist_ok=True)
        self._excuse_late_timers()

    def _excuse_late_timers(self):
        """On a busy host the emulator's timer may be late for the few ticks in which the
        kernel of a PC looks whether it runs, which is a panic then."""
        path, word = self.path("etc/stateless/stateless.conf"), 'addkcmdline = "'
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(word, word + "no_timer_check "))

    def path(self, *names):
        return os.path.join(self.root, *names)

    def start(self, *words, **options):
        return subprocess.Popen(
            [PROGRAM, "--root", self.root, *words], text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def run(self, *words, status=0, timeout=600):
        """Runs a command, checks its exit status, returns its output and its messages."""
        print("+ stateless", *words, flush=True)
        done = subprocess.run(
            [PROGRAM, "--root", self.root, *words], text=True, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=timeout, check=False)
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        sys.stdout.flush()
        if done.returncode != status:
            raise AssertionError(f"exit status {done.returncode}, not {status}: {words}")
        return done.stdout, done.stderr

    def remove(self):
        shutil.rmtree(self.root)


def listing(folder):
    """Everything of a tree that packing might change."""
    lines = []
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(base, name)
            st = os.lstat(path)
            lines.append((os.path.relpath(path, folder), st.st_mode, st.st_uid, st.st_gid,
                          st.st_size if not os.path.isdir(path) else 0, st.st_mtime_ns,
                          st.st_nlink))
    return sorted(lines)


def expect(text, *parts):
    for part in parts:
        if part not in text:
            raise AssertionError(f"{part!r} is not in:\n{text}")
