# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of bad input share: a site, its image, and a look at what is left."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from left_behind import in_own_mounts, mounts, processes  # noqa: E402, F401

BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
SKIP = 77
FAILED, USAGE, SOME, BUSY, INTERRUPTED = 1, 2, 3, 4, 130
KERNEL = "6.1.0-test"


def skip(reason):
    """ctest takes 77 for a skipped test and shows the reason."""
    print("skipped:", reason)
    sys.exit(SKIP)


def need(*programs):
    if os.geteuid() != 0:
        skip("needs root, for namespaces and mounts")
    for program in programs:
        if not shutil.which(program):
            skip(f"needs the program {program}")
    for plugin in ("debian", "squashfs"):
        if not os.path.exists(f"{BUILD}/plugins/{plugin}.so"):
            skip(f"needs the plugin {plugin}")


def main():
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())


def listing(folder):
    """Path, kind, size, time and content of whatever lies in a folder."""
    found = {}
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(base, name)
            st = os.lstat(path)
            content = None
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, folder)] = (st.st_mode, st.st_uid, st.st_mtime_ns,
                                                    content)
    return found


class SiteTest(unittest.TestCase):
    """A site in self.root with one image, `bad`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-bad-")
        self.addCleanup(folder.cleanup)
        self.top = folder.name
        self.root = os.path.join(self.top, "site")
        self.write("etc/stateless/images.d/bad.pkglist", "base\n")
        self.write("etc/stateless/stateless.conf", "")

    def path(self, *names):
        return os.path.join(self.root, *names)

    def write(self, path, content, mode=0o644):
        path = self.path(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, mode)

    def image(self, lines):
        self.write("etc/stateless/images.d/bad.conf",
                   'image "bad" {\n\tdistro = "debian"\n\tversion = "12"\n' + lines + "}\n")

    def command(self, *words):
        return [PROGRAM, "--plugins", os.path.join(BUILD, "examples"), "--root", self.root,
                *words]

    def run_it(self, *words, status=0):
        """Exit status, nothing left running or mounted.  Messages are in self.said."""
        before = mounts()
        done = subprocess.run(self.command(*words), text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
        self.said = done.stderr
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.assertEqual(mounts(), before, "something stayed mounted")
        self.assertEqual(processes(self.root), [], "something still runs")
        return done.stdout

    def has_said(self, *parts):
        for part in parts:
            self.assertIn(part, self.said)

    def nothing_is_left(self):
        """Neither a tree nor a generation, whole or half."""
        for folder in ("install/trees", "install/netboot/bad"):
            found = os.listdir(self.path(folder)) if os.path.exists(self.path(folder)) else []
            self.assertEqual(found, [], folder)
