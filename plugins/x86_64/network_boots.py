#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A PC goes from its firmware to the kernel; see plugins/lib/loader_boot.py.

pxe: SeaBIOS, the ROM of the second card, PXELINUX and its files by TFTP.
uefi-http: the HTTP client of UEFI itself, on the second card, then iPXE.
grub2: PXE of UEFI itself, on the second card, GRUB and its files by TFTP.
grub2-http: the same, with a GRUB that the plugin made, which loads by HTTP.
grub2-redhat, grub2-suse: with one that looks where those of Red Hat and SUSE look, and has
their modules; SUSE's cannot tell a MAC's parts.
"""

import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

CODE, STORE = "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"
OTHER = ["-device", "virtio-net-pci,netdev=other,mac=52:54:00:00:00:99,romfile="]
CARD = "virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0"
MACHINE = ["qemu-system-x86_64", "-M", "q35", *OTHER]


def need_file(path, package):
    if not os.path.exists(path):
        boot.skip(f"{path} is not there (package {package})")


def by_pxelinux(_site):
    return [*MACHINE, "-device", CARD]


def by_uefi(site):
    store = site.path("store.fd")
    shutil.copyfile(STORE, store)
    return [*MACHINE, "-device", CARD + ",romfile=",
            "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={CODE}",
            "-drive", f"if=pflash,unit=1,format=raw,file={store}"]


def by_http(site):
    return [*by_uefi(site),
            "-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n",
            "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=n"]


def signed(tree):
    return os.path.join(tree, "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed")


def work(name):
    folder = os.path.join(boot.BUILD, "tests", "grub-" + name)
    os.makedirs(folder, exist_ok=True)
    return folder


def made_for_http(tree):
    """What the plugin makes of the tree's modules."""
    folder = work("http")
    boot.run(os.path.join(boot.BUILD, "make_http_grub"), tree, folder)
    return os.path.join(folder, "work", "grubx64-http.efi")


def joined(name, prefix, modules):
    """As a distribution joins its own: by its prefix and its modules (those that all have)."""
    def join(tree):
        path = os.path.join(work(name), "grub.efi")
        boot.run("grub-mkimage", "-O", "x86_64-efi", "-d", tree + "/usr/lib/grub/x86_64-efi",
                 "-p", prefix, "-o", path, *modules.split())
        return path
    return join


# %define of GRUB_MODULES in grub.macros, and in grub2.spec
BOTH = ("all_video boot cat configfile echo fat font gfxmenu gfxterm gzio halt http iso9660 "
        "jpeg linux loadenv loopback minicmd normal part_apple part_gpt part_msdos "
        "password_pbkdf2 png reboot search search_fs_file search_fs_uuid search_label serial "
        "sleep test tftp video efinet efifwsetup ")
REDHAT = joined("redhat", "/EFI/redhat", BOTH + "net regexp lsefi")
SUSE = joined("suse", "", BOTH + "chain memdisk read squash4 tar true xzio")
UEFI = {CODE: "ovmf", STORE: "ovmf"}
GRUB = 'x86_64 {{ netboot = "{netboot}"  secureboot = "no"  grub = "{grub}" }}\n'
TFTP = GRUB.replace("{netboot}", "grub2")
CONFIG = "grub/grub.cfg-01-52-54-00-00-00-01 to "

# by name: files it needs with their packages, section of the site and GRUB in it, emulator,
# what the server of the loader says when it was this loader and no other
WAYS = {
    "pxe": ({"/usr/lib/PXELINUX/pxelinux.0": "pxelinux",
             "/usr/lib/syslinux/modules/bios/ldlinux.c32": "syslinux-common"},
            'x86_64 {{ netboot = "pxe"  pxelinux_dir = "/usr/lib" }}\n', None, by_pxelinux,
            ("pxelinux.cfg/01-52-54-00-00-00-01", "/initrd to ")),
    "uefi-http": (UEFI | {"/usr/lib/ipxe/ipxe.efi": "ipxe"}, "", None, by_http,
                  ("GET /boot/x86_64/ipxe.efi ",
                   "GET /boot/x86_64/52-54-00-00-00-01.ipxe ", "/initrd HTTP")),
    "grub2": (UEFI, TFTP, signed, by_uefi, ("grubx64.efi to ", CONFIG, "/initrd to ")),
    "grub2-http": (UEFI, GRUB.replace("{netboot}", "grub2-http"), made_for_http, by_uefi,
                   ("grubx64.efi to ", CONFIG, "/kernel HTTP", "/initrd HTTP")),
    "grub2-redhat": (UEFI, TFTP, REDHAT, by_uefi,
                     ("EFI/redhat/grub.cfg to ", CONFIG, "/initrd to ")),
    "grub2-suse": (UEFI, TFTP, SUSE, by_uefi,
                   ("/grub.cfg to ", CONFIG, "/initrd to ")),
}


def main():
    files, section, grub, emulator, wanted = WAYS[sys.argv[1]]
    boot.need("qemu-system-x86_64", "dnsmasq", "gcc", "cpio", "grub-mkimage")
    for path, package in files.items():
        need_file(path, package)
    tree = boot.Packages("amd64").tree("linux-image-cloud-amd64", "grub-efi-amd64-signed",
                                       "grub-efi-amd64-bin")
    boot.own_network()
    site = boot.Site("x86_64", glob.glob(tree + "/boot/vmlinuz-*")[0], "gcc",
                     section.format(grub=grub(tree) if grub else ""))
    words = site.boot(emulator(site), 150)
    boot.check(words, "console=ttyS0,115200n8")
    site.expect(*wanted)
    site.remove()


if __name__ == "__main__":
    main()
