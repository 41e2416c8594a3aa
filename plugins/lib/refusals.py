# SPDX-License-Identifier: BSD-2-Clause
"""What cannot boot is refused by packimage, or by nodeset before it writes anything.

refusals.py ARCH: real commands on a small tree, with the platform of that architecture.  The
program runs from a folder of the test's own, where each architecture has a node program: what
that does is nobody's matter here.
"""

import os
import shutil
import struct
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests", "bad"))
import badsite as site  # noqa: E402
from packimage import BUILTIN, CONFIG, MODULES, module  # noqa: E402

SOME_GRUB = "grub.file"


def at(*pieces):
    """Bytes at their places of a kernel's first KiB."""
    head = bytearray(1024)
    for place, data in pieces:
        head[place:place + len(data)] = data
    return bytes(head)


BZIMAGE = at((0x202, b"HdrS"), (0x236, b"\1"))
# the fifth data directory of its PE header names a certificate table
SIGNED = at((0, b"MZ"), (0x3c, struct.pack("<I", 64)),
            (64, struct.pack("<4sH", b"PE", 0x8664)), (88, struct.pack("<H", 0x20b)),
            (88 + 108, struct.pack("<I32sII", 6, bytes(32), 0x1000, 0x800)),
            (0x202, b"HdrS"), (0x236, b"\1"))
IMAGE = at((0, b"MZ"), (56, b"ARM\x64"), (0x3c, struct.pack("<I", 64)),
           (64, struct.pack("<4sH", b"PE", 0xaa64)))
VMLINUX = at((0, b"\177ELF\2\1\1"), (16, struct.pack("<HH", 2, 21)))

# a GRUB for UEFI with a module, which is none that loads by HTTP, and a prefix
TFTP_GRUB = at((0, b"MZ"), (0x3c, struct.pack("<I", 64)),
               (64, struct.pack("<4sHH12xH", b"PE", 0x8664, 1, 0)),
               (88, struct.pack("<8s8xII", b"mods", 512, 512)),
               (512, struct.pack("<4s4xQQ", b"mimg", 24, 24 + 12 + 14)),
               (536, struct.pack("<II4sII6s", 0, 12, b"tftp", 3, 14, b"/grub")))

# by architecture: platform, kernel, one of another machine and what is said of that; option of
# the loader, and what is said when it is not there; longest command line
MACHINES = {
    "x86_64": ("x86_64", BZIMAGE, VMLINUX, "is an ELF kernel for ppc64le; PCs start a bzImage",
               "ipxe_dir", "install iPXE", 2047),
    "aarch64": ("aarch64", IMAGE, BZIMAGE, "is a bzImage of a PC for x86_64, not for aarch64",
                "grub", "grub-efi-arm64-bin", 2047),
    "ppc64le": ("ppc64", VMLINUX, IMAGE, "is an arm64 Image; POWER machines start a 64-bit ELF",
                "grub", "grub-ieee1275-bin", 2047),
}
ARCH = sys.argv[1]
(PLATFORM, KERNEL, FOREIGN, FOREIGN_SAID, LOADER, LOADER_SAID, MOST) = MACHINES[ARCH]


class Refusals(site.SiteTest):
    def setUp(self):
        super().setUp()
        self.programs = os.path.join(self.top, "bin")
        os.makedirs(f"{self.programs}/node/{ARCH}")
        shutil.copy(site.PROGRAM, self.programs)
        for name in ("plugins", "data", "packaging"):
            os.symlink(f"{site.BUILD}/{name}", f"{self.programs}/{name}")
        self.write(f"{self.programs}/node/{ARCH}/init", "no program\n", 0o755)
        self.define("")
        self.loaders()
        self.tree(KERNEL, "virtio_net")
        self.run_it("mkdef", "-t", "network", "all", "net=10.0.0.0", "prefix=8")
        self.run_it("mkdef", "n1", f"arch={ARCH}", "ip=10.0.0.11", "mac=52:54:00:00:00:11")

    def command(self, *words):
        return [f"{self.programs}/stateless", "--root", self.root, *words]

    def define(self, lines):
        self.image(f'\tarch = "{ARCH}"\n\tmethod = "squashfs"\n' + lines)

    def loaders(self, there=True):
        folder = self.path("loaders")
        for name in ("undionly.kpxe", "ipxe.efi", SOME_GRUB):
            self.write(f"loaders/{name}", "no loader\n")
        value = folder if LOADER == "ipxe_dir" else f"{folder}/{SOME_GRUB}"
        self.settings(f'{PLATFORM} {{ {LOADER} = "{value}" }}\n')
        if not there:
            shutil.rmtree(folder)

    def settings(self, section):
        self.write("etc/stateless/stateless.conf", 'servers = { "10.0.0.1" }\n' + section)

    def tree(self, kernel, driver):
        """A tree with that kernel, None: with none, and that driver."""
        tree = "install/trees/bad/rootimg/"
        shutil.rmtree(self.path("install/trees/bad"), ignore_errors=True)
        for folder in ("etc", "root", "proc", "run", "dev", "tmp"):
            os.makedirs(self.path(tree + folder))
        for path, text in (("etc/passwd", "root:x:0:0::/root:/bin/sh\n"),
                           ("etc/group", "root:x:0:\n"), ("etc/shadow", "root:*:1::::::\n"),
                           (MODULES + "/modules.dep", f"kernel/{driver}.ko:\n"),
                           (MODULES + "/config", CONFIG), (MODULES + "/modules.alias", ""),
                           (MODULES + "/modules.builtin", BUILTIN),
                           (MODULES + f"/kernel/{driver}.ko", module(b"license=GPL\0"))):
            self.write(tree + path, text)
        os.symlink("usr/lib", self.path(tree + "lib"))
        if kernel:
            self.write(tree + "boot/vmlinuz", kernel)
        self.write("install/trees/bad/kernels",
                   f"{site.KERNEL} boot/vmlinuz\n" if kernel else "")
        self.write("install/trees/bad/packages", "base 1 amd64\n")

    def is_not_served(self):
        """No boot file, and no record."""
        for folder in ("install/boot", "tftpboot"):
            self.assertFalse(os.path.exists(self.path(folder)), folder)
        self.assertEqual(self.run_it("nodeset", "n1", "stat"), "n1: unset\n")

    def packing_refuses(self, *parts):
        self.run_it("packimage", "bad", status=site.FAILED)
        self.has_said(*parts)
        self.run_it("nodeset", "n1", "netboot=bad", status=site.FAILED)
        self.is_not_served()

    def nodeset_refuses(self, *parts, who="n1"):
        self.run_it("nodeset", "n1", "netboot=bad", status=site.FAILED)
        self.has_said(who, *parts)
        self.is_not_served()

    def test_what_can_boot_is_packed_and_set(self):
        self.run_it("packimage", "bad")
        self.run_it("nodeset", "n1", "netboot=bad")
        self.assertIn("n1: netboot bad:squashfs@", self.run_it("nodeset", "n1", "stat"))

    def test_an_image_without_a_kernel(self):
        self.tree(None, "virtio_net")
        self.packing_refuses("the tree of image bad has no kernel")

    def test_a_kernel_of_another_machine(self):
        self.tree(FOREIGN, "virtio_net")
        self.packing_refuses("boot/vmlinuz " + FOREIGN_SAID)

    def test_a_kernel_without_the_usual_drivers(self):
        self.tree(KERNEL, "dummy")
        self.packing_refuses(f"kernel {site.KERNEL} lacks virtio_net, ",
                             f"nodes of platform {PLATFORM} need", "install ")

    def test_a_kernel_without_the_drivers_that_the_image_names(self):
        self.define(f'\t{PLATFORM} {{ drivers = {{ "virtio_net", "qede" }} }}\n')
        self.packing_refuses(f"kernel {site.KERNEL} lacks qede, which", "install ")

    @unittest.skipUnless(ARCH == "x86_64", "Secure Boot is started on x86_64 only")
    def test_an_unsigned_kernel_with_secure_boot(self):
        self.run_it("packimage", "bad")
        loader = self.path(f"loaders/{SOME_GRUB}")
        grub = (f'{PLATFORM} {{ {LOADER} = "{self.path("loaders")}"  netboot = "grub2"  '
                f'grub = "{loader}"  shim = "{loader}" ')
        self.settings(grub + "}\n")
        self.nodeset_refuses("the kernel of image bad has no signature")
        self.run_it("packimage", "bad", status=site.FAILED)
        self.has_said("boot/vmlinuz has no signature", "Secure Boot", "secureboot")
        self.settings(grub + 'secureboot = "no" }\n')
        self.run_it("packimage", "bad")
        self.run_it("nodeset", "n1", "netboot=bad")

    @unittest.skipUnless(ARCH == "x86_64", "Secure Boot is started on x86_64 only")
    def test_secure_boot_without_shim(self):
        self.settings(f'{PLATFORM} {{ {LOADER} = "{self.path("loaders")}"  netboot = "grub2"  '
                      f'grub = "{self.path("loaders")}/{SOME_GRUB}" }}\n')
        self.tree(SIGNED, "virtio_net")
        self.run_it("packimage", "bad")
        self.run_it("nodeset", "n1", "netboot=bad", status=site.FAILED)
        self.has_said("image bad has no shim", "shim-signed")
        self.is_not_served()

    def el_image(self):
        """Another image, el, of another distribution; both have a shim of their own."""
        tree = "install/trees/{}/rootimg/{}"
        self.tree(SIGNED, "virtio_net")
        shutil.copytree(self.path("install/trees/bad"), self.path("install/trees/el"),
                        symlinks=True)
        for image, path, text in (
                ("bad", "usr/lib/shim/shimx64.efi.signed", "shim of Debian\n"),
                ("bad", "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed", "GRUB\n"),
                ("el", "boot/efi/EFI/redhat/shimx64.efi", "shim of Red Hat\n"),
                ("el", "boot/efi/EFI/redhat/grubx64.efi", "GRUB\n")):
            self.write(tree.format(image, path), text)
        self.write("etc/stateless/images.d/el.conf",
                   f'image "el" {{ distro = "rhel" version = "9" arch = "{ARCH}" '
                   'method = "squashfs" }\n')

    @unittest.skipUnless(ARCH == "x86_64", "Secure Boot is started on x86_64 only")
    def test_nodes_of_two_distributions_with_secure_boot(self):
        grub = f'{PLATFORM} {{ {LOADER} = "{self.path("loaders")}"  netboot = "grub2"'
        self.el_image()
        self.settings(grub + " }\n")
        self.run_it("packimage", "bad")
        self.run_it("packimage", "el")
        self.run_it("mkdef", "n2", f"arch={ARCH}", "ip=10.0.0.12", "mac=52:54:00:00:00:12")
        self.run_it("nodeset", "n1", "netboot=bad")
        before = self.run_it("nodeset", "n[1-2]", "stat")
        self.run_it("nodeset", "n2", "netboot=el", status=site.FAILED)
        self.has_said(PLATFORM, "image el (rhel)", "image bad (debian)", "one distribution")
        self.assertEqual(self.run_it("nodeset", "n[1-2]", "stat"), before)
        with open(self.path("tftpboot/shimx64.efi"), encoding="ascii") as file:
            self.assertEqual(file.read(), "shim of Debian\n")
        self.run_it("nodeset", "n[1-2]", "netboot=el")
        with open(self.path("tftpboot/shimx64.efi"), encoding="ascii") as file:
            self.assertEqual(file.read(), "shim of Red Hat\n")
        self.settings(grub + '  secureboot = "no" }\n')
        self.run_it("nodeset", "n1", "netboot=bad")
        self.settings(grub + " }\n")
        hosts = self.path("var/lib/stateless/dnsmasq/hosts")
        with open(hosts, encoding="ascii") as file:
            before = file.read()
        self.run_it("makedhcp", status=site.FAILED)
        with open(hosts, encoding="ascii") as file:
            self.assertEqual(file.read(), before)
        self.assertIn(",n2,", before)

    @unittest.skipUnless(ARCH == "x86_64", "Secure Boot is started on x86_64 only")
    def test_a_grub_that_cannot_load_by_http_or_has_no_signature(self):
        signed = self.path("grub.efi")
        self.write("grub.efi", TFTP_GRUB)
        section = (f'{PLATFORM} {{ {LOADER} = "{self.path("loaders")}"  '
                   f'netboot = "grub2-http"  grub = "{signed}"  '
                   f'shim = "{self.path("loaders")}/{SOME_GRUB}"')
        self.settings(section + " }\n")
        self.tree(SIGNED, "virtio_net")
        self.run_it("packimage", "bad")
        self.nodeset_refuses("cannot load by HTTP", 'netboot = "grub2"', who=PLATFORM)
        self.settings(section.replace("grub2-http", "grub2") + " }\n")
        self.nodeset_refuses("grub.efi has no signature", "grub-efi-amd64-signed", who=PLATFORM)
        self.settings(section + '  secureboot = "no" }\n')
        self.nodeset_refuses("cannot load by HTTP", "grub-efi-amd64-bin", who=PLATFORM)

    @unittest.skipUnless(ARCH == "aarch64", "of x86_64 more is looked at, above")
    def test_a_grub_of_arm_that_cannot_load_by_http(self):
        self.run_it("packimage", "bad")
        grub = self.path("grub.efi")
        self.write("grub.efi", TFTP_GRUB.replace(b"\x64\x86", b"\x64\xaa", 1))
        self.settings(f'{PLATFORM} {{ netboot = "grub2-http"  grub = "{grub}" }}\n')
        self.nodeset_refuses("cannot load by HTTP", 'netboot = "grub2"', who=PLATFORM)
        self.settings(f'{PLATFORM} {{ grub = "{grub}" }}\n')
        self.run_it("nodeset", "n1", "netboot=bad")

    def test_an_image_of_another_architecture(self):
        self.run_it("packimage", "bad")
        self.run_it("chdef", "n1", "arch=sparc64", f"platform={PLATFORM}")
        self.nodeset_refuses(f"its arch is sparc64, image bad is for {ARCH}")

    def test_a_node_has_one_platform(self):
        self.run_it("packimage", "bad")
        self.run_it("chdef", "n1", f"platform={PLATFORM},mars", status=site.FAILED)
        self.has_said(f"n1: platform={PLATFORM},mars: must be letters, digits")

    def test_a_loader_that_is_not_there(self):
        self.run_it("packimage", "bad")
        self.loaders(there=False)
        self.nodeset_refuses("No such file or directory", LOADER_SAID, who=PLATFORM)

    @unittest.skipUnless(ARCH == "aarch64", "iPXE is the one loader of this machine there")
    def test_an_ipxe_that_is_not_there(self):
        self.run_it("packimage", "bad")
        ipxe = self.path("loaders/ipxe.efi")
        self.settings(f'{PLATFORM} {{ netboot = "xnba"  ipxe = "{ipxe}" }}\n')
        os.remove(ipxe)
        self.run_it("nodeset", "n1", "netboot=bad", status=site.FAILED)
        self.has_said("loaders/ipxe.efi", "No such file or directory", "ipxe-bootimgs-aarch64")
        self.is_not_served()
        self.write("loaders/ipxe.efi", "a loader\n")
        self.run_it("nodeset", "n1", "netboot=bad")

    def test_a_command_line_over_the_limit(self):
        self.run_it("packimage", "bad")
        self.run_it("chdef", "n1", "addkcmdline=" + "x" * MOST)
        self.nodeset_refuses(f"platform {PLATFORM} takes {MOST}; shorten addkcmdline")

    def test_a_command_line_over_the_limit_with_the_loaders_own_words(self):
        self.run_it("packimage", "bad")
        out = self.run_it("nodeset", "n1", "netboot=bad", "-n")
        line = next(line for line in out.splitlines() if " sl.root=" in line)
        own = len(line[line.index("sl.root="):line.index(" BOOTIF=")])
        self.run_it("chdef", "n1", "addkcmdline=" + "x" * (MOST - own - 1))
        self.nodeset_refuses("with the loader's own words", "shorten addkcmdline")


if __name__ == "__main__":
    site.need("mksquashfs", "unsquashfs", "unshare", "zstd")
    site.in_own_mounts()
    del sys.argv[1]
    site.main()
