# SPDX-License-Identifier: GPL-2.0-or-later
"""genimage with a real package manager: mirrors, signatures, names, disks that are bad."""

import os
import subprocess
import sys

import archive
import badsite as site

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import emulate  # noqa: E402

MEGABYTE = 1 << 20
FOREIGN = "aarch64" if os.uname().machine != "aarch64" else "ppc64le"


class Genimage(site.SiteTest):
    def setUp(self):
        super().setUp()
        self.keyring = os.path.join(self.top, "keys/good.gpg")
        self.home = self.new_key("good")
        self.archive = archive.Archive(os.path.join(self.top, "archive"))
        self.archive.add("base", 200 * MEGABYTE, "Essential: yes")
        self.archive.index()
        self.archive.sign(self.home)
        self.addCleanup(self.archive.close)
        self.mirror = self.archive.serve()
        self.describe()

    def new_key(self, name):
        home = os.path.join(self.top, "gnupg-" + name)
        archive.make_key(home, os.path.join(self.top, "keys", name + ".gpg"))
        self.addCleanup(archive.stop_agent, home)
        return home

    def describe(self, arch="x86_64", version="12"):
        os.makedirs(self.path("install"), exist_ok=True)
        self.write("etc/stateless/images.d/bad.conf",
                   f'image "bad" {{\n\tdistro = "debian"\n\tversion = "{version}"\n'
                   f'\tarch = "{arch}"\n\tpkglist = {{ "bad.pkglist" }}\n'
                   f'\tdebian {{ mirror = "{self.mirror}"\n\t\tkeyring = "{self.keyring}"\n'
                   '\t\tupdates = no\n\t\tsecurity = no\n\t\tvariant = "essential" }\n}\n')

    def fails(self, *parts):
        self.run_it("genimage", "bad", status=site.FAILED)
        self.has_said("stateless genimage: bad: ", *parts)
        self.nothing_is_left()

    def test_an_unreachable_mirror_is_named(self):
        self.mirror = f"http://127.0.0.1:{archive.closed_port()}"
        self.describe()
        self.fails(self.mirror, "Connection refused")

    def test_a_mirror_without_the_release_is_named(self):
        self.describe(version="trixie")
        self.fails(self.mirror, "trixie")

    def test_a_signature_of_another_key_is_refused(self):
        self.archive.sign(self.new_key("other"))
        self.fails(self.mirror, "NO_PUBKEY")

    def test_an_index_that_was_changed_after_it_was_signed_is_refused(self):
        path = os.path.join(self.archive.folder, "dists/bookworm/main/binary-amd64/Packages")
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n")
        self.fails(self.mirror, "Packages")

    def test_an_unsigned_mirror_is_refused(self):
        os.unlink(os.path.join(self.archive.folder, "dists/bookworm/InRelease"))
        self.fails(self.mirror, "is not signed")

    def test_an_unknown_package_is_named(self):
        self.write("etc/stateless/images.d/bad.pkglist", "base\nno-such-package\n")
        self.fails("Unable to locate package no-such-package")

    def test_a_missing_keyring_is_named(self):
        os.unlink(self.keyring)
        self.run_it("genimage", "bad", status=site.FAILED)
        self.has_said(self.keyring, "set keyring in debian")
        self.nothing_is_left()

    def test_a_full_disk_is_named_and_leaves_nothing(self):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none",
                        self.path("install")], check=True, timeout=60)
        self.addCleanup(subprocess.run, ["umount", "-l", self.path("install")], check=True)
        self.fails("has no space left", self.path("install"))
        usage = os.statvfs(self.path("install"))
        self.assertGreater(usage.f_bavail * usage.f_frsize, 60 * MEGABYTE)

    def fails_without_emulators(self, arch, registrations, *parts):
        self.describe(arch=arch)
        command = emulate.without_emulators(self.command("genimage", "bad"), *registrations)
        if not command:
            self.skipTest("this kernel has one binfmt_misc for all")
        self.command = lambda *_: command
        self.fails(f"programs of {arch} do not run on this host", *parts)

    def test_another_architecture_needs_commands_that_are_named(self):
        self.fails_without_emulators(
            FOREIGN, (), "has no emulator of them; type `",
            "apt-get install qemu-user-static binfmt-support; "
            f"update-binfmts --enable qemu-{FOREIGN}`")

    def test_an_emulator_that_no_tree_has_is_told(self):
        """One without the flag F, as this kernel shows what was registered."""
        number = {"aarch64": r"\xb7\x00", "ppc64le": r"\x15\x00"}[FOREIGN]
        magic = r"\x7fELF\x02\x01\x01" + 9 * r"\x00" + r"\x02\x00" + number
        self.fails_without_emulators(
            FOREIGN, (f":late:M::{magic}::/usr/bin/true:",),
            "without the flag F", "type `echo -1 >"
            "/proc/sys/fs/binfmt_misc/late; apt-get install qemu-user-static binfmt-support; ")

    def test_an_unknown_architecture_is_named(self):
        self.describe(arch="vax")
        self.fails('debian has no architecture "vax"; set arch as uname -m spells it')

    def test_a_mirror_without_the_architecture_is_told(self):
        reason = emulate.register(FOREIGN)
        if reason:
            self.skipTest(reason)
        self.describe(arch=FOREIGN)
        self.fails(f"the sources of packages have none for {FOREIGN}")


if __name__ == "__main__":
    site.need("mmdebstrap", "apt-get", "dpkg-scanpackages", "dpkg-deb", "gpg", "unshare")
    site.in_own_mounts()
    site.main()
