#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A node whose root has no overlay comes up, writes where the list lets it, and nowhere else:
with an image in memory, and with everything on NFS servers, which are those of the test boot."""

import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests/boot"))
import lab  # noqa: E402

LOOK = """
findmnt -no FSTYPE,OPTIONS /; systemctl is-system-running; systemctl --failed --no-legend
touch /usr/x 2>&1; touch /x 2>&1; touch /etc/x /var/x /root/x && echo written
for at in /var /var/lib/dpkg; do echo "$at is $(findmnt -no FSTYPE $at)"; done
touch /var/lib/dpkg/x 2>&1
dpkg-query -W systemd; hostname; cat /etc/hostname /etc/motd
stat -c '%U %a' /etc/shadow; getcap /usr/bin/ping
su nobody -s /bin/sh -c 'ping -c1 -W2 127.0.0.1' | grep received
"""


# The other method's server and the one of persistent paths are one.
ON_NFS = """
  method = "readonly"
  readonly { delegate = "nfs"  state = ":/state"  litefile = "compute.litefile" }
"""
LIST = """
/etc/
/home/         persistent
/root/         persistent
/root/.bashrc  ro
/var/
/var/lib/dpkg/ ro
/var/opt/      persistent
"""
LOOK_ON_NFS = """
findmnt -rno FSTYPE,OPTIONS / | cut -c1-7; systemctl is-system-running
touch /usr/x 2>&1; touch /etc/x && echo written
for at in /etc /root /var/opt; do echo "$at is $(findmnt -rno FSTYPE,SOURCE $at)"; done
cd /root && echo kept >new && cat .profile | head -1; touch .bashrc 2>&1
stat -c '%n %U %a' /root /var/opt; ls -A /home
"""


def in_memory(site):
    site.run("packimage", "compute", "-m", "readonly")
    out, _ = site.run("testboot", "compute:readonly", "--run", LOOK, timeout=400)
    lab.expect(out, "squashfs ro", "\nrunning\n", "/usr/x': Read-only file system",
               "'/x': Read-only file system", "\nwritten\n", "\n/var is tmpfs\n",
               "\n/var/lib/dpkg is squashfs\n",
               "/var/lib/dpkg/x': Read-only file system", "\nsystemd\t", "\ntestboot\n",
               "\ntestboot (10.213.0.10): a stateless node.", "root 640", "cap_net_raw",
               "1 received")


def on_nfs(site):
    """The definition is the shared site's, and put back."""
    folder = site.path("etc/stateless/images.d")
    with open(os.path.join(folder, "compute.conf"), encoding="utf-8") as file:
        before = file.read()
    try:
        with open(os.path.join(folder, "compute.litefile"), "w", encoding="utf-8") as file:
            file.write(LIST)
        with open(os.path.join(folder, "compute.conf"), "w", encoding="utf-8") as file:
            file.write(re.sub('method *= "squashfs"', ON_NFS, before))
        site.run("packimage", "compute")
        out, _ = site.run("testboot", "compute:readonly", "--run", LOOK_ON_NFS, timeout=400)
    finally:
        with open(os.path.join(folder, "compute.conf"), "w", encoding="utf-8") as file:
            file.write(before)
    lab.expect(out, "\nnfs4 ro\n", "\nrunning\n", "/usr/x': Read-only file system",
               "\nwritten\n", "\n/etc is tmpfs ",
               "\n/root is nfs4 10.213.0.1:/state/testboot/root\n",
               "\n/var/opt is nfs4 10.213.0.1:/state/testboot/var/opt\n", "\n# ~/.profile",
               "'.bashrc': Read-only file system", "\n/root root 700\n",
               "\n/var/opt root 755\n")


def main():
    lab.prepare()
    if not shutil.which("ganesha.nfsd"):
        print("skipped: there is no ganesha.nfsd (packages nfs-ganesha, nfs-ganesha-vfs)")
        sys.exit(77)
    site = lab.Site("shared", lab.SHARED)
    in_memory(site)
    on_nfs(site)


if __name__ == "__main__":
    main()
