#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job, for real: a Debian image built from packages, packed, and booted.

Everything a step leaves behind is looked at: the tree that packing must not change, mounts
and processes of the host, the same generation from another copy of the site, and the
running node itself.
"""

import os
import re
import signal
import subprocess
import time

import lab


def look_at_tree(site):
    tree = site.path("install/trees/compute")
    assert os.stat(site.path("install/trees")).st_mode & 0o777 == 0o700
    with open(os.path.join(tree, "packages"), encoding="utf-8") as file:
        packages = file.read()
    lab.expect(packages, "\nsystemd ", "\nopenssh-server ")
    boot = os.listdir(os.path.join(tree, "rootimg/boot"))
    assert not [name for name in boot if name.startswith("initrd")], \
        "the distribution's initrd builder ran"
    size = subprocess.run(["du", "-sm", "--apparent-size", os.path.join(tree, "rootimg")],
                          capture_output=True, text=True, check=True).stdout.split()[0]
    print(f"the tree has {size} MB")


def interrupted_build_leaves_the_tree(site):
    tree = site.path("install/trees/compute/rootimg")
    before, mounts = lab.listing(tree), lab.mounts()
    command = site.start("genimage", "compute")
    deadline = time.monotonic() + 60
    while not lab.processes(site.path("install/trees/.new-compute")):
        assert time.monotonic() < deadline and command.poll() is None
        time.sleep(0.1)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=30)
    assert command.returncode == 130, command.returncode
    assert lab.listing(tree) == before, "the old tree was changed"
    assert lab.mounts() == mounts, "something stayed mounted"
    assert not lab.processes(site.path("install/trees/.new-compute")), "something still runs"
    assert not os.path.exists(site.path("install/trees/.new-compute"))


def failed_build_leaves_the_tree(site):
    tree = site.path("install/trees/compute/rootimg")
    before = lab.listing(tree)
    config = site.path("etc/stateless/images.d/compute.conf")
    with open(config, encoding="utf-8") as file:
        good = file.read()
    lists = re.search(r"pkglist\s*=\s*\{\s*\"([^\"]+)\"", good).group(1)
    path = os.path.join(os.path.dirname(config), lists)
    with open(path, encoding="utf-8") as file:
        packages = file.read()
    with open(path, "a", encoding="utf-8") as file:
        file.write("\nno-such-package-anywhere\n")
    _, said = site.run("genimage", "compute", status=1)
    lab.expect(said, "no-such-package-anywhere")
    with open(path, "w", encoding="utf-8") as file:
        file.write(packages)
    assert lab.listing(tree) == before, "the old tree was changed"


def generation_of(out):
    return re.search(r"generation ([0-9a-f]{16})", out).group(1)


def pack(site):
    tree = site.path("install/trees/compute/rootimg")
    before, mounts = lab.listing(tree), lab.mounts()
    out, _ = site.run("packimage", "compute")
    lab.expect(out, "at 2 CPUs", "at 64 CPUs", "at 256 CPUs")
    assert lab.listing(tree) == before, "packing changed the tree"
    assert lab.mounts() == mounts, "packimage left something mounted"
    again, _ = site.run("packimage", "--copy", "compute")
    assert generation_of(again) == generation_of(out), "a copy of the tree packs otherwise"
    assert lab.listing(tree) == before, "packing a copy changed the tree"
    assert lab.mounts() == mounts, "packimage --copy left something mounted"
    leftovers = [name for name in os.listdir(site.path("install/netboot/compute"))
                 if name.startswith(".")]
    assert not leftovers, leftovers
    return generation_of(out)


def same_bytes_from_a_copy(site, generation):
    """Another folder, another time, the tree copied: the same generation."""
    copy = lab.Site("main-job-copy")
    try:
        os.makedirs(copy.path("install"), mode=0o755)
        subprocess.run(["cp", "-a", site.path("install/trees"), copy.path("install/trees")],
                       check=True)
        time.sleep(2)
        assert generation_of(copy.run("packimage", "compute")[0]) == generation
    finally:
        copy.remove()


def generations(site, generation):
    out, _ = site.run("images", "compute")
    lab.expect(out, generation, "current")
    site.run("tag", "compute", "good")
    lab.expect(site.run("images", "--json", "compute")[0], "tag.good")
    out, _ = site.run("gc")
    assert generation not in out


def nodes(site):
    site.run("mkdef", "-t", "network", "cluster", "net=10.77.0.0", "mask=255.255.255.0")
    site.run("mkdef", "-t", "node", "n[1-3]", "groups=compute", "arch=x86_64",
             r"ip=|n(\d+)|10.77.0.($1+10)|", r"mac=|n(\d+)|52:54:00:00:00:0($1)|")
    before = lab.listing(site.path("install"))
    out, _ = site.run("nodeset", "n[1-3]", "netboot=compute", "--dry-run")
    lab.expect(out, "n1", "n3", "sl.digest=sha256:")
    assert lab.listing(site.path("install")) == before, "a dry run wrote something"
    site.run("nodeset", "n[1-3]", "netboot=compute")
    assert os.path.exists(site.path("install/boot/x86_64/52-54-00-00-00-01.ipxe"))
    out, _ = site.run("nodeset", "n1", "stat")
    lab.expect(out, "compute")
    _, said = site.run("rmimage", "compute@current", status=1)
    lab.expect(said, "nodes boot this")


PYC = """
python3 - <<'EOF'
import importlib.util, struct, os, glob, sys
checked = 0
for pyc in glob.glob('/usr/lib/python3*/**/__pycache__/*.pyc', recursive=True)[:200]:
    source = importlib.util.source_from_cache(pyc)
    head = open(pyc, 'rb').read(16)
    st = os.stat(source)
    flags, mtime, size = struct.unpack('<III', head[4:16])
    if flags == 0:
        assert (mtime, size) == (int(st.st_mtime), st.st_size), pyc
        checked += 1
print('pyc-checked', checked)
EOF
"""


def boot(site, generation):
    mounts = lab.mounts()
    out, said = site.run(
        "testboot", "compute",
        "--run", "echo 4711; findmnt -no FSTYPE,SOURCE /; getcap /usr/bin/*; "
                 "systemctl is-system-running",
        "--run", PYC,
        "--run", "cat /run/stateless/generation; systemctl --failed --no-legend; "
                 "ip -br address; hostname; cat /etc/machine-id; ls -l /etc/ssh/*key*",
        "--run", "exit 3",
        "--run", "cat /etc/hostname /etc/hosts /etc/motd; ls /etc/ssh/*_key.pub",
        "--run", "cat /etc/issue; getent group hpc; find /var/log -name '*.gz'",
        status=1, timeout=400)
    lab.expect(said, "`exit 3` ended with status 3")
    lab.expect(out, "is up", generation, "memory", "4711", "overlay", "cap_net_raw",
               "\nrunning\n", "pyc-checked", "10.213.0.10/24", "testboot")
    lab.expect(out, "\ntestboot\n10.213.0.10 testboot.cluster testboot\n127.0.0.1", "localhost",
               "\ntestboot (10.213.0.10): a stateless node.",
               "/etc/ssh/ssh_host_ed25519_key.pub", "\nA stateless node: ",
               "\nhpc:x:5000:")
    assert "pyc-checked 0" not in out
    assert lab.mounts() == mounts
    _, said = site.run("testboot", "compute", "--memory", "48", status=1)
    lab.expect(said, "a node with 48 MB cannot run image compute", "it needs 1")
    _, said = site.run("testboot", "compute", "--memory", "128", status=1)
    lab.expect(said, "the node failed: image compute needs 1", " MB of memory (")
    assert lab.mounts() == mounts


def main():
    lab.prepare()
    site = lab.Site("shared", lab.SHARED)
    look_at_tree(site)
    failed_build_leaves_the_tree(site)
    interrupted_build_leaves_the_tree(site)
    generation = pack(site)
    same_bytes_from_a_copy(site, generation)
    generations(site, generation)
    boot(site, generation)
    nodes(site)


if __name__ == "__main__":
    main()
