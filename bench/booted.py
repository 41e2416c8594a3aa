# SPDX-License-Identifier: GPL-2.0-or-later
"""Nodes in QEMU that say what they have in /proc a minute after they are up, for bench/node
and bench/memory."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import common

BOOT_SECONDS = 240
MEMORY = 1024
PARTS = ("Shmem", "AnonPages", "SUnreclaim", "KernelStack", "PageTables", "Percpu",
         "VmallocUsed", "Unevictable")
MAC = "52:54:00:12:34:56"
ICOUNT = "shift=1,sleep=off,align=off"

METER = """[Unit]
Description=Says what this node has in /proc, a minute after its boot
After=multi-user.target

[Service]
Type=simple
ExecStart=/bin/sh -c 'sleep 60; exec >/dev/ttyS1; \\
	for file in meminfo zoneinfo; do echo "== $file"; cat /proc/$file; done; \\
	echo "== phases"; cat /run/stateless/phases; \\
	echo "== report"; cat /run/stateless/report; \\
	echo "== units"; systemctl list-units --plain --no-legend --state=running; \\
	echo "== end"'
"""
KEYS = """[Unit]
Description=SSH host keys of this boot
DefaultDependencies=no
After=local-fs.target
Before=ssh.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/bin/ssh-keygen -A
"""
NETWORK = """[Match]
Type=ether

[Network]
Address=10.0.2.15/24
Gateway=10.0.2.2
"""
WANTS = "etc/systemd/system/multi-user.target.wants/"
FILES = {"etc/systemd/system/bench-meter.service": METER,
         "etc/systemd/system/stateless-hostkeys.service": KEYS,
         "etc/systemd/network/20-bench.network": NETWORK}
LINKS = {WANTS + "bench-meter.service": "../bench-meter.service",
         WANTS + "stateless-hostkeys.service": "../stateless-hostkeys.service",
         WANTS + "systemd-networkd.service": "/lib/systemd/system/systemd-networkd.service",
         "etc/systemd/system/systemd-network-generator.service": "/dev/null"}

PEER_MODULES = ("virtio_pci", "virtio_blk", "overlay")
PEER_INIT = """#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
for module in $($b cat /modules); do $b insmod /m/$module; done
until [ -b /dev/vda ]; do $b sleep 0.05; done
$b mount -t FSTYPE -o ro /dev/vda /lower
$b mount -t tmpfs -o size=50% tmpfs /upper
$b mkdir /upper/upper /upper/work
$b mount -t overlay -o lowerdir=/lower,upperdir=/upper/upper,workdir=/upper/work,\
redirect_dir=on,metacopy=on,xino=on overlay /root
$b umount -l /upper
$b umount -l /lower
$b mount --move /proc /root/proc
$b mount --move /sys /root/sys
$b mount --move /dev /root/dev
exec $b switch_root /root /sbin/init
"""


# ---- what is booted

def make_image(site, name="meter", of="compute"):
    """The tree of another image, with units that are the same in all systems."""
    folder = site.path("install/trees", name)
    if not os.path.exists(folder):
        site.tree(of)
        subprocess.run(["cp", "-a", site.path("install/trees", of), folder], check=True)
    tree = os.path.join(folder, "rootimg")
    for path, text in FILES.items():
        os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
        with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
            file.write(text)
    for path, target in LINKS.items():
        if not os.path.islink(os.path.join(tree, path)):
            os.symlink(target, os.path.join(tree, path))
    with open(os.path.join(site.images, f"{of}.conf"), encoding="utf-8") as file:
        text = file.read().replace(f'image "{of}"', f'image "{name}"')
    site.write(f"{name}.conf", text)
    return tree


def make_peer_initrd(tree, output, fstype="squashfs"):
    """One that mounts a virtual disk with that file system under an overlay."""
    version = os.listdir(os.path.join(tree, "lib/modules"))[0]
    with tempfile.TemporaryDirectory(dir=common.WORK) as folder:
        for name in ("bin", "m", "proc", "sys", "dev", "lower", "upper", "root"):
            os.mkdir(os.path.join(folder, name))
        shutil.copy(shutil.which("busybox"), os.path.join(folder, "bin/busybox"))
        names = []
        for module in (*PEER_MODULES, fstype):
            lines = subprocess.run(
                ["modprobe", "-d", tree, "-S", version, "--show-depends", module],
                capture_output=True, text=True, check=True).stdout.splitlines()
            for path in [line.split()[1] for line in lines if line.startswith("insmod")]:
                if os.path.basename(path) not in names:
                    names.append(os.path.basename(path))
                    shutil.copy(path, os.path.join(folder, "m"))
        with open(os.path.join(folder, "modules"), "w", encoding="ascii") as file:
            file.write("\n".join(names))
        with open(os.path.join(folder, "init"), "w", encoding="ascii") as file:
            file.write(PEER_INIT.replace("FSTYPE", fstype))
        os.chmod(os.path.join(folder, "init"), 0o755)
        files = subprocess.run(["find", "."], cwd=folder, capture_output=True, check=True)
        with open(output, "wb") as file:
            subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=folder, check=True,
                           input=files.stdout, stdout=file)


def command_line(generation, port):
    with open(os.path.join(generation, "manifest"), "rb") as file:
        digest = common.sha256(file.read())
    where = os.path.relpath(generation, os.path.dirname(os.path.dirname(generation)))
    return (f"console=ttyS0,115200 panic=5 sl.root=/netboot/{where} "
            f"sl.servers=10.0.2.2:{port} sl.digest=sha256:{digest} sl.node=n1 "
            f"ip=10.0.2.15::10.0.2.2:255.255.255.0 BOOTIF=01-{MAC.replace(':', '-')}")


# ---- booting

class System:
    """How one of the two is started, and what it said."""

    def __init__(self, generation, words, initrd, disk=None):
        self.generation, self.words, self.initrd, self.disk = generation, words, initrd, disk

    def command(self, cpus, folder):
        argv = ["qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-icount", ICOUNT,
                "-smp", f"1,maxcpus={cpus}", "-m", str(MEMORY), "-nodefaults", "-display", "none",
                "-no-reboot", "-serial", f"file:{folder}/console",
                "-serial", f"file:{folder}/meter",
                "-kernel", os.path.join(self.generation, "kernel"), "-initrd", self.initrd,
                "-append", self.words, "-netdev", "user,id=net0",
                "-device", f"virtio-net-pci,netdev=net0,mac={MAC},romfile=",
                "-object", "rng-random,id=rng0,filename=/dev/urandom",
                "-device", "virtio-rng-pci,rng=rng0"]
        if self.disk:
            argv += ["-drive", f"file={self.disk},format=raw,readonly=on,if=virtio"]
        return argv

    def boot(self, cpus):
        """(console, {part: text} of what the meter said)"""
        with tempfile.TemporaryDirectory(dir=common.WORK) as folder:
            with (open(os.path.join(folder, "log"), "wb") as log,
                  subprocess.Popen(self.command(cpus, folder), stdin=subprocess.DEVNULL,
                                   stderr=log) as process):
                said = wait_for_end(process, os.path.join(folder, "meter"))
                process.terminate()
            console = "".join(read(os.path.join(folder, name)) for name in ("log", "console"))
        if said is None:
            sys.exit(f"{common.NAME}: the node did not get up in {BOOT_SECONDS} s:\n"
                     + console[-3000:])
        parts = re.split(r"(?m)^== (\w+)\r?\n", said)[1:]
        return console, dict(zip(parts[::2], parts[1::2]))


def wait_for_end(process, path):
    until = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        said = read(path)
        if "== end" in said:
            return said
        time.sleep(0.2)
    return None


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


# ---- what it said

def kept(parts):
    """MB that cannot be dropped (docs/design.md, section 12), and its parts."""
    values = {name: int(kb) / 1024 for name, kb in
              re.findall(r"(?m)^(\S+):\s+(\d+) kB", parts["meminfo"])}
    values["PCP"] = 4 / 1024 * sum(map(int, re.findall(r"\bcount: (\d+)", parts["zoneinfo"])))
    whole = (values["MemTotal"] - values["MemFree"] - values["PCP"] - values["Active(file)"]
             - values["Inactive(file)"] - values["SReclaimable"])
    return whole, values


def peak(parts):
    """MB that the root took at most until it stood, by the node's own report."""
    found = re.search(r"(?m)^peak (\d+)", parts["report"])
    return int(found.group(1)) / (1 << 20) if found else 0.0


def units(parts):
    """But those that only one can have, by its own words."""
    return {line.split()[0] for line in parts["units"].splitlines() if line.strip()}
