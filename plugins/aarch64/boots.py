#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""An emulated ARM machine goes from UEFI to the kernel; see plugins/lib/loader_boot.py.

grub2: PXE of UEFI, on the second card, GRUB and its files by TFTP.
xnba: the same, iPXE by TFTP, its files by HTTP.
xnba-http: the HTTP client of UEFI, on the second card, iPXE and its files by HTTP.

iPXE is that of Debian 13: Debian 12 has none for arm64.
"""

import glob
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

COMPILER = "aarch64-linux-gnu-gcc"
FIRMWARE = "/usr/share/AAVMF/AAVMF_CODE.fd"
MACHINE = ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57",
           "-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}",
           "-device", "virtio-net-pci,netdev=other,mac=52:54:00:00:00:99,romfile=",
           "-device", "virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0,romfile="]
NO_PXE = ["-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n",
          "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=n"]
SCRIPT = "GET /boot/aarch64/52-54-00-00-00-01.ipxe "


def with_grub(packages):
    tree = packages.tree(None, "grub-efi-arm64-bin")
    return f'grub = "{tree}/usr/lib/grub/arm64-efi/monolithic/grubnetaa64.efi"'


def with_ipxe(_packages):
    tree = boot.Packages("arm64", "trixie").tree(None, "ipxe")
    return f'netboot = "xnba"  ipxe = "{tree}/usr/lib/ipxe/ipxe-arm64.efi"'


# by name: what the site says, the emulator's words, what the servers say when it was this
# loader and no other
WAYS = {
    "grub2": (with_grub, [], ("grub/grub.cfg-01-52-54-00-00-00-01 to ", "/initrd to ")),
    "xnba": (with_ipxe, [], ("ipxe-arm64.efi to ", SCRIPT, "/initrd HTTP")),
    "xnba-http": (with_ipxe, NO_PXE,
                  ("GET /boot/aarch64/ipxe-arm64.efi ", SCRIPT, "/initrd HTTP")),
}


def main():
    section, words, wanted = WAYS[sys.argv[1]]
    boot.need("qemu-system-aarch64", "dnsmasq", COMPILER, "cpio")
    if not os.path.exists(FIRMWARE):
        boot.skip(FIRMWARE + " is not there (package qemu-efi-aarch64)")
    packages = boot.Packages("arm64")
    tree = packages.tree("linux-image-cloud-arm64")
    section = section(packages)
    boot.own_network()
    site = boot.Site("aarch64", glob.glob(tree + "/boot/vmlinuz-*")[0], COMPILER,
                     f"aarch64 {{ {section} }}\n")
    boot.check(site.boot([*MACHINE, *words], 400), "console=ttyAMA0,115200n8")
    site.expect(*wanted)
    site.remove()


if __name__ == "__main__":
    main()
