#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/node/boot_test.py SCENARIO PROGRAM FOLDER - boots the node program in QEMU.

TREE in the environment: a finished tree with systemd, a kernel in boot/ and its modules.
Ends with 77 (skipped) and the reason where something is missing.
"""
import glob
import hashlib
import io
import os
import shutil
import socket
import sys
import tarfile

import generation
import initrd
from machine import EMULATORS, MAC, Agent, Machine
from server import CHUNK, Server

UP_SECONDS = 600
IMAGE = generation.ROOT + "/root.squashfs"

# `boots` has all services of the tree; elsewhere those that serve people only take time.
LIGHT = " ".join("systemd.mask=" + unit for unit in (
    "ssh.service", "stateless-hostkeys.service", "systemd-timesyncd.service"))


def skip(reason):
    print("skipped: " + reason)
    sys.exit(77)


def check(truth, what, machine):
    if truth:
        print("ok: " + what)
        return
    print(machine.console()[-6000:])
    print("FAILED: " + what)
    machine.stop()
    sys.exit(1)


class Lab:
    def __init__(self, program, folder):
        tree = os.environ.get("TREE")
        if not tree:
            skip("TREE names no tree to boot")
        kernels = sorted(glob.glob(os.path.join(tree, "boot/vmlinuz-*")))
        if not kernels:
            skip(tree + " has no kernel in boot/")
        if os.uname().machine not in EMULATORS:
            skip("no emulator is known for " + os.uname().machine)
        for tool in (EMULATORS[os.uname().machine][0], "mksquashfs"):
            if not shutil.which(tool):
                skip("there is no " + tool)
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.kernel = kernels[-1]
        self.image = generation.pack(tree, os.path.dirname(folder))
        self.initrd = os.path.join(folder, "initrd")
        with open(self.initrd, "wb") as file:
            file.write(initrd.make(tree, program, os.environ.get("RUN_ROOT")))

    def boot(self, servers, digest, words="", address="10.0.2.15::10.0.2.2:255.255.255.0",
             memory=1024):
        cmdline = " ".join([
            "sl.root=" + generation.ROOT,
            "sl.servers=" + ",".join(server.address for server in servers),
            "sl.digest=sha256:" + digest, "sl.node=n1",
            "sl.status=http://%s/status" % servers[0].address,
            "BOOTIF=01-" + MAC.replace(":", "-"), "ip=" + address, words])
        return Machine(self.folder, self.kernel, self.initrd, cmdline, memory)


def check_up(server, machine, digest):
    report = server.wait_report("up", UP_SECONDS)
    check(report is not None, "the report \"up\" arrives", machine)
    check(report["generation"] == digest, "it names the generation", machine)
    check(report["node"] == "n1" and report["image"] == "test", "and the node", machine)
    total, kept = map(int, report["memory"].split())
    check(0 < kept < total, "memory: %d of %d kept" % (kept, total), machine)
    check(0 < int(report["peak"]) < total, "peak: %s of %d" % (report["peak"], total), machine)
    check("phase up " in report["text"] and "phase fetch " in report["text"],
          "phases: " + ", ".join(line[6:] for line in report["text"].splitlines()
                                 if line.startswith("phase ")), machine)


OVERLAY = [
    ("systemctl is-system-running --wait", "running\nexit 0"),
    ("stat -f -c %T /", "overlayfs\nexit 0"),
    ("touch /etc/written && rm /etc/written", "exit 0"),
    ("mv /usr/lib/systemd/network /usr/lib/moved && echo renamed", "renamed\nexit 0")]


def check_system(machine, more=()):
    agent = Agent(machine, 300)
    for script, expected in [
            ("hostname; cat /etc/hostname", "n1\nn1\nexit 0"),
            ("cat /run/stateless/image", "test\nexit 0"),
            ("cut -d' ' -f5 /proc/self/mountinfo | grep -c ^/sl", "0\nexit 1"),
            ("cat /proc/sys/kernel/modprobe", "/sbin/modprobe\nexit 0"),
            ("cd /run/stateless && cat generation phases memory status >/dev/null", "exit 0"),
            ("kill -9 $$", "signal 9"), *more]:
        output, end = agent.run(script)
        check(output + end == expected, "%s: %r" % (script, output + end), machine)


def boot_one(lab, servers, digest, more, words=LIGHT, **how):
    machine = lab.boot(servers, digest, words, **how)
    check_up(servers[0], machine, digest)
    check_system(machine, more)
    return machine


def boots(lab):
    """Two servers, the first of which spoils a chunk and the second of which ends early."""
    files, digest = generation.make(lab.image)
    servers = [Server(files, corrupt=(IMAGE, CHUNK + 100)),
               Server(files, cut=(IMAGE, 3 * CHUNK + 5))]
    machine = boot_one(lab, servers, digest, OVERLAY, words="")
    console = machine.console()
    check("chunk 1 does not have the SHA-256" in console or "too early" in console,
          "a fault on one server is said, and the other one goes on", machine)
    fetched = [request for server in servers for request in server.requests
               if request[0] == IMAGE]
    check(len(fetched) >= 2 and any("bytes=0-" not in request[1] for request in fetched),
          "the transfer went on at a chunk: %s" % fetched, machine)
    machine.stop()


def boots_by_dhcp(lab):
    files, digest = generation.make(lab.image)
    boot_one(lab, [Server(files)], digest, OVERLAY, address="dhcp").stop()


def boots_by_ipv6(lab):
    files, digest = generation.make(lab.image)
    servers = [Server(files, family=socket.AF_INET6)]
    boot_one(lab, servers, digest, OVERLAY, address="[fec0::15]::[fec0::2]:64").stop()


def boots_read_only(lab):
    """Some services of the distribution may not like it: that is the method's matter."""
    files, digest = generation.make(lab.image)
    more = [("touch /etc/x 2>/dev/null", "exit 1"), ("stat -f -c %T /", "squashfs\nexit 0")]
    boot_one(lab, [Server(files)], digest, more, words="sl.overlay=none " + LIGHT).stop()


def boots_by_run(lab):
    """What serves the root stays, is not killed, and keeps its network."""
    if not os.environ.get("RUN_ROOT"):
        skip("RUN_ROOT names no program for the way run")
    files, digest = generation.make(lab.image, way="run")
    find = "pid=$(pgrep -f ^@stateless-root) && "
    more = [(find + "cat /proc/$pid/oom_score_adj", "-1000\nexit 0"),
            ("cat /sys/class/net/eth0/operstate", "up\nexit 0")]
    boot_one(lab, [Server(files)], digest, OVERLAY + more).stop()


def archive(entries):
    """A node's own files, by a writer that is not ours."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, mode, text in entries:
            member = tarfile.TarInfo(path)
            member.mode, member.size = mode, len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return data.getvalue()


def unpacks_files(lab):
    """The first server has another archive: that is said, and the next one is asked."""
    long = "/".join(["d" * 70] * 3) + "/file"
    good = archive([("etc/motd", 0o644, "of n1\n"), ("usr/local/bin/hello", 0o755, "#!/bin/sh\n"),
                    ("etc/hosts", 0o644, "10.9.9.9 other\n"), (long, 0o600, "long\n")])
    files, digest = generation.make(lab.image)
    path = "/netboot/nodes/n1.tar"
    servers = [Server({**files, path: archive([("etc/evil", 0o644, "x")])}),
               Server({**files, path: good})]
    words = (LIGHT + " sl.domain=example.org sl.files=sha256:" +
             hashlib.sha256(good).hexdigest())
    more = [("cat /etc/motd /" + long, "of n1\nlong\nexit 0"),
            ("stat -c '%a %u' /usr/local/bin/hello", "755 0\nexit 0"),
            ("cat /etc/hosts", "127.0.0.1 localhost\n10.0.2.15 n1.example.org n1\n"
                               "10.9.9.9 other\nexit 0"),
            ("test -e /etc/evil", "exit 1")]
    machine = boot_one(lab, servers, digest, OVERLAY + more, words=words)
    asked = [server for server in servers if path in [request[0] for request in server.requests]]
    check(servers[1] in asked, "the right archive is fetched", machine)
    check(len(asked) == 1 or "do not have the SHA-256" in machine.console(),
          "a wrong one is said", machine)
    machine.stop()


def refuses_files_without_overlay(lab):
    files, digest = generation.make(lab.image)
    server = Server(files)
    machine = lab.boot([server], digest, "sl.overlay=none sl.files=sha256:" + "0" * 64)
    report = server.wait_report("failed", UP_SECONDS)
    check(report is not None and "cannot be written to" in report.get("error", ""),
          "the cause is reported", machine)
    machine.stop()


def refuses_small_memory(lab):
    files, digest = generation.make(lab.image, peak=8 << 30)
    server = Server(files)
    machine = lab.boot([server], digest)
    report = server.wait_report("failed", UP_SECONDS)
    cause = "needs 8640 MB of memory"  # the peak and WIRE_SYSTEM
    check(report is not None, "the report \"failed\" arrives", machine)
    check(cause in report.get("error", ""), "its cause: " + report.get("error", ""), machine)
    check(machine.wait_console("boot failed in phase manifest: image test " + cause, 30),
          "the console says it too", machine)
    check(machine.wait_console("rebooting in ", 5), "and that the node reboots", machine)
    machine.stop()


def refuses_wrong_manifest(lab):
    """The bound of all attempts is ten minutes away; what counts is what it does not do."""
    files, _ = generation.make(lab.image)
    server = Server(files)
    machine = lab.boot([server], "0" * 64, "sl.after=wait")
    check(machine.wait_console("do not have the SHA-256 0000000000000000", UP_SECONDS),
          "a wrong manifest is said", machine)
    check(machine.wait_console("HTTP status", 5) is False, "and nothing else", machine)
    check({request[0] for request in server.requests} == {generation.ROOT + "/manifest"},
          "nothing that it names is asked for", machine)
    machine.stop()


SCENARIOS = {"boots": boots, "boots_by_dhcp": boots_by_dhcp,
             "boots_by_ipv6": boots_by_ipv6, "boots_read_only": boots_read_only,
             "boots_by_run": boots_by_run,
             "unpacks_files": unpacks_files,
             "refuses_files_without_overlay": refuses_files_without_overlay,
             "refuses_small_memory": refuses_small_memory,
             "refuses_wrong_manifest": refuses_wrong_manifest}

if __name__ == "__main__":
    SCENARIOS[sys.argv[1]](Lab(sys.argv[2], sys.argv[3]))
