# SPDX-License-Identifier: GPL-2.0-or-later
"""init as a user runs it: a new site, and again."""

import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
WORDS = ("--network", "10.1.0.0/16", "--server", "10.1.0.1:8080", "--interface", "eth7")


class Init(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-init-")
        self.addCleanup(folder.cleanup)
        self.root = os.path.realpath(folder.name)

    def run_it(self, *words, status=0):
        done = subprocess.run([os.path.join(BUILD, "stateless"), "--root", self.root, *words],
                              text=True, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def read(self, path):
        with open(self.root + path, encoding="utf-8") as file:
            return file.read()

    def test_a_new_site_is_made_and_checked(self):
        out = self.run_it("init", *WORDS)
        for path in ("/etc/stateless/stateless.conf", "/etc/stateless/images.d", "/install",
                     "/tftpboot", "/var/lib/stateless", "/var/cache/stateless",
                     "/etc/dnsmasq.d/stateless.conf",
                     "/etc/systemd/system/stateless-serve.service"):
            self.assertIn(f"made {self.root}{path}\n", out)
            self.assertTrue(os.path.exists(self.root + path), path)
        self.assertIn("made network cluster 10.1.0.0/16\n", out)
        self.assertRegex(out, r"\d+ ok, \d+ warnings, \d+ problems\n$")
        self.assertEqual(self.run_it("lsdef", "-t", "network", "cluster"),
                         "Object name: cluster\n    net=10.1.0.0\n    prefix=16\n")
        config = self.run_it("config")
        self.assertIn("10.1.0.1:8080", config)
        self.assertIn("eth7", config)

    def test_services_are_told_where_the_site_is(self):
        self.run_it("init", *WORDS)
        dropped = self.read("/etc/dnsmasq.d/stateless.conf")
        conf = f"{self.root}/var/lib/stateless/dnsmasq/stateless.conf"
        self.assertTrue(dropped.endswith(f"\nconf-file={conf}\n"))
        with open(conf, encoding="utf-8") as file:
            self.assertIn("interface=eth7", file.read())
        subprocess.run(["dnsmasq", "--test", "-C", f"{self.root}/etc/dnsmasq.d/stateless.conf"],
                       check=True, capture_output=True, timeout=60)
        unit = self.read("/etc/systemd/system/stateless-serve.service")
        self.assertIn(f'\nExecStart="{os.path.realpath(BUILD)}/stateless" --root '
                      f'"{self.root}" serve\n', unit)
        self.assertIn(f"\nReadWritePaths=-{self.root}/install -{self.root}/var/lib/stateless\n",
                      unit)

    def unit_of(self, installdir):
        conf = f"{self.root}/etc/stateless/stateless.conf"
        os.makedirs(os.path.dirname(conf))
        with open(conf, "w", encoding="utf-8") as file:
            file.write(f'installdir = "{installdir}"\n')
        self.run_it("init", *WORDS)
        return self.read("/etc/systemd/system/stateless-serve.service").splitlines()

    def test_the_unit_sees_a_site_below_tmp(self):
        """As this test's own is, and perhaps the program."""
        self.assertTrue(self.root.startswith("/tmp/"), self.root)
        lines = self.unit_of("/install")
        self.assertIn("PrivateTmp=no", lines)
        home = os.path.realpath(BUILD).startswith(("/home/", "/root/", "/run/user/"))
        self.assertIn("ProtectHome=" + ("read-only" if home else "yes"), lines)

    def test_what_is_there_is_kept(self):
        self.run_it("init", *WORDS)
        conf = f"{self.root}/etc/stateless/stateless.conf"
        with open(conf, "a", encoding="utf-8") as file:
            file.write('domain = "here"\n')
        before = self.read("/etc/stateless/stateless.conf")
        out = self.run_it("init", *WORDS).split("\n\n")[0]
        self.assertNotIn("made", out)
        self.assertIn(f"kept {conf}\n", out)
        self.assertIn("kept network cluster", out)
        self.assertEqual(self.read("/etc/stateless/stateless.conf"), before)
        self.run_it("init", "--network", "10.2.0.0/16", status=1)
        self.assertIn("the inventory's network cluster is 10.1.0.0", self.said)

    def test_a_dry_run_lists_and_makes_nothing(self):
        out = self.run_it("init", "--dry-run", *WORDS)
        self.assertIn(f"would make {self.root}/etc/stateless/stateless.conf\n", out)
        self.assertIn(f"would make {self.root}/etc/dnsmasq.d/stateless.conf\n", out)
        self.assertIn("would make network cluster", out)
        self.assertEqual(os.listdir(self.root), [])

    def test_wrong_words_make_nothing(self):
        for words in (("--network", "10.1.0.1/16"), ("--server", "head"), ("x",),
                      ("--interface", "a b")):
            self.run_it("init", *words, status=2)
        self.assertEqual(os.listdir(self.root), [])


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
