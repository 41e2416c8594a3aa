# SPDX-License-Identifier: GPL-2.0-or-later
"""--dry-run of every command that takes it, and what only reads: nothing is made."""

import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
WORDS = {  # of commands that want others than one name
    "gc": [], "makedhcp": [], "init": ["--network", "10.1.0.0/16", "--server", "10.1.0.1"],
    "tag": ["small", "mark"], "nodeset": ["n1", "netboot=small"],
    "chroot": ["small", "true"], "mkdef": ["-t", "node", "n1", "groups=all"],
    "chdef": ["-t", "group", "g", "arch=x86_64"], "rmdef": ["-t", "node", "n1"],
}
READING = [["lsdef"], ["lsdef", "-t", "group"], ["status"], ["memory", "small"], ["plugins"],
           ["doctor"], ["noderange", "n[1-2]"], ["images"], ["config"]]
CONF = """image "small" { distro = "debian" pkglist = { "small.pkglist" } }
"""


def listing(root):
    found = []
    for base, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(base, name)
            found.append((path, os.lstat(path).st_mtime_ns, os.lstat(path).st_size))
    return sorted(found)


class DryRun(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-dry-run-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def run_it(self, *words):
        return subprocess.run([os.path.join(BUILD, "stateless"), "--root", self.root, *words],
                              text=True, capture_output=True, timeout=60, check=False)

    def commands(self):
        lines = self.run_it("--help").stdout.split("\n\n")[1].splitlines()
        names = [line.split()[0] for line in lines]
        found = [name for name in names if "--dry-run" in self.run_it(name, "--help").stdout]
        self.assertIn("gc", found)
        return found

    def try_all(self):
        before = listing(self.root)
        for name in self.commands():
            with self.subTest(name):
                done = self.run_it(name, "--dry-run", *WORDS.get(name, ["small"]))
                self.assertLess(done.returncode, 5, done.stderr)
                self.assertEqual(listing(self.root), before, done.stderr)
        for words in READING:
            with self.subTest(words):
                done = self.run_it(*words)
                self.assertLess(done.returncode, 5, done.stderr)
                self.assertEqual(listing(self.root), before, done.stderr)

    def test_an_empty_root_stays_empty(self):
        self.try_all()
        self.assertEqual(os.listdir(self.root), [])

    def test_a_site_that_has_an_image_stays_as_it_is(self):
        folder = f"{self.root}/etc/stateless/images.d"
        os.makedirs(folder)
        for name, text in (("small.conf", CONF), ("small.pkglist", "bash\n"),
                           ("../stateless.conf", "")):
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        self.try_all()


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
