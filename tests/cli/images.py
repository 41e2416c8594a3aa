# SPDX-License-Identifier: GPL-2.0-or-later
"""genimage, packimage, testboot, images, tag, gc, rmimage: bad input and exit statuses."""

import fcntl
import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
FAILED, USAGE, SOME, BUSY = 1, 2, 3, 4
NEEDS_IMAGE = {"genimage": [], "packimage": [], "testboot": [], "images": [], "gc": [],
               "rmimage": [], "memory": [], "tag": ["mark"]}


class Images(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless images ")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        subprocess.run([os.path.join(BUILD, "make_world"), self.root, "2", "riscv64"],
                       check=True, timeout=60)

    def run_it(self, *words, status=0, out=subprocess.PIPE):
        done = subprocess.run([PROGRAM, "--plugins", os.path.join(BUILD, "examples"),
                               "--root", self.root, *words], text=True, stdout=out,
                              stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def image_file(self, name, text):
        path = f"{self.root}/etc/stateless/images.d/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def generations(self, image):
        return glob.glob(f"{glob.escape(self.root)}/install/netboot/{image}/{'[0-9a-f]' * 16}")

    def hold_lock(self, image):
        os.makedirs(f"{self.root}/run/stateless", exist_ok=True)
        file = open(f"{self.root}/run/stateless/image-{image}.lock", "w", encoding="utf-8")
        self.addCleanup(file.close)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def test_an_unknown_image_is_named_with_those_there_are(self):
        for command, more in NEEDS_IMAGE.items():
            self.run_it(command, "nosuch", *more, status=USAGE)
            self.assertIn('no image "nosuch"', self.said, command)
            self.assertIn("a, b", self.said, command)

    def test_a_mistyped_image_is_not_to_be_packed(self):
        self.run_it("mkdef", "-t", "node", "n9")
        self.run_it("nodeset", "n9", "netboot=nosuch", status=FAILED)
        self.assertIn('no image "nosuch"', self.said)
        self.assertNotIn("packimage", self.said)

    def test_a_mistyped_command_is_told_its_neighbour(self):
        for words in (["nodset"], ["help", "nodset"]):
            self.run_it(*words, status=USAGE)
            self.assertIn("there is no command nodset; did you mean nodeset?", self.said)

    def test_bad_options_are_usage(self):
        for command in NEEDS_IMAGE:
            self.run_it(command, "--nosuch", "a", status=USAGE)
            self.assertIn("there is no option --nosuch", self.said)
        for words in (["packimage", "a", "-m"], ["genimage", "a", "--kernel"],
                      ["testboot", "a", "--run"]):
            self.run_it(*words, status=USAGE)
            self.assertIn("needs a value", self.said)
        for words in (["genimage"], ["packimage"], ["testboot"], ["tag", "a"], ["rmimage"],
                      ["testboot", "a", "--cpus", "x"], ["memory"], ["memory", "a", "--cpus", "0"], ["testboot", "a", "--memory", "0"],
                      ["--root", "", "images"]):
            self.run_it(*words, status=USAGE)

    def test_memory_is_foretold_for_each_method(self):
        said = json.loads(self.run_it("memory", "--json", "--cpus", "2", "a"))
        self.assertEqual((said["image"], said["cpus"], len(said["methods"])), ("a", 2, 1))
        one = said["methods"][0]
        self.assertEqual(one["resident"], one["root"] + one["system"])
        more = json.loads(self.run_it("memory", "--json", "--cpus", "256", "a:squashfs"))
        self.assertGreater(more["methods"][0]["system"], one["system"])
        out = self.run_it("memory", "a")
        self.assertIn("a: memory of a node with 64 possible CPUs", out)
        self.assertRegex(out, rf"squashfs +{one['generation']} ")
        self.run_it("memory", "a:nosuch", status=FAILED)
        self.image_file("new.conf", 'image new { distro = "debian" }\n')
        self.run_it("memory", "new", status=FAILED)
        self.assertIn("run `stateless packimage new` first", self.said)

    def test_an_unknown_method_is_found_before_anything_is_packed(self):
        self.run_it("packimage", "-m", "nosuch", "a", status=USAGE)
        self.assertIn('no plugin packs by "nosuch"', self.said)

    def test_packing_needs_a_tree(self):
        self.image_file("own.conf", 'image own { distro = "nosuch-os" }\n')
        self.run_it("genimage", "own", status=USAGE)
        self.assertIn('no plugin builds distro "nosuch-os"', self.said)
        if not os.path.exists(f"{BUILD}/plugins/debian.so"):
            self.skipTest("no plugin builds the images of this site")
        self.run_it("packimage", "a", status=FAILED)
        self.assertIn("genimage a", self.said)

    def test_what_the_user_wrote_ends_with_2(self):
        if not os.path.exists(f"{BUILD}/plugins/debian.so"):
            self.skipTest("no plugin builds the images of this site")
        debian = 'image own { distro = "debian"\n version = "12"\n '
        self.image_file("own.conf", debian + 'profile = "nosuch" }\n')
        self.run_it("genimage", "own", status=USAGE)
        self.assertRegex(self.said, r'own\.conf: image "own" has no pkglist')
        self.image_file("own.conf", debian + 'pkglist = { "none" } }\n')
        self.run_it("genimage", "own", status=USAGE)
        self.assertIn("images.d/none", self.said)
        self.image_file("own.conf", debian + 'method = "nosuch" }\n')
        self.run_it("packimage", "own", status=USAGE)
        self.assertIn('no plugin packs by "nosuch"', self.said)
        self.image_file("own.conf", debian + 'platforms = { "nosuch" } }\n')
        self.run_it("packimage", "own", status=USAGE)
        self.assertIn('there is no platform "nosuch"', self.said)
        self.assertFalse(os.path.exists(f"{self.root}/install/trees"))
        self.image_file("own.conf", debian + 'profile = "nosuch" }\n')
        self.run_it("genimage", "own", "a", "nosuch", status=USAGE)

    def test_a_broken_file_stops_its_own_image_only(self):
        self.image_file("broken.conf", "image broken { distro = debian\n nosuchkey = 1 }\n")
        self.image_file("env.conf", 'image env { distro = "${HOME}" }\n')
        self.assertEqual(sorted(json.loads(self.run_it("images", "--json"))), ["a", "b"])
        self.run_it("tag", "a", "good")
        self.run_it("images", "broken", status=USAGE)
        self.assertIn("broken.conf:2", self.said)
        self.run_it("images", "env", status=USAGE)
        self.assertIn("env.conf:1", self.said)
        self.assertIn("a: debian", self.run_it("images", "broken", "a", status=SOME))

    def test_reports_are_json(self):
        one, = json.loads(self.run_it("--json", "images", "a"))["a"]
        self.assertEqual(one["generation"], one["digest"][:16])
        self.assertEqual(one["method"], "squashfs")
        self.assertIn("current", one["links"])
        self.run_it("--json", "gc", status=USAGE)
        self.run_it("--dry-run", "images", status=USAGE)

    def test_help_names_dry_run_where_it_is_taken(self):
        commands = [line.split()[0] for line in self.run_it("--help").split("\n\n")[1].splitlines()]
        self.assertIn("genimage", commands)
        for command in commands:
            text = self.run_it(command, "--help")
            self.assertTrue(text.startswith("usage: stateless " + command), text)
            done = subprocess.run([PROGRAM, "--root", self.root, command, "--dry-run", "--nosuch"],
                                  capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, USAGE, command)
        for command in ("genimage", "packimage", "tag", "gc", "rmimage", "nodeset"):
            self.assertIn("--dry-run", self.run_it(command, "--help"))
        for command in ("images", "status", "plugins", "config"):
            self.assertNotIn("--dry-run", self.run_it(command, "--help"))

    def test_two_at_once_are_refused(self):
        lock = self.hold_lock("a")
        for words in (["tag", "a", "mark"], ["rmimage", "a"], ["rmimage", "a@current"],
                      ["gc", "a"]):
            self.run_it(*words, status=BUSY)
            self.assertIn("another command works on image a", self.said)
            self.assertIn(f"process {os.getpid()} (", self.said)
            self.assertIn("images.py", self.said)
        self.run_it("gc", status=SOME)
        self.assertEqual(len(self.generations("a")), 1)
        self.run_it("rmimage", "a", "--dry-run")
        lock.close()
        self.run_it("rmimage", "a@current")
        self.assertEqual(self.generations("a"), [])

    def test_output_that_is_lost_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.run_it("images", status=FAILED, out=full)
        self.assertIn("cannot write the output", self.said)

    def test_what_a_node_boots_is_not_removed(self):
        self.run_it("chdef", "n[1-2]", "platform=uboot")
        self.run_it("nodeset", "n1", "netboot=a")
        for what in ("a", "a@current"):
            self.run_it("rmimage", what, status=FAILED)
            self.assertIn("n1", self.said)
        self.run_it("rmimage", "b")
        self.assertFalse(os.path.exists(f"{self.root}/install/netboot/b"))
        self.run_it("testboot", "b", status=FAILED)
        self.assertIn("packimage b", self.said)

    def test_a_tag_is_a_name(self):
        self.run_it("tag", "a", "../x", status=FAILED)
        self.run_it("tag", "a", "current", status=FAILED)
        self.assertIn("would be tagged", self.run_it("tag", "-n", "a", "mark"))
        self.run_it("images", "a")
        self.run_it("tag", "a@mark", "other", status=FAILED)
        self.run_it("tag", "a", "mark")
        self.run_it("tag", "a@mark", "other")
        self.assertIn("tag.mark tag.other", self.run_it("images", "a"))


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
