#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The boot NIC stays configured under every network manager that Debian has.

main_job.py boots with systemd-networkd; here are images with ifupdown and NetworkManager.
"""

import sys

import lab

IMAGE = """
image "{name}" {{
  distro = "debian"
  version = "12"
  arch = "x86_64"
  pkglist = {{ "{name}.pkglist" }}
  exlist = {{ "compute.exlist" }}
  method = "squashfs"
  debian {{ variant = "essential" }}
}}
"""

# What says that the manager itself, and nobody else, has the NIC.
MANAGERS = {
    "ifupdown": ("ifupdown", "ifquery --state; systemctl is-active networking",
                 ["=stateless", "active"]),
    "nm": ("network-manager", "nmcli -t -f NAME,STATE connection show --active",
           ["stateless-boot:activated"]),
}


def boot(site, name):
    package, question, answers = MANAGERS[name]
    folder = site.path("etc/stateless/images.d")
    with open(f"{folder}/{name}.conf", "w", encoding="utf-8") as file:
        file.write(IMAGE.format(name=name))
    with open(f"{folder}/{name}.pkglist", "w", encoding="utf-8") as file:
        file.write(f"#INCLUDE:compute.pkglist#\n{package}\n")
    site.run("genimage", name)
    site.run("packimage", name)
    out, _ = site.run("testboot", name, "--run", question,
                      "--run", "ip -br address show up; systemctl is-system-running",
                      timeout=400)
    lab.expect(out, "10.213.0.10/24", "running", *answers)


def main():
    lab.prepare()
    site = lab.Site("network-managers")
    try:
        for name in sys.argv[1:] or MANAGERS:
            boot(site, name)
    finally:
        site.remove()


if __name__ == "__main__":
    main()
