# SPDX-License-Identifier: BSD-2-Clause
"""The image of examples/site for Xeon Phi cards: built, packed, and read by other programs.

The vendor's files are stand-ins.  GNU cpio lists both archives of the image, readelf names
the machine of its programs, rpmbuild makes packages for k1om.
"""

import gzip
import hashlib
import os
import shutil
import sys
import tempfile
import unittest

import imagesite
import standin
from imagesite import run

SPEC = """Name: site-tool
Version: 1.0
Release: 2
Summary: a tool
License: BSD
AutoReqProv: no
%global __os_install_post %{nil}
%description
a tool
%install
install -D -m 4755 %{program} %{buildroot}/opt/site/tool
ln %{buildroot}/opt/site/tool %{buildroot}/opt/site/again
%files
/opt/site
"""


class Image(imagesite.Site):
    def refused(self, *says):
        said = self.stateless("genimage", "mic", status=1)
        for text in says:
            self.assertIn(text, said)
        self.assertFalse(os.path.exists(self.root + "/install/trees/mic/rootimg"))

    # ---- what is made

    def test_both_archives_are_listed_by_gnu_cpio(self):
        self.build()
        whole = gzip.decompress(self.current("initrd"))
        self.assertEqual(whole, self.current("shared.cpio"))
        base = gzip.decompress(standin.base())
        self.assertEqual(whole[:len(base)], base)
        self.assertEqual(len(base) % 512, 0)
        # one process after the other on the same stdin: a program stops at a trailer
        with tempfile.TemporaryFile() as file:
            file.write(whole)
            listings = []
            for _ in range(2):
                os.lseek(file.fileno(), len(base) if listings else 0, os.SEEK_SET)
                listings.append(run("cpio", "-tv", "--quiet", "--numeric-uid-gid",
                                    stdin=file).stdout.decode())
        self.assertEqual(len(listings[0].splitlines()), len(standin.base_entries()))
        lines = [line.split() for line in listings[1].splitlines()]
        found = {line[-1] if "->" not in line else line[-3]: line for line in lines}
        self.assertEqual(found["scratch"][0], "drwxrwxrwt")
        self.assertEqual(found["etc/init.d/site"][0], "-rwxr-xr-x")
        self.assertEqual(found["etc/rc5.d/S50site"][-2:], ["->", "../init.d/site"])
        self.assertEqual({" ".join(line[5:8]) for line in lines}, {"Jan 1 1970"})

    def test_a_good_image_is_packed_without_a_warning(self):
        self.assertNotIn("warning", self.build())

    def test_what_cpio_extracts_is_the_tree(self):
        self.write("mic/overlays/more.filelist",
                   b"nod /dev/mymem 0640 0 9 c 1 1\npipe /run/fifo 0600 1000 1000\n"
                   b"file /opt/run run 6755 3 4\n")
        self.write("mic/overlays/more/run", standin.elf(), 0o755)
        self.edit('{ "site" }', '{ "site", "more" }')
        self.build()
        into = self.root + "/unpacked"
        os.mkdir(into)
        base = len(gzip.decompress(standin.base()))
        whole = self.current("shared.cpio")
        for part in (whole[:base], whole[base:]):
            run("cpio", "-idu", "--quiet", input=part, cwd=into)
        for path, mode, owner, device in (("dev/mymem", 0o20640, (0, 9), (1, 1)),
                                          ("run/fifo", 0o10600, (1000, 1000), (0, 0)),
                                          ("opt/run", 0o106755, (3, 4), (0, 0)),
                                          ("dev/console", 0o20600, (0, 0), (5, 1)),
                                          ("bin/busybox", 0o104755, (0, 0), (0, 0))):
            st = os.lstat(os.path.join(into, path))
            self.assertEqual((path, st.st_mode), (path, mode))
            self.assertEqual((st.st_uid, st.st_gid), owner)
            self.assertEqual((os.major(st.st_rdev), os.minor(st.st_rdev)), device)
        with open(into + "/etc/motd", encoding="ascii") as file:
            self.assertEqual(file.read(), "A coprocessor of the cluster.\n")

    def test_another_folder_and_time_give_the_same_bytes(self):
        self.build()
        other = self.site()
        for at, _, files in os.walk(other):
            for name in files:
                os.utime(os.path.join(at, name), (1e9, 1e9))
        self.build(root=other)
        for name in ("initrd", "shared.cpio", "kernel", "System.map"):
            self.assertEqual(hashlib.sha256(self.current(name)).hexdigest(),
                             hashlib.sha256(self.current(name, root=other)).hexdigest(), name)

    def test_programs_of_readelf_agree(self):
        for machine, name in ((standin.K1OM, "K1OM"), (standin.X86_64, "X86-64"),
                              (standin.I386, "80386")):
            path = self.root + "/program"
            with open(path, "wb") as file:
                file.write(standin.elf(machine, "/lib/ld.so", ["libc.so.6"]))
            said = run("readelf", "-h", "-l", "-d", path).stdout.decode()
            self.assertIn(name, said.split("Machine:")[1].splitlines()[0])
            self.assertIn("[Requesting program interpreter: /lib/ld.so]", said)
            self.assertIn("Shared library: [libc.so.6]", said)

    # ---- packages

    def packages(self, target, program, scripts=""):
        top = self.root + "/rpmbuild"
        os.makedirs(top, exist_ok=True)
        for name, data in (("program", program), ("spec", (SPEC + scripts).encode())):
            with open(f"{top}/{name}", "wb") as file:
                file.write(data)
        run("rpmbuild", "-bb", "--define", f"_topdir {top}", "--define",
            f"program {top}/program", "--define", f"_dbpath {top}/db", "--target", target,
            top + "/spec", env=dict(os.environ, HOME=top))
        self.edit('profile     = "compute"',
                  f'profile = "compute" pkgdir = {{ "/rpmbuild/RPMS/{target}" }} '
                  'pkglist = { "mic.pkglist" }')
        self.write("mic.pkglist", b"site-tool\n")

    def test_packages_are_unpacked_and_listed(self):
        program = standin.elf(needed=["libc.so.6"])
        self.packages("k1om", program)
        self.assertNotIn("scripts", self.stateless("genimage", "mic"))
        self.stateless("packimage", "mic", "-m", "mic")
        tree = self.root + "/install/trees/mic/rootimg/opt/site/"
        st = os.stat(tree + "tool")
        self.assertEqual((st.st_mode & 0o7777, st.st_nlink), (0o4755, 2))
        self.assertTrue(os.path.samefile(tree + "tool", tree + "again"))
        self.assertIn(b"site-tool 1.0-2 k1om", self.current("manifest"))

    def test_packages_whose_scripts_were_not_run_are_named(self):
        self.packages("k1om", standin.elf(needed=["libc.so.6"]),
                      "%pre\ntrue\n%post -p /sbin/ldconfig\n%preun\ntrue\n")
        self.assertIn("warning: scripts of packages are programs of the card and were not run: "
                      "site-tool (pre,post); ", self.stateless("genimage", "mic"))

    def test_packages_of_other_machines_are_refused(self):
        self.packages("x86_64", standin.elf(standin.X86_64))
        self.refused("site-tool-1.0-2.x86_64.rpm is a package for x86_64, the image is for "
                     "k1om: name another one in the package list")

    def test_missing_packages_are_named(self):
        self.packages("k1om", standin.elf())
        self.write("mic.pkglist", b"site-tool\nother\n")
        self.refused("there is no package other in the folders of pkgdir and otherpkgdir")
        shutil.rmtree(self.root + "/rpmbuild/RPMS")
        self.refused(f"cannot read {self.root}/rpmbuild/RPMS/k1om, which pkgdir or otherpkgdir "
                     "names: No such file or directory")

    # ---- what is refused

    def test_wrong_lines_of_lists_are_named(self):
        self.append("mic/overlays/site.filelist", "file /a b 0644 0\n")
        self.refused(f"{self.images}/mic/overlays/site.filelist:7: it has 5 words, wanted 6: "
                     "file PATH SOURCE MODE UID GID")

    def test_bases_of_other_forms_are_refused(self):
        vendor = "mic/vendor/initramfs-knightscorner.cpio.gz"
        for data, says in (
                (b"not packed", "the base image is no gzip file; it must be a cpio archive "
                                "packed by gzip (.cpio.gz)"),
                (gzip.compress(b"no archive" * 20), "the base image is no cpio archive that a "
                                                    "kernel unpacks (newc)"),
                (standin.base()[:-300], "the base image cannot be unpacked by gzip"),
                (gzip.compress(standin.archive([("etc", 0o40755)])), "has no /init")):
            self.write(vendor, data)
            self.refused(says)

    def test_kernels_of_other_forms_are_refused(self):
        for data, says in (
                (standin.bzimage(magic=b"none"), "there is no HdrS at byte 514"),
                (standin.bzimage(loadflags=0), "it is no bzImage but a zImage"),
                (standin.bzimage(pack=standin.zlib_payload), "not packed by gzip"),
                (standin.bzimage(standin.I386), "neither for K1OM nor for x86-64"),
                (standin.bzimage(version=None), "does not tell its version")):
            self.write("mic/vendor/bzImage-knightscorner", data)
            self.refused(self.images + "/mic/vendor/bzImage-knightscorner is no kernel that a "
                         "card starts: ", says)
        self.write("mic/vendor/bzImage-knightscorner", standin.bzimage(standin.X86_64))
        self.build()

    def test_programs_of_this_machine_are_named(self):
        self.write("mic/overlays/site/true", standin.elf(standin.X86_64))
        self.append("mic/overlays/site.filelist", "file /bin/true true 0755 0 0\n")
        self.refused("/bin/true is for x86_64, the card is k1om; replace it, or leave it out")

    def test_odd_programs_of_the_vendor_are_warned_about(self):
        self.write("mic/vendor/initramfs-knightscorner.cpio.gz", standin.base(
            more=[("bin/odd", 0o100755, standin.elf(standin.X86_64))]))
        said = self.stateless("genimage", "mic")
        self.assertIn("warning: /bin/odd is for x86_64, the card is k1om (so it is in the base "
                      "image)", said)

    def test_secrets_of_this_machine_are_refused(self):
        if not os.access("/etc/shadow", os.R_OK) or not os.path.getsize("/etc/shadow"):
            self.skipTest("this machine has no /etc/shadow")
        shutil.copyfile("/etc/shadow", self.images + "/mic/overlays/site/shadow")
        self.append("mic/overlays/site.filelist", "file /etc/shadow shadow 0600 0 0\n")
        self.refused("/etc/shadow is this machine's own /etc/shadow, which every card could "
                     "read")

    def test_private_keys_stop_packing(self):
        self.write("mic/overlays/site/key", b"-----BEGIN RSA PRIVATE KEY-----\n")
        self.append("mic/overlays/site.filelist", "file /etc/ssh/key key 0600 0 0\n")
        self.stateless("genimage", "mic")
        said = self.stateless("packimage", "mic", status=1)
        self.assertIn("/etc/ssh/key holds a private key", said)

    def test_a_program_that_a_script_brought_stops_packing(self):
        self.build()
        before = os.readlink(self.root + "/install/netboot/mic/current")
        self.write("foreign", b"#!/bin/sh\ncp /bin/true \"$IMG_ROOTIMGDIR\"/bin/true\n", 0o755)
        self.edit('profile     = "compute"', 'profile = "compute" packscripts = { "foreign" }')
        said = self.stateless("packimage", "mic", status=1)
        self.assertIn("/bin/true is for x86_64, the card is k1om", said)
        self.assertEqual(os.readlink(self.root + "/install/netboot/mic/current"), before)

    def test_without_the_vendors_files_the_image_says_so(self):
        shutil.rmtree(self.images + "/mic/vendor")
        self.refused(f"cannot read {self.images}/mic/vendor/bzImage-knightscorner: No such "
                     "file or directory")


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("skipped: building images needs root")
        sys.exit(77)
    for tool in ("cpio", "readelf", "rpmbuild", "rpm2cpio"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            sys.exit(77)
    unittest.main()
