#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The image that all boot tests share, packed by nfs, and booted from nfs-ganesha.  Equal
files of two generations are one; an unprivileged user pings by a file capability that NFS
does not carry; and a node whose server is away for more than a minute goes on."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests/boot"))
import lab  # noqa: E402

AWAY_S = 62
READ_ALL = "find /usr -xdev -type f -exec cat {} + | wc -c >/run/read.part && " \
    "mv /run/read.part /run/read"


def generation_of(out):
    return re.search(r"generation ([0-9a-f]{16})", out).group(1)


def packed(site):
    """Twice, with one file changed: the other files are the same inodes."""
    first = generation_of(site.run("packimage", "-m", "nfs", "compute")[0])
    issue = site.path("etc/stateless/images.d/files/issue")
    with open(issue, encoding="utf-8") as file:
        before = file.read()
    try:
        with open(issue, "a", encoding="utf-8") as file:
            file.write("changed\n")
        second = generation_of(site.run("packimage", "-m", "nfs", "compute")[0])
    finally:
        with open(issue, "w", encoding="utf-8") as file:
            file.write(before)
    assert first != second
    roots = [site.path("install/netboot/compute", name, "root") for name in (first, second)]
    same = [os.stat(os.path.join(root, "usr/bin/ping")).st_ino for root in roots]
    assert same[0] == same[1], "an equal file was copied"
    changed = [os.stat(os.path.join(root, "etc/issue")).st_ino for root in roots]
    assert changed[0] != changed[1], "a changed file was shared"
    return second


def server_of(site):
    """Process, arguments and parent of the test's NFS server."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                argv = file.read().split(b"\0")[:-1]
            with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if argv[:1] == [b"ganesha.nfsd"] and any(site.root.encode() in word for word in argv):
            return int(name), argv, parent
    raise AssertionError("no NFS server runs for this test")


def take_server_away(site):
    pid, argv, parent = server_of(site)
    os.kill(pid, signal.SIGKILL)
    print(f"the NFS server is away for {AWAY_S} s", flush=True)
    time.sleep(AWAY_S)
    return subprocess.Popen(
        ["nsenter", "-t", str(parent), "-m", "-p", "-n", *argv], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def boot(site, generation):
    """The node reads all of /usr while its server goes away and comes back."""
    command = site.start(
        "testboot", "compute:nfs", "--timeout", "500",
        "--run", "findmnt -no FSTYPE /; cat /run/stateless/generation",
        "--run", "getcap /usr/bin/ping; su nobody -s /bin/sh -c 'ping -c1 127.0.0.1'",
        "--run", "cat /sys/module/nfs/parameters/nfs4_unique_id",
        "--run", f"nohup sh -c '{READ_ALL}' >/dev/null 2>&1 & echo reading",
        # opens its shell when the server is back: the client tries 3, 9, 21, 45 and 93 s
        # after it went
        "--run", "echo waited",
        "--run", "for i in $(seq 100); do test -e /run/read && break; sleep 1; done; "
                 "cat /run/read; touch /etc/still-writable && echo goes on")
    out, restarted = "", None
    try:
        for line in command.stdout:
            sys.stdout.write(line)
            out += line
            if line == "reading\n":
                restarted = take_server_away(site)
        assert command.wait(timeout=60) == 0, command.stderr.read()
    finally:
        command.kill()
        if restarted:
            restarted.kill()
    lab.expect(out, "is up", generation, "overlay\n", "cap_net_raw", " 0% packet loss",
               "52:54:00:73:6c:01-testboot\n", "waited\n", "goes on\n")
    kept = float(re.search(r"memory +([0-9.]+) of", out).group(1))
    print(f"{kept} MB of the node's memory cannot be dropped")


def main():
    lab.prepare()
    if not shutil.which("ganesha.nfsd"):
        print("skipped: there is no ganesha.nfsd (packages nfs-ganesha, nfs-ganesha-vfs)")
        sys.exit(77)
    site = lab.Site("shared", lab.SHARED)
    boot(site, packed(site))


if __name__ == "__main__":
    main()
