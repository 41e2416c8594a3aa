# SPDX-License-Identifier: GPL-2.0-or-later
"""nodeset --limit, rollback and gc as a user runs them: a new generation in steps."""

import glob
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
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

    def test_site_and_image_say_how_long_a_node_tries(self):
        with open(f"{self.root}/etc/stateless/stateless.conf", "a", encoding="utf-8") as file:
            file.write("boot_timeout = 300\nboot_failure = wait\n")
        image = f"{self.root}/etc/stateless/images.d/a.conf"
        with open(image, encoding="utf-8") as file:
            text = file.read()
        for keys, words in (("", "sl.after=wait sl.timeout=300 "),
                            ("boot_timeout = 30", "sl.after=wait sl.timeout=30 "),
                            ("boot_failure = reboot", "sl.after=reboot sl.timeout=300 "),
                            ("boot_timeout = 0", None)):
            with open(image, "w", encoding="utf-8") as file:
                file.write(text.replace("}", keys + "\n}"))
            self.run_it("nodeset", "n1", "netboot=a", status=0 if words else 1)
            if words:
                path = f"{self.root}/tftpboot/pxelinux.cfg/01-52-54-00-00-00-01"
                with open(path, encoding="utf-8") as file:
                    self.assertIn(words, file.read())
            else:
                self.assertIn("a node cannot read the word sl.timeout=0", self.said)

    def start(self, *words):
        process = subprocess.Popen([os.path.join(BUILD, "stateless"), "--plugins", os.path.join(BUILD, "examples"),
                                    "--root", self.root, *words], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        return process

    def hold_inventory(self):
        """Somebody else's change is open: who wants to begin one waits, ten seconds long."""
        db = sqlite3.connect(f"{self.root}/var/lib/stateless/inventory.db",
                             isolation_level=None)
        self.addCleanup(db.close)
        db.execute("BEGIN IMMEDIATE")
        return db

    def wait_until_asleep(self, process):
        """Until it sleeps, as it does for the inventory, and not for a page or a file."""
        def waits_in(pid):
            with open(f"/proc/{pid}/wchan", encoding="ascii") as file:
                return file.read()

        deadline = time.monotonic() + 30
        while "nanosleep" not in waits_in(process.pid):
            self.assertIsNone(process.poll(), "it did not wait")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_a_nodeset_sees_what_gc_took_since_it_looked(self):
        generation = self.generation("b")
        db = self.hold_inventory()
        nodeset = self.start("nodeset", "n1", "netboot=b")
        self.wait_until_asleep(nodeset)
        os.rename(generation, generation + ".gone")
        db.execute("ROLLBACK")
        _, said = nodeset.communicate(timeout=60)
        self.assertEqual(nodeset.returncode, 1, said)
        self.assertIn("was removed just now", said)
        os.rename(generation + ".gone", generation)
        self.assertEqual(self.images()[0], "a")

    def test_gc_waits_for_what_a_nodeset_records(self):
        generation = self.generation("b")
        for link in glob.glob(f"{self.root}/install/netboot/b/current*"):
            os.unlink(link)
        db = self.hold_inventory()
        gc = self.start("gc", "b")
        self.wait_until_asleep(gc)
        digest, = db.execute("SELECT generation FROM state LIMIT 1").fetchone()
        self.assertEqual(len(digest), 64)
        with open(f"{generation}/manifest", "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        db.execute("UPDATE state SET image = 'b', generation = ? WHERE object ="
                   " (SELECT id FROM object WHERE name = 'n1')", (digest,))
        db.execute("COMMIT")
        out, said = gc.communicate(timeout=60)
        self.assertEqual((gc.returncode, out), (0, ""), said)
        self.assertTrue(os.path.isdir(generation))

    def test_rmimage_spares_the_way_back_unless_forced(self):
        first = self.generation("a")
        self.run_it("nodeset", NODES, "netboot=b")
        for what in ("a", "a@current"):
            self.run_it("rmimage", what, status=1)
            self.assertIn("were set to this before (n", self.said)
        self.run_it("rmimage", "--force", "--dry-run", "a@current")
        self.assertTrue(os.path.isdir(first))
        self.run_it("rmimage", "--force", "a@current")
        self.assertFalse(os.path.exists(first))
        self.assertEqual(os.listdir(f"{self.root}/install/netboot/a"), [])
        self.run_it("rmimage", "--force", "b", status=1)
        self.assertIn("nodes boot this", self.said)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
