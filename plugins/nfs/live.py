# SPDX-License-Identifier: GPL-2.0-or-later
"""Two nodes with a live /usr see what is packed while they run: what stateless-nfs(5) says.

They have one image and are two clients of one nfs-ganesha, which is configured as the manual
says.
"""
import os
import re
import shutil
import sys
import threading
import time

import lab
from waits import check, wait_for

SECONDS = 600
BOOT_SECONDS = 200
WORDS = "nfs { live = yes }"
LIGHT = "addkcmdline=" + " ".join("systemd.mask=" + unit for unit in (
    "ssh.service", "stateless-hostkeys.service", "systemd-timesyncd.service"))
SEEN_SECONDS = 30  # until a change is seen; what it took is printed
GANESHA = """
NFS_CORE_PARAM {{ Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false;
	Enable_UDP = false; mount_path_pseudo = true; }}
NFSV4 {{ Graceless = true; Only_Numeric_Owners = true; RecoveryBackend = fs;
	RecoveryRoot = "{work}"; }}
LOG {{ COMPONENTS {{ SESSIONS = DEBUG; }} }}
%include "{state}/ganesha.conf"
"""
# Has a file open and a folder as its own, and reads when it is asked; drop_caches has it
# ask the server.
READER = """
mkfifo /run/ask /run/answer
setsid sh -c 'exec 3</usr/share/lab/open; cd /usr/share/lab/folder
while read -r word </run/ask; do
	read -r line <&3 || line=unreadable
	echo "$line, $(cat here 2>&1)" >/run/answer
done' >/dev/null 2>&1 & echo reading"""
ASK = "sync; echo 3 >/proc/sys/vm/drop_caches; echo read >/run/ask; cat /run/answer"


class Live:
    """The tree, its generations, and the folder that nodes have mounted."""

    def __init__(self, cluster):
        self.cluster, self.root = cluster, cluster.open_tree()
        self.folder = cluster.site.path("install/netboot/compute/live.nfs/usr")

    def put(self, path, text):
        """A new file in the place of an old one, as package managers make it."""
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".new", path)

    def remove(self, path):
        shutil.rmtree(os.path.join(self.root, path))

    def extend(self, path):
        """Another program with the same mode and capabilities."""
        path = os.path.join(self.root, path)
        shutil.copy2(path, path + ".new")
        with open(path + ".new", "ab") as file:
            file.write(b"\0")
        os.setxattr(path + ".new", "security.capability",
                    os.getxattr(path, "security.capability"))
        os.rename(path + ".new", path)

    def pack(self):
        generation = self.cluster.pack(WORDS, "nfs")
        check(os.path.isdir(self.folder), f"{generation} is packed, and live")
        return generation

    def replaced(self, path, old):
        """When the live file became another one."""
        path = os.path.join(self.folder, path)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if os.stat(path).st_ino != old:
                return time.monotonic()
            time.sleep(0.005)
        raise AssertionError(f"{path} was not replaced")


def serve(cluster):
    config = cluster.path("ganesha.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write(GANESHA.format(work=cluster.work,
                                  state=cluster.site.path("var/lib/stateless/nfs")))
    cluster.spawn("ganesha", "ganesha.nfsd", "-F", "-f", config, "-p",
                  cluster.path("ganesha.pid"), "-L", cluster.path("nfs.log"), "-N", "EVENT")
    wait_for("the NFS server is ready", 60,
             lambda: os.path.exists(cluster.path("nfs.log"))
             and "NFS SERVER INITIALIZED" in cluster.log("nfs"))
    cluster.serve()


def seen_after(live, nodes, path, text):
    """Packs, and prints how long after the file's replacement each node saw it."""
    old = os.stat(os.path.join(live.folder, path)).st_ino
    seen = {}

    def look(node):
        status, output, began = node.answer(
            f"until grep -qs '{text}' /usr/{path}; do sleep 0.05; done; echo seen", 180)
        if status == 0 and output == "seen\n":
            seen[node.name] = began

    threads = [threading.Thread(target=look, args=(node,)) for node in nodes]
    moment = []
    threads.append(threading.Thread(target=lambda: moment.append(live.replaced(path, old))))
    for thread in threads:
        thread.start()
    live.pack()
    for thread in threads:
        thread.join(SEEN_SECONDS)
    check(moment and len(seen) == len(nodes), "every node saw the changed file")
    for name, began in sorted(seen.items()):
        print(f"{name} saw it {began - moment[0]:.2f} s after it was replaced", flush=True)


def expect(node, script, *answers):
    lab.expect(node.run(script), *answers)


def check_booted(nodes, generation):
    for node in nodes:
        expect(node, "findmnt -rno FSTYPE,OPTIONS -T /usr/share; findmnt -no FSTYPE /; "
                     "cat /run/stateless/generation; systemctl is-system-running",
               "nfs4 ro,", "\noverlay\n", generation, "running")
        # no ICMP sockets for anybody: raw ones need ping's capability
        expect(node, "sysctl -qw net.ipv4.ping_group_range='1 0'; getcap /usr/bin/ping; "
                     "su nobody -s /bin/sh -c 'ping -c1 127.0.0.1'; "
                     "touch /usr/x 2>&1 || echo no more",
               "cap_net_raw", " 0% packet loss", "Read-only file system\nno more\n")


def check_clients(cluster, nodes):
    """By the names that the server knows them by.  Clients of one name would take each
    other's session away, and make new ones."""
    log = cluster.log("nfs")
    names = set(re.findall(r"nfs4_op_create_session .*:Confirmed .* name=\(\d+:(.*?)\)", log))
    sessions = re.findall(r"nfs4_op_create_session .*:success session", log)
    print(*sorted(names), sep="\n", flush=True)
    for node in nodes:
        check(any(f" {node.mac}-{node.name}" in name for name in names),
              f"{node.name} is a client of its own")
    check(len(names) == len(sessions) == len(nodes),
          f"the server has {len(names)} clients, and made {len(sessions)} sessions")


def boot(cluster, live):
    live.put("usr/share/lab/changed", "one\n")
    live.put("usr/share/lab/gone/file", "gone\n")
    live.put("usr/lib/modules/1.0-lab/marker", "a kernel\n")
    live.put("etc/lab", "image\n")
    first = live.pack()
    nodes = [cluster.add_node(number, first, LIGHT, commands=True) for number in (1, 2)]
    serve(cluster)
    for node in nodes:
        node.start()
    for node in nodes:
        node.wait_state("up", BOOT_SECONDS)
    check_booted(nodes, first)
    return nodes


def change(live, nodes):
    """New and changed files, and removed ones; the root beside /usr stays as it was."""
    nodes[0].run("echo mine >>/etc/lab")
    live.put("usr/share/lab/changed", "two\n")
    live.put("usr/share/lab/open", "".join(f"line {i}\n" for i in range(9)))
    live.put("usr/share/lab/folder/here", "here\n")
    live.remove("usr/share/lab/gone")
    live.remove("usr/lib/modules/1.0-lab")
    live.put("etc/lab", "another image\n")
    seen_after(live, nodes, "share/lab/changed", "two")
    for node in nodes:
        expect(node, "cd /usr/share/lab; ls; cat open folder/here; cat /usr/lib/modules/1*/*",
               "changed\nfolder\nopen\n", "line 8\nhere\na kernel\n")
    check(nodes[0].run("cat /etc/lab") == "image\nmine\n", "a file copied up is the node's")
    check(nodes[1].run("cat /etc/lab") == "image\n", "other files are the generation's")


def replace(live, nodes):
    """What a process of the first node has open, and a program that has a capability."""
    node = nodes[0]
    node.run(READER)
    expect(node, ASK, "line 0, here\n")
    expect(node, "findmnt -rno TARGET,FSTYPE /usr/bin/ping", "/usr/bin/ping overlay\n")
    live.put("usr/share/lab/open", "other\n")
    live.remove("usr/share/lab/folder")
    live.extend("usr/bin/ping")
    seen_after(live, nodes, "share/lab/open", "other")
    expect(node, ASK, "line 1, here\n")
    expect(node, "ls /usr/share/lab; cat /usr/share/lab/open", "changed\nopen\nother\n")
    said = node.run("getcap /usr/bin/ping; findmnt /usr/bin/ping; tail -c 1 /usr/bin/ping | "
                    "od -An -tx1; ping -c1 127.0.0.1")
    check(said.startswith(" 00\n") and " 0% packet loss" in said,
          "a replaced program is the new one, and has no capability")


def run(cluster):
    if not shutil.which("ganesha.nfsd"):
        print("skipped: there is no ganesha.nfsd (packages nfs-ganesha, nfs-ganesha-vfs)")
        sys.exit(77)
    live = Live(cluster)
    nodes = boot(cluster, live)
    check_clients(cluster, nodes)
    change(live, nodes)
    replace(live, nodes)
    live.put("usr/share/lab/changed", "three\n")
    seen_after(live, nodes, "share/lab/changed", "three")
    expect(nodes[0], ASK, "line 2, here\n")
    live.put("usr/share/lab/changed", "four\n")
    seen_after(live, nodes, "share/lab/changed", "four")
    expect(nodes[0], ASK, "Stale file handle")
    check_clients(cluster, nodes)
