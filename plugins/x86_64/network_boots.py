#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A PC goes from its firmware to the kernel; see plugins/lib/loader_boot.py.

pxe: SeaBIOS, the ROM of the second card, PXELINUX and its files by TFTP.
uefi-http: the HTTP client of UEFI itself, on the second card, then iPXE.
grub2: PXE of UEFI itself, on the second card, GRUB and its files by TFTP.
"""

import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

CODE, STORE = "/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"
GRUB = "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"
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


# by name: files it needs with their packages, section of the site, emulator, what the
# server of the loader says when it was this loader and no other
WAYS = {
    "pxe": ({"/usr/lib/PXELINUX/pxelinux.0": "pxelinux",
             "/usr/lib/syslinux/modules/bios/ldlinux.c32": "syslinux-common"},
            'x86_64 {{ netboot = "pxe"  pxelinux_dir = "/usr/lib" }}\n', by_pxelinux,
            ("pxelinux.cfg/01-52-54-00-00-00-01", "/initrd to ")),
    "uefi-http": ({CODE: "ovmf", STORE: "ovmf", "/usr/lib/ipxe/ipxe.efi": "ipxe"},
                  "", by_http,
                  ("GET /boot/x86_64/ipxe.efi ",
                   "GET /boot/x86_64/52-54-00-00-00-01.ipxe ", "/initrd HTTP")),
    "grub2": ({CODE: "ovmf", STORE: "ovmf"},
              'x86_64 {{ netboot = "grub2"  secureboot = "no"  grub = "{tree}/' + GRUB + '" }}\n',
              by_uefi,
              ("grubx64.efi to ", "grub/grub.cfg-01-52-54-00-00-00-01 to ",
               "/initrd to ")),
}


def main():
    files, section, emulator, wanted = WAYS[sys.argv[1]]
    boot.need("qemu-system-x86_64", "dnsmasq", "gcc", "cpio")
    for path, package in files.items():
        need_file(path, package)
    tree = boot.Packages("amd64").tree("linux-image-cloud-amd64", "grub-efi-amd64-signed")
    boot.own_network()
    site = boot.Site("x86_64", glob.glob(tree + "/boot/vmlinuz-*")[0], "gcc",
                     section.format(tree=tree))
    words = site.boot(emulator(site), 150)
    boot.check(words, "console=ttyS0,115200n8")
    site.expect(*wanted)
    site.remove()


if __name__ == "__main__":
    main()
