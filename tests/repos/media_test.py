# SPDX-License-Identifier: GPL-2.0-or-later
"""The media: built once for all tests, installed from by dnf and zypper with signatures on."""

import glob
import os
import shutil
import tempfile
import unittest

import house

EL = os.path.join(house.WORK, "el9")
SLE = os.path.join(house.WORK, "sle15")
KEY = os.path.join(EL, "RPM-GPG-KEY-redhat-release")


class El(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        house.build("el", EL)

    def setUp(self):
        self.dnf = house.Dnf({name: (os.path.join(EL, name), KEY)
                              for name in ("BaseOS", "AppStream")})
        self.addCleanup(self.dnf.close)

    def in_root(self, *words):
        return house.run("chroot", self.dnf.root, *words)

    def test_every_package_and_the_medium_are_there(self):
        files = glob.glob(EL + "/**/*.rpm", recursive=True)
        self.assertGreater(len(files), 200)
        for name in (".discinfo", ".treeinfo", "media.repo"):
            self.assertNotIn("@", self.read(name), name)
        self.assertEqual(self.read(".discinfo").split("\n")[1], "Red Hat Enterprise Linux 9.4")

    @staticmethod
    def read(name):
        with open(os.path.join(EL, name), encoding="utf-8") as file:
            return file.read()

    def test_groups_and_modules_are_known(self):
        self.assertIn("Core", self.dnf.run("group", "list", "--hidden"))
        self.assertRegex(self.dnf.run("module", "list"), r"redis +7 +common")

    def test_what_uefi_starts_lies_where_red_hat_has_it(self):
        self.dnf.run("install", "bash", "shim-x64", "grub2-efi-x64")
        for name in ("EFI/redhat/shimx64.efi", "EFI/redhat/grubx64.efi", "EFI/BOOT/BOOTX64.EFI"):
            with open(os.path.join(self.dnf.root, "boot/efi", name), "rb") as file:
                self.assertEqual(file.read(2), b"MZ", name)

    def test_a_modular_package_waits_for_its_module(self):
        said = self.dnf.run("repoquery", "-q", "redis")
        self.assertNotIn("redis-", said)
        said = self.dnf.run("install", "--downloadonly", "@redis:7")
        self.assertIn("Enabling module streams", said)

    def test_core_and_a_kernel_install_without_a_word_of_complaint(self):
        said = self.dnf.run("install", "@core", "kernel")
        for word in ("warning:", "scriptlet failed", "error:"):
            self.assertNotIn(word, said.lower())
        self.assertIn("\nbash\n", "\n" + self.in_root("rpm", "-qa", "--qf", "%{NAME}\n"))
        self.assertIn("cap_net_raw", house.run("getcap", self.dnf.root + "/usr/bin/ping"))
        found = glob.glob(self.dnf.root + "/usr/lib/modules/*/vmlinuz")
        self.assertEqual(len(found), 1)
        version = found[0].split("/")[-2]
        self.assertTrue(os.path.exists(f"{self.dnf.root}/boot/vmlinuz-{version}"))
        self.assertTrue(os.path.getsize(os.path.join(os.path.dirname(found[0]), "modules.dep")))
        self.assertEqual(os.stat(self.dnf.root + "/etc/shadow").st_mode & 0o007, 0)


class Sle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        house.build("sle", SLE)

    def setUp(self):
        home = tempfile.TemporaryDirectory(prefix="stateless-repos-")
        self.addCleanup(home.cleanup)
        self.root = os.path.join(home.name, "root")
        self.env = {**os.environ, "HOME": home.name, "LC_ALL": "C"}
        os.makedirs(self.root + "/usr/lib/sysimage/rpm")
        with open(os.path.join(home.name, ".rpmmacros"), "w", encoding="utf-8") as file:
            file.write("%_dbpath /usr/lib/sysimage/rpm\n")
        house.run("rpmkeys", "--root", self.root, "--import",
                  *glob.glob(SLE + "/gpg-pubkey-*.asc"), env=self.env)
        for name in ("Product-SLES", "Module-Basesystem", "Module-Server-Applications"):
            self.zypper("addrepo", "--gpgcheck-strict", f"dir:{SLE}/{name}", name)

    def zypper(self, *words, status=0):
        return house.run("zypper", "--root", self.root, "--non-interactive", *words,
                         status=status, env=self.env)

    def test_the_medium_lists_its_repositories(self):
        with open(SLE + "/media.1/products", encoding="utf-8") as file:
            for line in file:
                self.assertTrue(os.path.isdir(SLE + line.split()[0] + "/repodata"), line)

    def test_a_pattern_and_a_kernel_install_without_a_word_of_complaint(self):
        said = self.zypper("install", "--no-recommends", "pattern()=minimal_base",
                           "kernel-default")
        for word in ("warning: %", "scriptlet failed", "error:"):
            self.assertNotIn(word, said)
        product = os.readlink(self.root + "/etc/products.d/baseproduct")
        self.assertEqual(product, "SLES.prod")
        names = house.run("chroot", self.root, "rpm", "-qa", "--qf", "%{NAME}\n").split()
        self.assertIn("patterns-base-minimal_base", names)
        self.assertTrue(os.readlink(self.root + "/boot/vmlinuz").startswith("vmlinuz-"))

    def test_what_uefi_starts_lies_where_suse_has_it(self):
        self.zypper("install", "--no-recommends", "bash", "shim", "grub2-x86_64-efi")
        for name in ("shim.efi", "grub.efi"):
            path = os.path.join(self.root, "usr/share/efi/x86_64", name)
            self.assertTrue(os.path.islink(path), path)
            with open(path, "rb") as file:
                self.assertEqual(file.read(2), b"MZ", name)

    def test_a_package_that_is_not_there_is_exit_status_104(self):
        self.zypper("install", "no-such-package", status=104)


class Scripts(unittest.TestCase):
    """What dnf makes of scripts that fail."""

    @classmethod
    def setUpClass(cls):
        house.build("el", EL)

    def install(self, name, status):
        folder = tempfile.mkdtemp(prefix="stateless-variant-")
        self.addCleanup(shutil.rmtree, folder)
        house.build(name, folder)
        dnf = house.Dnf({"BaseOS": (EL + "/BaseOS", KEY),
                         name: (folder, folder + "/RPM-GPG-KEY-tests")})
        self.addCleanup(dnf.close)
        dnf.run("install", "bash", "coreutils")
        return dnf.run("install", name, status=status)

    def test_a_post_script_that_fails_is_a_warning(self):
        said = self.install("failing-post", 0)
        self.assertIn("failing-post: the script of this package fails", said)
        self.assertIn("scriptlet failed, exit status 1", said)

    def test_a_pre_script_that_fails_is_an_error(self):
        said = self.install("failing-pre", 1)
        self.assertIn("failing-pre: the script of this package fails", said)


if __name__ == "__main__":
    house.skip_unless_root()
    unittest.main()
