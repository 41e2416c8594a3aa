#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A PC with Secure Boot, from its firmware to the kernel; see plugins/lib/loader_boot.py.

The firmware knows Microsoft's keys, shim and GRUB are Debian's.  signed: Debian's kernel.
unsigned: the same without its signature.  foreign: signed by a key that nobody knows.  GRUB
must refuse the last two by itself.
"""

import glob
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

CODE, STORE = "/usr/share/OVMF/OVMF_CODE_4M.ms.fd", "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"
SHIM = "usr/lib/shim/shimx64.efi.signed"
GRUB = "usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed"
REFUSAL = "bad shim signature"
SECONDS = 150


def strip(kernel, _folder):
    boot.run("sbattach", "--remove", kernel)


def sign(kernel, folder):
    """As anybody could: with a key made for the purpose."""
    strip(kernel, folder)
    key, certificate = os.path.join(folder, "key"), os.path.join(folder, "certificate")
    boot.run("openssl", "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
             "-subj", "/CN=nobody", "-keyout", key, "-out", certificate)
    boot.run("sbsign", "--key", key, "--cert", certificate, "--output", kernel, kernel)


CHANGES = {"signed": None, "unsigned": strip, "foreign": sign}


def emulator(site):
    store = site.path("store.fd")
    shutil.copyfile(STORE, store)
    return ["qemu-system-x86_64", "-M", "q35,smm=on",
            "-device", "virtio-net-pci,netdev=other,mac=52:54:00:00:00:99,romfile=",
            "-device",
            "virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0,romfile=",
            "-global", "driver=cfi.pflash01,property=secure,value=on",
            "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={CODE}",
            "-drive", f"if=pflash,unit=1,format=raw,file={store}"]


def main():
    change = CHANGES[sys.argv[1]]
    boot.need("qemu-system-x86_64", "dnsmasq", "gcc", "cpio", "sbsign", "sbattach", "openssl")
    for path in (CODE, STORE):
        if not os.path.exists(path):
            boot.skip(f"{path} is not there (package ovmf)")
    tree = boot.Packages("amd64").tree("linux-image-cloud-amd64", "shim-signed",
                                       "grub-efi-amd64-signed")
    boot.own_network()
    site = boot.Site("x86_64", glob.glob(tree + "/boot/vmlinuz-*")[0], "gcc",
                     f'x86_64 {{ netboot = "grub2"  shim = "{tree}/{SHIM}"  '
                     f'grub = "{tree}/{GRUB}" }}\n')
    if change:
        change(os.path.realpath(site.path("install/netboot/a/current/kernel")), site.root)
        site.boot(emulator(site), SECONDS, REFUSAL)
        print("refused:", REFUSAL)
    else:
        words = site.boot(emulator(site), SECONDS)
        boot.check(words, "console=ttyS0,115200n8")
    site.remove()


if __name__ == "__main__":
    main()
