#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""genimage --update and chroot on a real tree: one build, then changes of copies of it."""

import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
FAILED = 1
SKIP = 77
CONF = """image "small" {
  distro = "debian"
  version = "12"
  pkglist = { "small.pkglist" }
  postinstall = { "small.postinstall" }
}
"""
SCRIPT = "#!/bin/sh\necho again >> \"$IMG_ROOTIMGDIR/etc/scripts-ran\"\n"


def architecture():
    return subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True,
                          text=True, timeout=60).stdout.strip()


def skip_unless_possible():
    if os.geteuid() != 0 or not shutil.which("mmdebstrap"):
        print("skipped: building a tree needs root and mmdebstrap")
        sys.exit(SKIP)
    if architecture() not in ("amd64", "arm64"):
        print(f"skipped: no small kernel package for {architecture()}")
        sys.exit(SKIP)


class Update(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="stateless-update-")
        cls.addClassCleanup(shutil.rmtree, cls.root)
        cls.names = [f"linux-image-cloud-{architecture()}", "less"]
        cls.put("stateless.conf", "")
        cls.put("images.d/small.conf", CONF)
        cls.put("images.d/small.postinstall", SCRIPT, 0o755)
        cls.list_packages()
        started = time.monotonic()
        subprocess.run([PROGRAM, "--root", cls.root, "genimage", "small"], check=True,
                       timeout=900)
        print(f"full build: {time.monotonic() - started:.1f} s", flush=True)

    @classmethod
    def put(cls, name, text, mode=0o644):
        path = f"{cls.root}/etc/stateless/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    @classmethod
    def list_packages(cls, *more):
        cls.put("images.d/small.pkglist", "\n".join([*cls.names, *more, ""]))

    def setUp(self):
        self.list_packages()

    def run_it(self, *words, status=0):
        done = subprocess.run([PROGRAM, "--root", self.root, *words], text=True, timeout=600,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def path(self, name):
        return f"{self.root}/install/trees/small/{name}"

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def tree(self):
        """What tells one tree from another: the folder itself, and all that lies in it."""
        found = [os.stat(self.path("rootimg")).st_ino, self.read("packages"),
                 self.read("kernels")]
        for base, folders, files in os.walk(self.path("rootimg")):
            for name in folders + files:
                st = os.lstat(os.path.join(base, name))
                found.append((os.path.join(base, name), st.st_mode, st.st_size,
                              st.st_mtime_ns, st.st_ino))
        return found

    def only_one_tree(self):
        self.assertEqual(os.listdir(f"{self.root}/install/trees"), ["small"])
        self.assertEqual(sorted(os.listdir(self.path(""))), ["kernels", "packages", "rootimg"])

    def test_one_more_package_needs_no_rebuild(self):
        before, kernels = self.tree(), self.read("kernels")
        self.list_packages("tree")
        self.assertIn("in a copy", self.run_it("genimage", "--update", "--dry-run", "small"))
        self.assertEqual(self.tree(), before)
        started = time.monotonic()
        self.assertIn("small: updated", self.run_it("genimage", "--update", "small"))
        print(f"one more package: {time.monotonic() - started:.1f} s", flush=True)
        self.assertIn("\ntree 2.", self.read("packages"))
        self.assertTrue(os.path.exists(self.path("rootimg/usr/bin/tree")))
        self.assertEqual(self.read("kernels"), kernels)
        self.assertEqual(self.read("rootimg/etc/machine-id"), "")
        self.assertGreater(self.read("rootimg/etc/scripts-ran").count("again"), 1)
        self.only_one_tree()

    def test_an_update_that_fails_leaves_the_tree_alone(self):
        before = self.tree()
        self.list_packages("no-such-package")
        self.run_it("genimage", "--update", "small", status=FAILED)
        self.assertIn("Unable to locate package no-such-package", self.said)
        self.assertEqual(self.tree(), before)
        self.only_one_tree()

    def test_a_command_that_ends_well_changes_the_tree(self):
        before = self.read("packages")
        script = ("test -s /etc/resolv.conf && test -c /dev/ptmx && echo $$ > /etc/made "
                  "&& touch /run/gone && dpkg --purge less")
        self.run_it("chroot", "small", "sh", "-c", script)
        self.assertTrue(self.read("rootimg/etc/made"))
        self.assertIn("\nless ", before)
        self.assertNotIn("\nless ", self.read("packages"))
        self.assertFalse(os.path.exists(self.path("rootimg/run/gone")))
        self.assertEqual(os.listdir(self.path("rootimg/dev")), [])
        self.only_one_tree()

    def test_a_command_that_fails_changes_nothing(self):
        before = self.tree()
        for script, says in (("rm -rf /usr/share; exit 3", "exit status 3"),
                             ("echo x > /etc/made-too; kill -9 $$", "signal 9")):
            self.run_it("chroot", "small", "sh", "-c", script, status=FAILED)
            self.assertIn(says, self.said)
            self.assertEqual(self.tree(), before)
        self.run_it("chroot", "small", "/no/such/program", status=FAILED)
        self.assertIn("/no/such/program", self.said)
        self.assertEqual(self.tree(), before)
        self.only_one_tree()

    def talk(self, steps):
        """Types each line once the text before it has appeared; the exit status."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execv(PROGRAM, [PROGRAM, "--root", self.root, "chroot", "small"])
        seen = ""
        for wanted, line in [*steps, (None, "")]:
            while wanted is None or wanted not in seen:
                ready, _, _ = select.select([terminal], [], [], 300)
                self.assertTrue(ready, f"nothing came after {seen!r}")
                try:
                    text = os.read(terminal, 4096).decode(errors="replace")
                except OSError:
                    text = ""
                if not text:
                    self.assertIsNone(wanted, seen)
                    break
                seen += text
            if wanted is not None:
                seen = ""
                os.write(terminal, line.encode())
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def test_without_a_command_there_is_a_shell_on_the_terminal(self):
        # who says "begun" is the terminal's foreground already
        steps = [("# ", "echo typed > /etc/typed; sh -c 'echo begun; exec sleep 300'\n"),
                 ("begun\r\n", "\x03"), ("# ", "echo more >> /etc/typed; exit 0\n")]
        self.assertEqual(self.talk(steps), 0)
        self.assertEqual(self.read("rootimg/etc/typed"), "typed\nmore\n")
        self.assertEqual(self.talk([("# ", "rm /etc/typed; exit 1\n")]), FAILED)
        self.assertEqual(self.read("rootimg/etc/typed"), "typed\nmore\n")


if __name__ == "__main__":
    skip_unless_possible()
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
