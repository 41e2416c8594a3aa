#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""UEFI, GRUB and a kernel on an emulated ARM machine; see plugins/lib/loader_boot.py."""

import glob
import os
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

COMPILER = "aarch64-linux-gnu-gcc"
FIRMWARE = "/usr/share/AAVMF/AAVMF_CODE.fd"


def main():
    boot.need("qemu-system-aarch64", "dnsmasq", COMPILER, "cpio")
    if not os.path.exists(FIRMWARE):
        boot.skip(FIRMWARE + " is not there (package qemu-efi-aarch64)")
    tree = boot.Packages("arm64").tree("linux-image-cloud-arm64", "grub-efi-arm64-bin")
    boot.own_network()
    kernel = glob.glob(tree + "/boot/vmlinuz-*")[0]
    grub = tree + "/usr/lib/grub/arm64-efi/monolithic/grubnetaa64.efi"
    site = boot.Site("aarch64", kernel, COMPILER, f'aarch64 {{ grub = "{grub}" }}\n')
    words = site.boot(
        ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57",
         "-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}",
         "-device", "virtio-net-pci,netdev=other,mac=52:54:00:00:00:99,romfile=",
         "-device", "virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0,romfile="],
        400)
    boot.check(words, "console=ttyAMA0,115200n8")
    site.remove()


if __name__ == "__main__":
    main()
