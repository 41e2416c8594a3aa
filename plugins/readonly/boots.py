#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A node whose root has no overlay comes up, writes where the list lets it, and nowhere else."""

import os
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests/boot"))
import lab  # noqa: E402

LOOK = """
findmnt -no FSTYPE,OPTIONS /; systemctl is-system-running; systemctl --failed --no-legend
touch /usr/x 2>&1; touch /x 2>&1; touch /etc/x /var/x /root/x && echo written
for at in /var /var/lib/dpkg; do echo "$at is $(findmnt -no FSTYPE $at)"; done; touch /var/lib/dpkg/x 2>&1
dpkg-query -W systemd; hostname; cat /etc/hostname /etc/motd
stat -c '%U %a' /etc/shadow; getcap /usr/bin/ping
su nobody -s /bin/sh -c 'ping -c1 -W2 127.0.0.1' | grep received
"""


def main():
    lab.prepare()
    site = lab.Site("shared", lab.SHARED)
    site.run("packimage", "compute", "-m", "readonly")
    out, _ = site.run("testboot", "compute:readonly", "--run", LOOK, timeout=400)
    lab.expect(out, "squashfs ro", "\nrunning\n", "/usr/x': Read-only file system",
               "'/x': Read-only file system", "\nwritten\n", "\n/var is tmpfs\n",
               "\n/var/lib/dpkg is squashfs\n",
               "/var/lib/dpkg/x': Read-only file system", "\nsystemd\t", "\ntestboot\n",
               "\ntestboot (10.213.0.10): a stateless node.", "root 640", "cap_net_raw",
               "1 received")


if __name__ == "__main__":
    main()
