#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""plugins/ramdisk/boot.py SCENARIO - nodes that unpack their root while it arrives.

The image is the one that tests/boot/image.py built.  Nodes start at the kernel, with the
files that packimage made, behind servers that fail as a scenario asks for.
"""
import hashlib
import os
import re
import shutil
import sys
import time

SOURCE = os.environ["SOURCE_DIR"]
sys.path[:0] = [os.path.join(SOURCE, "tests", folder) for folder in ("boot", "node")]
import lab  # noqa: E402
from boot_test import LIGHT, check, skip  # noqa: E402
from machine import EMULATORS, MAC, Agent, Machine  # noqa: E402
from server import CHUNK, Server  # noqa: E402

UP_SECONDS = 600
SYSTEM = 48 << 20  # what a node keeps for the system: WIRE_SYSTEM of wire/manifest.h
OUTPUT = "root.tar.zst"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Generation:
    """What was packed, and may be spoilt, as a server has it."""

    def __init__(self, site, name):
        self.root = "/netboot/compute/" + name
        self.folder = site.path("install" + self.root)
        self.files = {}
        for file in os.listdir(self.folder):
            with open(os.path.join(self.folder, file), "rb") as data:
                self.files[self.root + "/" + file] = data.read()

    def get(self, name):
        return self.files[self.root + "/" + name]

    def put(self, name, data):
        self.files[self.root + "/" + name] = data

    def memory(self):
        """(resident, per_cpu, peak)"""
        line = re.search(rb"(?m)^memory (\d+) (\d+) (\d+)$", self.get("manifest"))
        return tuple(map(int, line.groups()))

    def alter(self, pattern, replacement):
        text, count = re.subn(pattern, replacement, self.get("manifest").decode(),
                              flags=re.MULTILINE)
        assert count == 1, pattern
        self.put("manifest", text.encode())

    def replace_archive(self, data):
        """Another archive, whose digests are right."""
        chunks = "".join(sha256(data[at:at + CHUNK]) + "\n"
                         for at in range(0, len(data), CHUNK)).encode()
        self.put(OUTPUT, data)
        self.put(OUTPUT + ".chunks", chunks)
        for name, new in ((OUTPUT, data), (OUTPUT + ".chunks", chunks)):
            self.alter(rf"^(artefact \d+) \d+ [0-9a-f]+ {re.escape(name)}$",
                       rf"\g<1> {len(new)} {sha256(new)} {name}")


def pack(site, *words):
    out, _ = site.run("packimage", *words, "-m", "ramdisk", "compute")
    return re.search(r"generation ([0-9a-f]{16})", out).group(1)


def start(generation, servers, words="", memory=1024):
    folder = os.path.join(lab.BUILD, "tests", "ramdisk", sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    cmdline = " ".join([
        "sl.root=" + generation.root,
        "sl.servers=" + ",".join(server.address for server in servers),
        "sl.digest=sha256:" + sha256(generation.get("manifest")), "sl.node=n1",
        "sl.status=http://%s/status" % servers[0].address,
        "BOOTIF=01-" + MAC.replace(":", "-"), "ip=10.0.2.15::10.0.2.2:255.255.255.0",
        LIGHT, words])
    return Machine(folder, os.path.join(generation.folder, "kernel"),
                   os.path.join(generation.folder, "initrd"), cmdline, memory)


def wait_up(machine, server):
    """The report; a node that fails is not waited for."""
    until = time.monotonic() + UP_SECONDS
    report = None
    while not report and time.monotonic() < until and machine.process.poll() is None:
        report = server.wait_report("up", 5)
    check(report is not None, "the report \"up\" arrives", machine)
    return report


def ask(machine, agent, script, expected):
    output, end = agent.run(script)
    check(expected in output and end == "exit 0", "%s: %r" % (script, output + end), machine)
    return output


def check_memory(machine, agent, report, generation):
    """What was foretold: the pages that the root has, and all that the node keeps, of which
    the system has its share."""
    resident, per_cpu, peak = generation.memory()
    pages = int(ask(machine, agent, "df --output=used -B1 / | tail -1", "")) / resident
    kept = int(report["memory"].split()[1])
    print("foretold %.1f MB, peak %.1f; kept %.1f; pages of the root %.3f of it"
          % (resident / 1e6, peak / 1e6, kept / 1e6, pages))
    check(per_cpu == 0 and resident < peak < resident + (24 << 20), "the peak's limit", machine)
    check(0.93 < pages < 1.01, "the root has the pages foretold", machine)
    check(resident < kept < resident + SYSTEM + (8 << 20),
          "the node keeps what was foretold, and a system's share", machine)


def boots(site):
    """Two servers, the first of which spoils a chunk and the second of which ends early; and
    little more memory than is needed: a kernel takes some 50 MB before it says how much is
    available."""
    name = pack(site)
    assert pack(site, "--copy") == name, "a copy of the tree gives another generation"
    generation = Generation(site, name)
    image = generation.root + "/" + OUTPUT
    servers = [Server(generation.files, corrupt=(image, CHUNK + 100)),
               Server(generation.files, cut=(image, 3 * CHUNK + 5))]
    machine = start(generation, servers,
                    memory=(generation.memory()[2] + SYSTEM >> 20) + 90)
    report = wait_up(machine, servers[0])
    check("does not have the SHA-256" in machine.console() or
          "too early" in machine.console(), "a fault is said", machine)
    asked = [request for server in servers for request in server.requests
             if request[0] == image]
    check(any("bytes=0-" not in request[1] for request in asked),
          "the transfer went on at a chunk: %s" % asked, machine)
    agent = Agent(machine, 300)
    ask(machine, agent, "findmnt -no FSTYPE /", "tmpfs\n")
    ask(machine, agent, 'su nobody -s /bin/sh -c "ping -c1 127.0.0.1"', " 0% packet loss")
    ask(machine, agent, "systemctl is-system-running --wait", "running\n")
    ask(machine, agent, "mv /usr/lib/systemd/network /usr/lib/moved && hostname", "n1\n")
    ask(machine, agent, "grep -c ' /sl' /proc/self/mountinfo || true", "0\n")
    check_memory(machine, agent, report, generation)
    machine.stop()


def read_only(site):
    generation = Generation(site, pack(site))
    server = Server(generation.files)
    machine = start(generation, [server], "sl.overlay=none")
    wait_up(machine, server)
    agent = Agent(machine, 300)
    ask(machine, agent, "findmnt -no FSTYPE,OPTIONS /", "tmpfs  ro")
    ask(machine, agent, "touch /etc/x 2>&1 || true", "Read-only file system")
    machine.stop()


def fails(site, spoil, cause, words=""):
    """The node says why, and ends: nothing of the root is started."""
    generation = Generation(site, pack(site))
    spoil(generation)
    server = Server(generation.files)
    machine = start(generation, [server], words)
    report = server.wait_report("failed", UP_SECONDS)
    check(report is not None, "the report \"failed\" arrives", machine)
    check(re.search(cause, report.get("error", "")), "its cause: " + report.get("error", ""),
          machine)
    check(machine.wait_console("boot failed in phase root: ", 30), "the console says it too",
          machine)
    check(machine.wait_console("rebooting in ", 5), "and that the node reboots", machine)
    check("starting " not in machine.console(), "no init was started", machine)
    machine.stop()


def truncated(site):
    def spoil(generation):
        generation.replace_archive(generation.get(OUTPUT)[:2 * CHUNK + 12345])
    fails(site, spoil, r"cannot unpack root\.tar\.zst: ")


def corrupt(site):
    def spoil(generation):
        data = bytearray(generation.get(OUTPUT))
        data[CHUNK:CHUNK + 1000] = bytes(1000)
        generation.replace_archive(bytes(data))
    fails(site, spoil, r"cannot unpack root\.tar\.zst: ")


def too_small(site):
    """The tmpfs has a limit, which a tree that says nothing of itself reaches."""
    def spoil(generation):
        generation.alter(r"^memory .*$", "memory 0 0 0")
    fails(site, spoil, r"the root is full at 17 MB: cannot unpack /\S+: No space",
          "sl.overlay=16m")


SCENARIOS = {"boots": boots, "read_only": read_only, "truncated": truncated,
             "corrupt": corrupt, "too_small": too_small}


def main():
    lab.prepare()
    if os.uname().machine not in EMULATORS:
        skip("no emulator is known for " + os.uname().machine)
    if not shutil.which(EMULATORS[os.uname().machine][0]):
        skip("there is no " + EMULATORS[os.uname().machine][0])
    SCENARIOS[sys.argv[1]](lab.Site("shared", lab.SHARED))


if __name__ == "__main__":
    main()
