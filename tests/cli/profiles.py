# SPDX-License-Identifier: GPL-2.0-or-later
"""genimage of an image that names no lists, otherpkgs, --kernel, and what scripts are told."""

import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
USAGE, FAILED = 2, 1
SCRIPT = """#!/bin/sh
{ echo "$0 $*"; env | grep ^IMG_ | sort; } >> "$1/told"
"""


class Profiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-profiles-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.put("/etc/stateless/images.d/i.conf",
                 "image i { distro = toy version = 2.1 arch = riscv64 }\n")

    def put(self, path, text, mode=0o644):
        path = self.root + path
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def read(self, path):
        with open(f"{self.root}/install/trees/i/{path}", encoding="utf-8") as file:
            return file.read()

    def run_it(self, *words, status=0):
        done = subprocess.run([f"{BUILD}/stateless", "--plugins", f"{BUILD}/toy", "--root",
                               self.root, *words], text=True, capture_output=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def test_the_plugin_has_lists_for_images_without(self):
        out = self.run_it("genimage", "--dry-run", "i")
        self.assertIn("toy/profiles/compute.pkglist\n", out)
        self.assertIn("packages  kernel-1.0 base\n", out)
        self.assertIn("toy/profiles/compute.pkglist\n", self.run_it("config", "i"))

    def test_those_of_the_site_go_first(self):
        mine = "/install/custom/netboot/toy/compute.toy2.0.pkglist"
        self.put(mine, "kernel-3.0\n")
        out = self.run_it("genimage", "--dry-run", "i")
        self.assertIn(f"pkglist       {self.root}{mine}\n", out)
        self.assertIn('pkglist = { "compute.toy2.0.pkglist" }', self.run_it("config", "i"))

    @unittest.skipUnless(os.geteuid() == 0, "genimage needs root")
    def test_scripts_are_told_of_the_image(self):
        folder = "/install/custom/netboot/toy"
        self.put(f"{folder}/compute.pkglist", "#ENV:A=b#\nkernel-1.9\nkernel-1.10\n")
        self.put(f"{folder}/compute.otherpkgs.pkglist", "sub/extra\n#NEW_INSTALL_LIST#\nlate\n")
        self.put("/etc/stateless/images.d/run", SCRIPT, 0o755)
        self.put("/etc/stateless/images.d/i.conf",
                 'image i { distro = toy version = 2.1 arch = riscv64 pkgdir = { "/p", "http://q" }\n'
                 ' otherpkgdir = { "/o" } postinstall = { "run one two", "run three" } }\n')
        self.run_it("genimage", "--kernel", "1.9", "i")
        tree = f"{self.root}/install/trees/.new-i/rootimg"
        told = self.read("rootimg/told").split("\n")
        self.assertEqual(told[0].split(" ", 1)[1][-len(" toy2.1 riscv64 compute one two"):],
                         " toy2.1 riscv64 compute one two")
        lists = f"{self.root}{folder}/compute"
        want = ["IMG_ARCH=riscv64", "IMG_KERNELVERSION=1.9", "IMG_NAME=i", "IMG_OSVER=toy2.1",
                f"IMG_OTHERPKGDIR={self.root}/o", f"IMG_OTHERPKGLIST={lists}.otherpkgs.pkglist",
                f"IMG_PKGDIR={self.root}/p,http://q", f"IMG_PKGLIST={lists}.pkglist",
                "IMG_PROFILE=compute", f"IMG_ROOTIMGDIR={tree}"]
        self.assertEqual(told[1:11], want)
        self.assertTrue(told[11].endswith(" toy2.1 riscv64 compute three"), told[11])
        self.assertEqual(self.read("kernels").split("\n")[0], "1.9 boot/vmlinuz-1.9")
        self.assertEqual(self.read("rootimg/pkg/kernel-1.9"), "A=b\n")
        self.assertEqual(self.read("rootimg/pkg/extra"), f"from {self.root}/o/sub\n")
        self.assertEqual(self.read("rootimg/pkg/late"), f"from {self.root}/o\n")
        self.run_it("genimage", "i")
        self.assertEqual(self.read("kernels").split("\n")[0], "1.10 boot/vmlinuz-1.10")

    @unittest.skipUnless(os.geteuid() == 0, "genimage needs root")
    def test_a_script_that_fails_leaves_the_tree_as_it_was(self):
        self.run_it("genimage", "i")
        folder = "/install/custom/netboot/toy"
        self.put(f"{folder}/compute.postinstall", "#!/bin/sh\nexit 3\n", 0o755)
        self.put(f"{folder}/compute.pkglist", "kernel-9\n")
        self.run_it("genimage", "i", status=FAILED)
        self.assertIn("compute.postinstall", self.said)
        self.assertEqual(self.read("kernels"), "1.0 boot/vmlinuz-1.0\n")

    def test_lists_that_loop_or_are_not_there_are_errors(self):
        folder = "/install/custom/netboot/toy"
        self.put(f"{folder}/compute.pkglist", "a\n#INCLUDE:more#\n")
        self.put(f"{folder}/more", "#INCLUDE:compute.pkglist#\n")
        self.run_it("genimage", "--dry-run", "i", status=USAGE)
        self.assertIn("is a loop", self.said)
        self.put(f"{folder}/more", "#INCLUDE:nosuch#\n")
        self.run_it("genimage", "--dry-run", "i", status=USAGE)
        self.assertIn("more:1: cannot include", self.said)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
