# SPDX-License-Identifier: GPL-2.0-or-later
"""mkdef, chdef, lsdef, rmdef and noderange as a user runs them."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.join(os.environ["BUILD_DIR"], "stateless")


class Defs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="stateless-defs-")
        self.addCleanup(self.folder.cleanup)

    def run_it(self, *words, status=0, text=""):
        done = subprocess.run(
            [PROGRAM, "--root", self.folder.name, *words], input=text, text=True,
            capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def make_three(self):
        return self.run_it("mkdef", "-t", "node", "n[1-3]", "groups=compute",
                           r"ip=|n(\d+)|10.0.0.($1+10)|", r"mac=|5254000000($1+10)|")

    def get(self, name, *words):
        return json.loads(self.run_it("lsdef", "--json", *words, name))[0]["attributes"]

    def test_values_are_computed_for_each_node(self):
        self.assertEqual(self.make_three(),
                         "3 object definitions have been created or modified.\n")
        self.assertEqual(self.run_it("lsdef", "n2"),
                         "Object name: n2\n    groups=compute\n    ip=10.0.0.12\n"
                         "    mac=52:54:00:00:00:12\n")

    def test_without_names_all_are_listed(self):
        self.assertEqual(self.run_it("lsdef"), "")
        self.make_three()
        self.run_it("mkdef", "-t", "group", "compute", "arch=x86_64")
        self.run_it("mkdef", "-t", "network", "boot", "net=10.0.0.0", "prefix=24")
        self.assertEqual(self.run_it("lsdef"),
                         "n1  (node)\nn2  (node)\nn3  (node)\ncompute  (group)\n"
                         "boot  (network)\n")
        self.assertEqual(self.run_it("lsdef", "-t", "group"), "compute  (group)\n")
        self.assertEqual(self.run_it("lsdef", "-w", "ip=~12$"), "n2  (node)\n")
        self.assertEqual(self.run_it("lsdef", "-w", "arch==x86_64", "-w", "ip!=10.0.0.11"),
                         "n2  (node)\nn3  (node)\n")
        self.assertEqual(self.run_it("lsdef", "-i", "arch,os", "n1"),
                         "Object name: n1\n    arch=x86_64\n    os=\n")
        self.assertEqual(self.run_it("lsdef", "-t", "network", "boot"),
                         "Object name: boot\n    net=10.0.0.0\n    prefix=24\n")

    def test_what_is_there_is_replaced_only_by_force(self):
        self.make_three()
        out = self.run_it("mkdef", "n[3-4]", "groups=x", status=3)
        self.assertIn("1 object definitions", out)
        self.assertIn("node n3 is there already", self.said)
        self.run_it("mkdef", "n3", "groups=x", status=1)
        self.run_it("mkdef", "-f", "n3", "groups=x")
        self.assertEqual(self.get("n3"), {"groups": "x"})

    def test_a_bad_object_leaves_nothing_and_stops_no_other(self):
        out = self.run_it("mkdef", "n[254-256]", r"ip=|10.0.0.($1)|", "groups=a", status=3)
        self.assertIn("2 object definitions", out)
        self.assertIn("node n256: ip=10.0.0.256: must be", self.said)
        self.assertEqual(self.run_it("lsdef"), "n254  (node)\nn255  (node)\n")
        self.run_it("mkdef", "x1", "grops=a", "groups=a", status=1)
        self.assertIn("is it groups?", self.said)
        self.run_it("mkdef", "x1", "nosuch.key=1", status=1)
        self.assertIn("no plugin nosuch", self.said)
        self.run_it("mkdef", "a/b", "groups=a", status=1)
        self.run_it("lsdef", "x1", status=1)

    def test_an_address_is_for_one_node(self):
        self.make_three()
        self.run_it("mkdef", "n9", "mac=52-54-00-00-00-12", status=1)
        self.assertIn("node n9: mac=52:54:00:00:00:12: node n2 has it", self.said)
        self.run_it("chdef", "n1", "ip=10.0.0.13", status=1)
        self.assertIn("node n3 has it", self.said)
        self.assertEqual(self.get("n1")["ip"], "10.0.0.11")
        self.run_it("mkdef", "m[1-2]", "ip=10.0.0.99", status=3)
        self.assertIn("node m2: ip=10.0.0.99: node m1 has it", self.said)

    def test_lists_are_appended_to_and_removed_from(self):
        self.make_three()
        self.run_it("chdef", "-p", "compute,-n3", "groups=ready,compute")
        self.assertEqual(self.get("n1")["groups"], "compute,ready")
        self.assertEqual(self.run_it("noderange", "ready"), "n1\nn2\n")
        self.run_it("chdef", "-m", "n1", "groups=compute")
        self.assertEqual(self.get("n1")["groups"], "ready")
        self.run_it("chdef", "n1", "groups=")
        self.assertNotIn("groups", self.get("n1"))
        self.run_it("chdef", "-p", "n1", "arch=x", status=1)
        self.run_it("chdef", "-p", "-m", "n1", "groups=x", status=2)

    def test_chdef_makes_what_is_not_there_and_says_so(self):
        out = self.run_it("chdef", "n7", "groups=new")
        self.assertEqual(out, "1 object definitions have been created or modified.\n"
                         "New object definitions 'n7' have been created.\n")
        self.run_it("chdef", "-m", "n8", "groups=new", status=1)

    def test_stanzas_make_a_round_trip(self):
        self.make_three()
        self.run_it("mkdef", "-t", "group", "compute", r"id=|n(\d+)|($1*2)|",
                    "addkcmdline=console=ttyS0,115200 \"quiet\"")
        self.run_it("mkdef", "-t", "network", "boot", "net=fd00::", "prefix=64")
        nodes = self.run_it("lsdef", "-z", "-l")
        self.assertTrue(nodes.startswith("# <xCAT data object stanza file>\n\nn1:\n"
                                         "    objtype=node\n    groups=compute\n"))
        self.assertNotIn("n1:\n    id=", nodes)
        self.assertEqual(self.get("n3")["id"], "6")
        self.run_it("rmdef", "n[1-3]")
        self.run_it("rmdef", "-t", "group", "compute")
        self.run_it("rmdef", "-t", "network", "-o", "boot")
        self.assertEqual(self.run_it("lsdef"), "")
        out = self.run_it("mkdef", "-z", text=nodes)
        self.assertIn("5 object definitions", out)
        self.assertEqual(self.run_it("lsdef", "-z", "-l"), nodes)
        self.run_it("mkdef", "-z", text=nodes, status=1)
        self.run_it("mkdef", "-z", "-f", text=nodes)

    def test_wrong_stanzas_are_named_by_line(self):
        self.run_it("mkdef", "-z", text="n1:\n  groups=a\n", status=2)
        self.assertIn("standard input:1:", self.said)
        self.run_it("mkdef", "-z", status=3,
                    text="n1:\n objtype=node\no1:\n objtype=osimage\n")
        self.assertIn("standard input:3: o1: objtype=osimage", self.said)
        self.assertEqual(self.run_it("lsdef"), "n1  (node)\n")
        self.run_it("mkdef", "-z", "n2", status=2)

    def test_dry_runs_change_nothing(self):
        out = self.run_it("mkdef", "-n", "n1", "groups=a")
        self.assertEqual(out, "node n1: would be created\n    groups: (unset) -> a\n"
                         "1 object definitions would be created or modified.\n")
        self.assertEqual(self.run_it("lsdef"), "")
        self.make_three()
        before = self.run_it("lsdef", "-z", "-l")
        out = self.run_it("chdef", "--dry-run", "n1", "ip=10.1.1.1", "groups=")
        self.assertIn("    groups: compute -> (unset)\n", out)
        self.assertIn("    ip: 10.0.0.11 -> 10.1.1.1\n", out)
        self.assertIn("node n2: would be removed\n", self.run_it("rmdef", "-n", "n2"))
        self.assertEqual(self.run_it("lsdef", "-z", "-l"), before)

    def test_what_is_not_there_is_named(self):
        self.make_three()
        self.assertIn("2 object definitions have been removed.",
                      self.run_it("rmdef", "n[1-2],n9", status=3))
        self.assertIn("Could not find an object named 'n9' of type 'node'.", self.said)
        self.run_it("rmdef", "n9", status=1)
        self.run_it("lsdef", "-t", "group", "nosuch", status=1)
        self.run_it("rmdef", status=2)
        self.run_it("mkdef", status=2)
        self.run_it("lsdef", "-t", "osimage", status=2)
        self.run_it("mkdef", "n5-n1", status=1)
        self.assertIn("backwards", self.said)

    def test_ranges_are_expanded(self):
        self.make_three()
        self.run_it("mkdef", "n10", "groups=login")
        self.assertEqual(self.run_it("noderange", "compute,login,-n2"), "n1\nn3\nn10\n")
        self.assertEqual(self.run_it("noderange", "n[1-4]", status=3), "n1\nn2\nn3\n")
        self.assertIn("n4", self.said)
        self.assertEqual(self.run_it("noderange", "groups==login"), "n10\n")
        self.run_it("noderange", "n[1", status=1)
        self.assertEqual(json.loads(self.run_it("noderange", "--json", "n10")), ["n10"])

    def boot_files(self, word):
        """Names of the boot files that hold the word."""
        found = set()
        for base, _, names in os.walk(os.path.join(self.folder.name, "install/boot")):
            for name in names:
                with open(os.path.join(base, name), "rb") as file:
                    if word.encode() in file.read():
                        found.add(name)
        return found

    @unittest.skipUnless(os.path.exists(os.path.join(os.environ["BUILD_DIR"],
                                                     "plugins/x86_64.so")),
                         "the nodes of this site boot by the plugin x86_64")
    def test_boot_files_follow_what_is_changed(self):
        subprocess.run([os.path.join(os.environ["BUILD_DIR"], "make_world"),
                        self.folder.name, "3"], check=True, timeout=60)
        self.run_it("nodeset", "n[1-2]", "netboot=a")
        self.run_it("chdef", "n1", "addkcmdline=word.of.node")
        self.assertEqual(len(self.boot_files("word.of.node")), 1)
        self.run_it("chdef", "-t", "group", "all", "addkcmdline=word.of.group")
        self.assertEqual(len(self.boot_files("word.of.group")), 1)
        self.assertEqual(len(self.boot_files("word.of.node")), 1)
        before = self.boot_files("")
        self.run_it("rmdef", "-n", "n[1-2]")
        self.assertEqual(self.boot_files(""), before)
        self.run_it("chdef", "n2", "mac=", status=3)
        self.assertIn("node n2: it has no MAC address", self.said)
        self.run_it("rmdef", "n[1-2]")
        self.assertEqual(self.boot_files("word.of"), set())

    def test_the_database_is_not_for_all(self):
        self.make_three()
        path = os.path.join(self.folder.name, "var/lib/stateless/inventory.db")
        self.assertEqual(os.stat(path).st_mode & 0o7777, 0o640)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
