# SPDX-License-Identifier: BSD-2-Clause
"""nodeset and makedhcp as a user runs them, and a real dnsmasq that answers from them.

The clients are frames of a raw socket in a network namespace of the test's own.
"""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
SKIP = 77


class Site(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="stateless-nodeset-")
        self.addCleanup(self.folder.cleanup)
        os.chmod(self.folder.name, 0o755)
        self.loaders = os.path.join(self.folder.name, "ipxe")
        subprocess.run([os.path.join(BUILD, "make_world"), self.folder.name, "0"],
                       check=True, timeout=60)
        for name in ("undionly.kpxe", "ipxe.efi"):
            self.write("ipxe/" + name, name)
        self.write("etc/stateless/stateless.conf",
                   'servers = { "10.0.0.1" }\n'
                   'dhcppidfile = "/run/dnsmasq.pid"\n'
                   'dhcpinterfaces = { "sl0" }\n'
                   f'x86_64 {{ ipxe_dir = "{self.loaders}" }}\n')
        self.run_it("mkdef", "-t", "network", "cluster", "net=10.0.0.0", "prefix=16",
                    "gateway=10.0.0.254", "dns=10.0.0.2", "domain=cluster.test")
        self.run_it("mkdef", "-t", "group", "all", "arch=x86_64", "serialport=0")
        self.run_it("mkdef", "n[1-3]", "groups=all", r"ip=|n(\d+)|10.0.0.($1+10)|",
                    r"mac=|5254000000($1+10)|")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding="ascii") as file:
            return file.read()

    def has(self, name):
        return os.path.exists(self.path(name))

    def run_it(self, *words, status=0):
        done = subprocess.run([PROGRAM, "--root", self.folder.name, *words], text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout


def script(n):
    return f"install/boot/x86_64/52-54-00-00-00-{n + 10}.ipxe"


HOSTS = "var/lib/stateless/dnsmasq/hosts"


class Nodeset(Site):
    def test_a_dry_run_shows_the_plan_and_writes_nothing(self):
        out = self.run_it("nodeset", "n[1-2]", "netboot=a", "-n")
        self.assertRegex(out, r"n1: netboot a:squashfs@[0-9a-f]{16}\n")
        self.assertIn(f"new {self.path(script(1))}\n  +#!ipxe\n", out)
        self.assertIn("2 nodes would be set, 0 failed", out)
        self.assertFalse(self.has("install/boot"))
        self.assertFalse(self.has("tftpboot"))
        self.assertEqual(self.run_it("nodeset", "n1", "stat"), "n1: unset\n")

    def test_nodes_are_set_shown_and_taken_away(self):
        self.run_it("nodeset", "n[1-2]", "osimage=a")
        self.assertIn("kernel --name kernel ${base}/netboot/a/", self.read(script(1)))
        self.assertIn(" ip=10.0.0.11::10.0.0.254:255.255.0.0:n1::none ",
                      self.read(script(1)))
        self.assertEqual(self.read("tftpboot/undionly.kpxe"), "undionly.kpxe")
        state = json.loads(self.run_it("nodeset", "n[1,3]", "stat", "--json"))
        self.assertEqual(state[0]["image"], "a")
        self.assertTrue(state[0]["applied"])
        self.assertIsNone(state[1]["state"])
        self.assertIn("0 written", self.run_it("nodeset", "n[1-2]", "netboot=a"))
        self.run_it("nodeset", "n1", "boot")
        self.assertIn("sanboot", self.read(script(1)))
        self.run_it("nodeset", "all", "offline")
        self.assertFalse(self.has(script(1)))
        self.assertNotIn("n1", self.read(HOSTS))

    def test_a_node_without_mac_is_named_and_the_others_are_done(self):
        self.run_it("mkdef", "n4", "groups=all", "ip=10.0.0.14")
        self.run_it("nodeset", "n[1-4]", "netboot=a", status=3)
        self.assertIn("node n4: it has no MAC address; set mac", self.said)
        self.assertTrue(self.has(script(3)))
        self.run_it("nodeset", "n4", "netboot=a", status=1)
        self.run_it("nodeset", "n1,nobody", "boot", status=3)
        self.assertIn("nobody", self.said)

    def test_wrong_words_are_usage(self):
        self.run_it("nodeset", "n1", status=2)
        self.run_it("nodeset", "n1", "reboot", status=2)
        self.run_it("nodeset", "n1", "osimage", status=2)
        self.run_it("nodeset", "n1", "netboot=nothing", status=1)

    def test_an_image_is_found_by_os_arch_and_profile(self):
        self.run_it("chdef", "n1", "os=debian12", "profile=compute")
        self.run_it("nodeset", "n1", "netboot", status=1)
        self.assertIn("more than one image is defined for os debian12", self.said)
        os.remove(self.path("etc/stateless/images.d/b.conf"))
        self.run_it("nodeset", "n1", "netboot")
        self.assertRegex(self.run_it("nodeset", "n1", "stat"), "n1: netboot a:squashfs@")

    def test_changed_attributes_change_the_files(self):
        self.run_it("nodeset", "n1", "netboot=a")
        self.run_it("chdef", "n1", "mac=52:54:00:00:00:99")
        self.assertFalse(self.has(script(1)))
        self.assertTrue(self.has(script(89)))
        self.assertIn("52:54:00:00:00:99,", self.read(HOSTS))
        self.run_it("chdef", "-t", "group", "all", "addkcmdline=quiet")
        self.assertIn(" quiet ", self.read(script(89)))
        self.run_it("rmdef", "n1")
        self.assertFalse(self.has(script(89)))
        self.assertNotIn("n1", self.read(HOSTS))

    def test_makedhcp_answers_nodes_that_were_never_set(self):
        self.assertIn("would be written", self.run_it("makedhcp", "-n"))
        self.assertFalse(self.has(HOSTS))
        self.assertIn("3 nodes are answered", self.run_it("makedhcp"))
        self.assertIn("52:54:00:00:00:12,10.0.0.12,n2,infinite\n",
                      self.read(HOSTS))
        self.assertFalse(self.has(script(2)))


def option(code, data):
    return bytes([code, len(data)]) + data


def discover(mac, options):
    """An Ethernet frame with a DHCPDISCOVER (RFC 2131, 4.1)."""
    hardware = bytes.fromhex(mac.replace(":", ""))
    dhcp = struct.pack("!BBBBIHH16s16s192s4s", 1, 1, 6, 0, 0x12345678, 0, 0x8000, b"",
                       hardware, b"", b"\x63\x82\x53\x63")
    dhcp += option(53, b"\1") + option(55, bytes([1, 3, 6, 15, 66, 67])) + options + b"\xff"
    udp = struct.pack("!HHHH", 68, 67, 8 + len(dhcp), 0) + dhcp
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes(4),
                       b"\xff" * 4)
    total = sum(struct.unpack("!10H", head))
    total = (total & 0xffff) + (total >> 16)
    total = ~((total & 0xffff) + (total >> 16)) & 0xffff
    head = head[:10] + struct.pack("!H", total) + head[12:]
    return b"\xff" * 6 + hardware + b"\x08\x00" + head + udp


def parse_offer(frame):
    """Address, next server, boot file and options of a DHCPOFFER, or None."""
    if len(frame) < 282 or frame[12:14] != b"\x08\x00" or frame[23] != 17:
        return None
    if struct.unpack("!HH", frame[34:38]) != (67, 68):
        return None
    dhcp = frame[42:]
    options, at = {}, 240
    while at < len(dhcp) and dhcp[at] != 255:
        if dhcp[at] == 0:
            at += 1
            continue
        options[dhcp[at]] = dhcp[at + 2:at + 2 + dhcp[at + 1]]
        at += 2 + dhcp[at + 1]
    file = options.get(67) or dhcp[108:236]
    return {"ip": socket.inet_ntoa(dhcp[16:20]), "server": socket.inet_ntoa(dhcp[20:24]),
            "file": file.rstrip(b"\0").decode(), "options": options}


class Dhcp(Site):
    @classmethod
    def setUpClass(cls):
        for words in ("link add sl0 type veth peer name client0",
                      "addr add 10.0.0.1/16 dev sl0", "link set sl0 up",
                      "link set client0 up", "link set lo up"):
            subprocess.run(["ip", *words.split()], check=True, timeout=10)

    def setUp(self):
        super().setUp()
        self.run_it("nodeset", "n1", "netboot=a")
        self.client = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.client.bind(("client0", 0))
        self.client.settimeout(0.2)
        self.addCleanup(self.client.close)
        self.log = open(self.path("dnsmasq.log"), "w+", encoding="utf-8")
        self.addCleanup(self.log.close)
        self.server = subprocess.Popen(
            ["dnsmasq", "--keep-in-foreground", "--log-facility=-", "--log-dhcp",
             "--port=0", "--user=root", "--group=", "--no-ping",
             f"--conf-file={self.path('var/lib/stateless/dnsmasq/stateless.conf')}",
             f"--pid-file={self.path('run/dnsmasq.pid')}",
             f"--dhcp-leasefile={self.path('leases')}"],
            stdout=self.log, stderr=self.log)
        self.addCleanup(self.stop)
        self.wait(lambda: self.has("run/dnsmasq.pid"))

    def stop(self):
        self.server.terminate()
        self.server.wait(timeout=10)

    def wait(self, what):
        until = time.monotonic() + 10
        while not what():
            self.assertIsNone(self.server.poll(), self.told())
            self.assertLess(time.monotonic(), until, self.told())
            time.sleep(0.05)

    def told(self):
        return self.read("dnsmasq.log")

    def ask(self, n, options=b"", seconds=5):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.client.send(discover(f"52:54:00:00:00:{n + 10}", options))
            for _ in range(20):
                try:
                    offer = parse_offer(self.client.recv(4096))
                except TimeoutError:
                    break
                if offer:
                    return offer
        return None

    def test_each_kind_of_client_is_sent_its_loader(self):
        pxe = option(60, b"PXEClient:Arch:00000:UNDI:002001")
        http = option(60, b"HTTPClient:Arch:00016:UNDI:003001")
        url = "http://10.0.0.1/boot/x86_64/"
        rows = (
            (option(93, b"\0\0") + pxe, "undionly.kpxe"),
            (option(93, b"\0\7") + pxe, "ipxe.efi"),
            (option(93, b"\0\x09") + pxe, "ipxe.efi"),
            (option(93, b"\0\x10") + http, url + "ipxe.efi"),
            (option(93, b"\0\0") + pxe + option(77, b"iPXE"),
             url + "${netX/mac:hexhyp}.ipxe"),
            (option(93, b"\0\7") + pxe + option(77, b"iPXE"),
             url + "${netX/mac:hexhyp}.ipxe"),
        )
        for options, file in rows:
            offer = self.ask(1, options)
            self.assertIsNotNone(offer, self.told())
            self.assertEqual((offer["ip"], offer["server"], offer["file"]),
                             ("10.0.0.11", "10.0.0.1", file), self.told())
        self.assertEqual(self.ask(1, rows[3][0])["options"][60], b"HTTPClient")

    def test_the_network_says_router_names_and_domain(self):
        options = self.ask(1)["options"]
        self.assertEqual(socket.inet_ntoa(options[1]), "255.255.0.0")
        self.assertEqual(socket.inet_ntoa(options[3]), "10.0.0.254")
        self.assertEqual(socket.inet_ntoa(options[6]), "10.0.0.2")
        self.assertEqual(options[15], b"cluster.test")

    def test_a_running_server_follows_nodeset(self):
        self.assertIsNone(self.ask(2, seconds=1))
        self.run_it("nodeset", "n2", "netboot=a")
        self.assertEqual(self.ask(2)["ip"], "10.0.0.12", self.told())
        self.run_it("nodeset", "n2", "offline")
        self.wait(lambda: self.ask(2, seconds=1) is None)
        self.assertIsNone(self.server.poll(), self.told())
        self.assertEqual(self.ask(1)["ip"], "10.0.0.11", self.told())

    def test_a_restart_is_asked_for_when_it_is_due(self):
        self.run_it("chdef", "-t", "network", "cluster", "domain=other.test")
        self.assertNotIn("restart", self.said)
        self.run_it("mkdef", "-t", "network", "more", "net=10.7.0.0", "prefix=16")
        self.assertIn("restart it", self.said)


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "dhcp":
        if not shutil.which("dnsmasq"):
            print("dnsmasq is not installed")
            sys.exit(SKIP)
        if os.environ.get("OWN_NETWORK") != "1":
            unshare = ["unshare", "--net"]
            if os.geteuid() != 0:
                unshare.append("--map-root-user")
            if subprocess.run([*unshare, "true"], check=False).returncode != 0:
                print("no network namespace can be made here")
                sys.exit(SKIP)
            os.environ["OWN_NETWORK"] = "1"
            os.execvp(unshare[0], [*unshare, sys.executable, "-B", *sys.argv])
        unittest.main(defaultTest="Dhcp", argv=sys.argv[:1])
    unittest.main(defaultTest="Nodeset", argv=sys.argv[:1])


if __name__ == "__main__":
    main()
