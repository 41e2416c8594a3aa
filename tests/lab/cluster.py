# SPDX-License-Identifier: GPL-2.0-or-later
"""A small cluster: a bridge, DHCP, TFTP and HTTP as they are configured for real, nodes.

Addresses: 10.77.0.1 the server, .2 and up fault proxies, .11 and up the nodes n1, n2 ...
"""
import json
import os
import re
import shutil
import subprocess

import lab
from node import Node
from proxy import Proxy
from waits import wait_for

SERVER = "10.77.0.1"
PORT = 8080
BRIDGE = "lab0"
CONFIG = "var/lib/stateless/dnsmasq/stateless.conf"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Cluster:
    """The site lies in BUILD_DIR/tests/lab and is kept, so that its image is packed once;
    its tree is the one that tests/boot/image.py built."""

    server = f"{SERVER}:{PORT}"

    def __init__(self, name):
        self.name = name
        self.nodes, self.proxies, self.processes = [], [], []
        self.work = os.path.join(lab.BUILD, "tests", "lab", name)
        self.site = lab.Site("lab", os.path.join(lab.BUILD, "tests", "lab", "site"))

    def start(self):
        for folder in (self.work, self.site.path("etc"), self.site.path("var"),
                       self.site.path("run")):
            shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(self.work)
        self.site = lab.Site("lab", self.site.root)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/tmp"], check=True)
        self.make_network()
        self.show_tree("compute")
        self.set_image("squashfs { level = 3 }")
        self.site.run("gc")  # no node is set to anything: it keeps the last two
        self.site.run("mkdef", "-t", "network", "lab", "net=10.77.0.0",
                      "mask=255.255.255.0")

    def make_network(self):
        ip("link", "set", "lo", "up")
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("address", "add", SERVER + "/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")

    def show_tree(self, image):
        """The tree that all boot tests share: a bind mount of this mount namespace."""
        tree = self.site.path("install/trees", image)
        os.makedirs(tree, exist_ok=True)
        shared = os.path.join(lab.SHARED, "install/trees/compute")
        subprocess.run(["mount", "--bind", shared, tree], check=True)

    def open_tree(self, image="compute"):
        """The tree's folder, with room for changes that end with the test."""
        tree, room = self.site.path("install/trees", image), "/tmp/tree-" + image
        subprocess.run(["umount", tree], check=True)
        for name in ("upper", "work"):
            os.makedirs(os.path.join(room, name))
        lower = os.path.join(lab.SHARED, "install/trees/compute")
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o",
                        f"lowerdir={lower},upperdir={room}/upper,workdir={room}/work",
                        tree], check=True)
        return os.path.join(tree, "rootimg")

    def set_image(self, words):
        """Adds words to the definition of the image as the site comes with it.

        Without the site's level of compression: the tests pack often, and give their own.
        """
        source = os.path.join(lab.SOURCE, "examples/site/etc/stateless/images.d/compute.conf")
        with open(source, encoding="utf-8") as file:
            text = re.sub(r" *squashfs \{[^}]*\}\n", "", file.read())
        text = text.rstrip().removesuffix("}")
        with open(self.site.path("etc/stateless/images.d/compute.conf"), "w",
                  encoding="utf-8") as file:
            file.write(text + words + "\n}\n")

    def pack(self, words="squashfs { level = 3 }", method="squashfs"):
        """Packs the image with these words added to its definition; the generation."""
        self.set_image(words)
        out, _ = self.site.run("packimage", "compute", "-m", method)
        return re.search(r"generation ([0-9a-f]{16})", out).group(1)

    def add_node(self, number, generation, *attributes, servers=None, **how):
        """A node that is set to boot this generation from these servers (proxies)."""
        name = f"n{number}"
        node = Node(self, name, f"52:54:00:77:00:{number:02x}", **how)
        if servers:
            names = ",".join(proxy.address for proxy in servers)
            attributes = [*attributes, "server=" + names]
        self.site.run("mkdef", "-t", "node", name, "arch=x86_64", "mac=" + node.mac,
                      f"ip=10.77.0.{10 + number}", *attributes)
        self.site.run("nodeset", name, f"netboot=compute@{generation}")
        ip("tuntap", "add", node.tap, "mode", "tap")
        ip("link", "set", node.tap, "master", BRIDGE, "up")
        self.nodes.append(node)
        return node

    def add_proxy(self, *faults):
        """A server of its own between the nodes and ours, with these faults."""
        address = f"10.77.0.{2 + len(self.proxies)}"
        ip("address", "add", address + "/24", "dev", BRIDGE)
        proxy = Proxy(address, PORT, (SERVER, PORT), faults)
        self.proxies.append(proxy)
        return proxy

    @staticmethod
    def asked_in_order(name, *proxies):
        """The list of servers that this node asks in this order: it rotates the list by
        its name (servers_rotate of node/servers.c)."""
        total = 2166136261
        for byte in name.encode():
            total = (total ^ byte) * 16777619 & 0xffffffff
        first = (total ^ total >> 16) % len(proxies)
        return [proxies[(i - first) % len(proxies)] for i in range(len(proxies))]

    def serve(self):
        """The project's server, and dnsmasq exactly as nodeset configured it; only where
        it keeps its own files, and that it asks no DNS, is said here."""
        self.spawn("serve", lab.PROGRAM, "--root", self.site.root, "serve", "--listen",
                   SERVER)
        self.spawn("dnsmasq", "dnsmasq", "--keep-in-foreground", "--port=0", "--user=root",
                   "--group=root", "--log-dhcp", "--log-facility=-",
                   "--conf-file=" + self.site.path(CONFIG),
                   "--dhcp-leasefile=" + self.path("leases"),
                   "--pid-file=" + self.path("dnsmasq.pid"))
        wait_for("the server is ready", 30, lambda: "serving" in self.log("serve"))

    def spawn(self, name, *words):
        with open(self.path(name + ".log"), "w", encoding="utf-8") as log:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def path(self, name):
        return os.path.join(self.work, name)

    def log(self, name):
        with open(self.path(name + ".log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def status(self, name):
        """What `stateless status --json` says of one node."""
        done = subprocess.run([lab.PROGRAM, "--root", self.site.root, "--json", "status",
                               name], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)[0]

    def show_consoles(self):
        for node in self.nodes:
            print(f"-- the end of {node.name}'s console:")
            print("\n".join(node.console().splitlines()[-40:]))
        for file in sorted(os.listdir(self.work)):
            if file.endswith(".log"):
                print(f"-- the end of {file}:")
                print("\n".join(self.log(file[:-4]).splitlines()[-10:]), flush=True)

    def stop(self):
        for node in self.nodes:
            node.stop()
        for proxy in self.proxies:
            proxy.stop()
        for process in reversed(self.processes):
            process.terminate()
            process.wait(20)
