#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""selinux.py image|METHOD: a node with an enforced SELinux policy.

`image` builds the tree, once for all methods: Debian's policy, and the modules of the folder
selinux/ and domain_fd_use.cil.  A METHOD packs it so, boots it, and looks whether every kind of file has the label
that the policy wants: files of the image, copied up and not, files that the node program
wrote, files of the node's archive, new files.
"""

import os
import shutil
import sys

import lab

SITE = os.path.join(lab.BUILD, "tests", "selinux")
IMAGE = """
image "selinux" {
  distro = "debian"
  version = "12"
  arch = "x86_64"
  pkglist = { "selinux.pkglist" }
  exlist = { "compute.exlist" }
  postinstall = { "compute.postinstall", "selinux.postinstall" }
  addkcmdline = "security=selinux"
  debian { variant = "essential" }
}
"""
PACKAGES = "selinux-policy-default\nselinux-utils\npolicycoreutils\n"
NODE_FILES = {
    "srv/labelled/node": "@name@\n",
    "root/.ssh/authorized_keys": "# @name@\n",
}

# in the image; by the node program; out of the node's archive; copied up, as metadata or
# whole; and new
FILES = " ".join((
    "/ /usr/bin/bash /etc/shadow /srv/closed", "/etc/hostname /etc/hosts",
    "/srv/labelled/node /root/.ssh /root/.ssh/authorized_keys",
    "/srv/labelled/copied /srv/labelled/extended", "/srv/labelled/new /srv/labelled/folder"))
QUESTIONS = [
    "getenforce; systemctl is-system-running",
    # what init runs in, and what runs this
    "for id in 1 $PPID; do tr -d '\\0' </proc/$id/attr/current; echo; done",
    "cd /srv/labelled && chmod 600 copied && echo node >>extended && cat extended "
    "&& touch new && mkdir folder",
    f"stat -c '%n %C' {FILES}",
    f"matchpathcon -V {FILES}",  # fails when one differs
    # with one label that is wrong, to see that the search finds it, and no other
    "chcon -t bin_t /srv/labelled/new && restorecon -R -n -v -F /etc /root /srv /usr/sbin /var",
    "cat /srv/closed && echo root could read it || echo root could not read it",
    "dmesg | grep 'avc: .denied.*:unlabeled_t:' || echo nothing without a label was used",
    # no ICMP sockets for anybody: raw ones need ping's capability
    "sysctl -w net.ipv4.ping_group_range='1 0' && getcap /usr/bin/ping "
    "&& su nobody -s /bin/sh -c 'id -un; ping -c1 127.0.0.1'",
]
ANSWERS = [
    "Enforcing\nrunning\n",
    "system_u:system_r:init_t:s0\nsystem_u:system_r:initrc_t:s0\n",
    "image\nnode\n",
    "/ system_u:object_r:root_t:s0\n",
    "/usr/bin/bash system_u:object_r:shell_exec_t:s0\n",
    "/etc/shadow system_u:object_r:shadow_t:s0\n",
    "/srv/closed system_u:object_r:stateless_closed_t:s0\n",
    "/etc/hostname system_u:object_r:net_conf_t:s0\n",
    "/etc/hosts system_u:object_r:net_conf_t:s0\n",
    "/srv/labelled/node system_u:object_r:stateless_node_t:s0\n",
    "/root/.ssh/authorized_keys unconfined_u:object_r:ssh_home_t:s0\n",
    *(f"/srv/labelled/{name} system_u:object_r:stateless_tests_t:s0\n"
      for name in ("copied", "extended", "new", "folder")),
    "root could not read it\n",
    "nothing without a label was used\n",
    "/usr/bin/ping cap_net_raw=ep\n",
    "nobody\n",
    " 1 received",
]
WRONG = "Would relabel /srv/labelled/new from "


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def build_image():
    shutil.rmtree(SITE, ignore_errors=True)
    site = lab.Site("selinux", SITE)
    images = site.path("etc/stateless/images.d")
    made = os.path.join(os.path.dirname(os.path.abspath(__file__)), "selinux")
    shutil.copytree(made, images, dirs_exist_ok=True)
    shutil.copy(os.path.join(lab.SOURCE, "tests/repos/domain_fd_use.cil"), images)
    write(os.path.join(images, "selinux.conf"), IMAGE)
    write(os.path.join(images, "selinux.pkglist"),
          "#INCLUDE:compute.pkglist#\n" + PACKAGES)
    for path, text in NODE_FILES.items():
        write(site.path("etc/stateless/node.d", path), text)
    site.run("genimage", "selinux")


def boot(method):
    site = lab.Site("selinux", SITE)
    site.run("packimage", "-m", method, "selinux")
    runs = [word for question in QUESTIONS for word in ("--run", question)]
    out, _ = site.run("testboot", "selinux:" + method, *runs, timeout=400)
    lab.expect(out, *ANSWERS)
    wrong = [line for line in out.split("\n") if line.startswith("Would relabel")]
    assert len(wrong) == 1 and wrong[0].startswith(WRONG), wrong


def main():
    lab.prepare()
    if sys.argv[1] == "image":
        build_image()
    else:
        boot(sys.argv[1])


if __name__ == "__main__":
    main()
