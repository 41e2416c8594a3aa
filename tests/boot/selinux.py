#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An image with SELinux: labels in the image, the policy loaded before the overlay, the
node's own files labelled.  Debian's policy, permissive: it denies too much of systemd to be
enforced there."""

import lab

IMAGE = """
image "selinux" {
  distro = "debian"
  version = "12"
  arch = "x86_64"
  pkglist = { "selinux.pkglist" }
  exlist = { "compute.exlist" }
  method = "squashfs"
  addkcmdline = "console=ttyS0 security=selinux"
  debian { variant = "essential" }
}
"""
PACKAGES = "selinux-policy-default\nselinux-utils\npolicycoreutils\n"

# What the image brings, what the node program wrote, a copied-up and a new file.
FILES = "/usr/bin/bash /etc/shadow /etc/hostname /etc/hosts /etc/machine-id /"
QUESTIONS = [
    "getenforce; cat /proc/1/attr/current; echo",
    "stat -c '%n %C' " + FILES,
    "restorecon -n -v " + FILES,
    "chmod 600 /etc/fstab && touch /etc/new && stat -c '%n %C' /etc/fstab /etc/new",
    "chcon -t bin_t /etc/new && stat -c 'changed %C' /etc/new",
]
ANSWERS = [
    "Permissive\n",
    ":init_t:",
    "/usr/bin/bash system_u:object_r:shell_exec_t:s0",
    "/etc/shadow system_u:object_r:shadow_t:s0",
    "/etc/hostname system_u:object_r:net_conf_t:s0",
    "/etc/hosts system_u:object_r:net_conf_t:s0",
    "/ system_u:object_r:root_t:s0",
    "/etc/fstab system_u:object_r:etc_t:s0",
    "/etc/new system_u:object_r:etc_runtime_t:s0",
    "changed system_u:object_r:bin_t:s0",
]


def write_image(site):
    folder = site.path("etc/stateless/images.d")
    with open(f"{folder}/selinux.conf", "w", encoding="utf-8") as file:
        file.write(IMAGE)
    with open(f"{folder}/selinux.pkglist", "w", encoding="utf-8") as file:
        file.write("#INCLUDE:compute.pkglist#\n" + PACKAGES)


def main():
    lab.prepare()
    site = lab.Site("selinux")
    try:
        write_image(site)
        site.run("genimage", "selinux")
        site.run("packimage", "selinux")
        runs = [word for question in QUESTIONS for word in ("--run", question)]
        out, _ = site.run("testboot", "selinux", *runs, timeout=400)
        lab.expect(out, *ANSWERS)
        assert "Would relabel" not in out, f"labels differ from the policy:\n{out}"
    finally:
        site.remove()


if __name__ == "__main__":
    main()
