#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""boots.py grub2|pxelinux: SLOF, GRUB or SLOF's own loader, and a kernel, on an emulated
POWER machine with two cards, of which the second is the one it boots from; see
plugins/lib/loader_boot.py."""

import glob
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

COMPILER = "powerpc64le-linux-gnu-gcc"
LONG = "from.test=" + "x" * 1500  # longer than any buffer of SLOF's for its configuration


def make(tree, name, *more):
    """A file that the plugin makes of the tree, in a folder of its own."""
    folder = os.path.join(boot.BUILD, "tests", "made-" + name)
    os.makedirs(folder, exist_ok=True)
    boot.run(os.path.join(boot.BUILD, "make_loader"), tree, folder, *more)
    return os.path.join(folder, "work", name)


def site_of(loader, tree):
    kernel = glob.glob(tree + "/boot/vmlinux-*")[0]
    if loader == "grub2":
        core = make(tree, "grub-ppc64.elf")
        return boot.Site("ppc64le", kernel, COMPILER, f'ppc64 {{ grub = "{core}" }}\n',
                         words=LONG)
    made = make(tree, "kernel.slof", os.path.relpath(kernel, tree))
    return boot.Site("ppc64le", kernel, COMPILER, 'ppc64 { netboot = "pxelinux" }\n', made,
                     LONG)


def main():
    loader = sys.argv[1]
    boot.need("qemu-system-ppc64", "dnsmasq", COMPILER, "cpio",
              "grub-mkimage")
    tree = boot.Packages("ppc64el").tree("linux-image-powerpc64le", "grub-ieee1275-bin")
    boot.own_network()
    site = site_of(loader, tree)
    words = site.boot(
        ["qemu-system-ppc64", "-M", "pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,"
         "cap-ccf-assist=off", "-cpu", "power9", "-vga", "none",
         "-device", "virtio-net-pci,netdev=other,mac=52:54:00:00:00:99,romfile=",
         "-device", "virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0,romfile="],
        500)
    boot.check(words, "console=hvc0,115200n8", LONG)
    site.remove()


if __name__ == "__main__":
    main()
