# SPDX-License-Identifier: GPL-2.0-or-later
"""nodeset --limit, rollback and gc as a user runs them: a new generation in steps."""

import glob
import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
NODES = "n[1-5]"


class Rollout(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-rollout-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        subprocess.run([os.path.join(BUILD, "make_world"), self.root, "5",
                        "riscv64"], check=True,
                       timeout=60)
        self.run_it("chdef", "-t", "group", "all", "platform=uboot")
        self.run_it("nodeset", NODES, "netboot=a")

    def run_it(self, *words, status=0):
        done = subprocess.run([os.path.join(BUILD, "stateless"), "--plugins",
                               os.path.join(BUILD, "examples"), "--root", self.root, *words],
                              text=True, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def images(self):
        """Which image each node is set to: "aabba"."""
        lines = self.run_it("nodeset", NODES, "stat").splitlines()
        return "".join(line.split(": netboot ")[-1].split(":")[0] for line in lines)

    def generation(self, image):
        return glob.glob(f"{self.root}/install/netboot/{image}/{'[0-9a-f]' * 16}")[0]

    def test_a_limit_takes_the_next_ones_at_each_call(self):
        out = self.run_it("nodeset", NODES, "netboot=b", "--limit", "2")
        self.assertEqual(self.images(), "bbaaa")
        pinned = "b:squashfs@" + os.path.basename(self.generation("b"))
        self.assertIn(f"3 nodes are left; to go on: stateless --root {self.root} nodeset "
                      f"'{NODES}' netboot={pinned} --limit 2\n", out)
        self.assertIn("1 node is left",
                      self.run_it("nodeset", NODES, f"netboot={pinned}", "--limit", "40%"))
        self.assertEqual(self.images(), "bbbba")
        self.assertNotIn("left", self.run_it("nodeset", NODES, "osimage=b", "--limit", "1%"))
        self.assertEqual(self.images(), "bbbbb")

    def test_a_limited_dry_run_and_a_wrong_limit_change_nothing(self):
        out = self.run_it("nodeset", "-n", NODES, "boot", "--limit", "1")
        self.assertIn("4 nodes are left", out)
        self.run_it("nodeset", NODES, "netboot=b", "--limit", "none", status=2)
        self.run_it("nodeset", NODES, "stat", "--limit", "1", status=2)
        self.assertEqual(self.images(), "aaaaa")

    def test_a_bad_node_takes_no_turn(self):
        self.run_it("chdef", "n2", "mac=", status=3)
        self.run_it("nodeset", NODES, "netboot=b", "--limit", "2", status=3)
        self.assertEqual(self.images(), "babaa")
        self.run_it("nodeset", NODES, "netboot=b", "--limit", "2", status=3)
        self.assertEqual(self.images(), "babbb")

    def test_rollback_goes_back_and_a_second_one_forth(self):
        self.run_it("nodeset", "n1,n2", "netboot=b")
        self.run_it("nodeset", "n1,n2", "netboot=b")
        self.run_it("nodeset", "n2", "boot")
        self.run_it("rollback", "-n", "n1")
        self.run_it("rollback", "n1,n2")
        self.assertEqual(self.images(), "abaaa")
        self.run_it("rollback", "n1")
        self.assertEqual(self.images(), "bbaaa")
        path, = glob.glob(f"{self.root}/tftpboot/pxelinux.cfg/01-52-54-00-00-00-01")
        with open(path, encoding="utf-8") as file:
            self.assertIn("netboot/b/", file.read())

    def test_nodes_without_a_way_back_are_named(self):
        self.run_it("rollback", "n3", status=1)
        self.assertIn("node n3: there is nothing to go back to", self.said)
        self.run_it("nodeset", "n1", "netboot=b")
        out = self.run_it("rollback", "n[1-2]", status=3)
        self.assertIn("1 node set, 1 failed", out)
        self.assertEqual(self.images(), "aaaaa")

    def test_a_generation_that_is_gone_is_no_way_back(self):
        self.run_it("nodeset", "n[1-2]", "netboot=b")
        self.run_it("nodeset", "n2", "boot")
        subprocess.run(["rm", "-r", self.generation("a")], check=True, timeout=60)
        self.run_it("rollback", "n[1-2]", status=3)
        self.assertIn("node n1: its image a@", self.said)
        self.assertEqual(self.images()[:2], "bb")

    def test_gc_keeps_the_way_back(self):
        first = self.generation("a")
        self.run_it("nodeset", NODES, "netboot=b")
        os.unlink(f"{self.root}/install/netboot/a/current")
        os.unlink(f"{self.root}/install/netboot/a/current.squashfs")
        self.run_it("gc", "a")
        self.assertTrue(os.path.isdir(first))
        self.run_it("nodeset", NODES, "boot")
        self.run_it("gc", "a")
        self.assertFalse(os.path.isdir(first))


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
