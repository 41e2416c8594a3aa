# SPDX-License-Identifier: GPL-2.0-or-later
"""doctor as a user runs it, with real servers in a network of its own."""

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.environ["BUILD_DIR"]
SKIP = 77
CLONE_NEWNET = 0x40000000


class Doctor(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-doctor-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        os.chmod(self.root, 0o755)
        subprocess.run([os.path.join(BUILD, "make_world"), self.root, "3", "riscv64"],
                       check=True, timeout=60)
        self.pidfile = f"{self.root}/run/dnsmasq.pid"
        with open(f"{self.root}/etc/stateless/stateless.conf", "w", encoding="utf-8") as conf:
            conf.write('servers = { "127.0.0.1" }\ndhcppidfile = "/run/dnsmasq.pid"\n'
                       'dhcpinterfaces = { "lo" }\n')

    def command(self, *words):
        return [os.path.join(BUILD, "stateless"), "--plugins", os.path.join(BUILD, "examples"),
                "--root", self.root, *words]

    def run_it(self, *words, status=0):
        done = subprocess.run(self.command(*words), text=True, capture_output=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        return done.stdout

    def start(self, words, ready):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        for _ in range(100):
            if ready():
                return
            self.assertIsNone(process.poll(), words)
            time.sleep(0.1)
        self.fail(f"{words[0]} is not ready")

    def findings(self):
        """By check.  Problems of other checks depend on the host."""
        done = subprocess.run(self.command("doctor", "--json"), text=True, timeout=60,
                              capture_output=True, check=False)
        findings = json.loads(done.stdout)
        problems = any(one["verdict"] == "problem" for one in findings)
        self.assertEqual(done.returncode, 1 if problems else 0, done.stderr)
        found = {}
        for one in findings:
            found.setdefault(one["check"], []).append((one["verdict"], one["text"]))
        return found

    def test_what_is_missing_is_said_with_what_to_do(self):
        found = self.findings()
        self.assertIn(("warning", "image a: no platform is named like its architecture riscv64; "
                       "nodes that boot it must set platform"), found["configuration"])
        self.assertIn("warning", dict(found["dhcp"]))
        self.assertIn(("problem", "no HTTP server answers at 127.0.0.1:80: Connection refused; "
                       "start it: systemctl enable --now stateless-serve"), found["servers"])
        text = self.run_it("doctor", status=1)
        self.assertRegex(text, r"\n\d+ ok, \d+ warnings, \d+ problems\n$")

    def test_servers_that_work_are_found(self):
        self.run_it("chdef", "-t", "group", "all", "platform=uboot")
        self.run_it("nodeset", "all", "netboot=a")
        self.assertIn("warning", dict(self.findings()["dhcp"]))
        conf = f"{self.root}/var/lib/stateless/dnsmasq/stateless.conf"
        os.makedirs(f"{self.root}/run", exist_ok=True)
        self.start(["dnsmasq", "-k", "--port=0", "-u", "root", "-x", self.pidfile, "-C", conf],
                   lambda: os.path.exists(self.pidfile) and os.path.getsize(self.pidfile))
        self.start(self.command("serve", "--listen", "127.0.0.1"), self.answers)
        found = self.findings()
        self.assertEqual([v for v, _ in found["dhcp"]], ["ok"])
        self.assertEqual([v for v, _ in found["servers"]], ["ok", "ok"])
        self.assertEqual([v for v, _ in found["packing"] + found["testboot"]], ["ok", "ok"])
        self.assertFalse(os.path.exists(f"{self.root}/install/trees"))

    def answers(self):
        return subprocess.run(["curl", "-s", "-o", "/dev/null", "http://127.0.0.1/boot/"],
                              check=False, timeout=10).returncode == 0

    def test_another_servers_configuration_is_told(self):
        self.run_it("makedhcp")
        conf = f"{self.root}/other.conf"
        with open(conf, "w", encoding="utf-8"):
            pass
        os.makedirs(f"{self.root}/run", exist_ok=True)
        self.start(["dnsmasq", "-k", "--port=0", "-u", "root", "-x", self.pidfile, "-C", conf],
                   lambda: os.path.exists(self.pidfile) and os.path.getsize(self.pidfile))
        (verdict, text), = self.findings()["dhcp"]
        self.assertEqual(verdict, "problem")
        self.assertIn("does not read", text)

    def test_a_configuration_that_cannot_be_read_is_a_finding(self):
        with open(f"{self.root}/etc/stateless/stateless.conf", "a", encoding="utf-8") as conf:
            conf.write("nosuchkey = 1\n")
        found = self.findings()
        self.assertIn("nosuchkey", found["configuration"][0][1])


if __name__ == "__main__":
    if os.geteuid() != 0 or ctypes.CDLL(None).unshare(CLONE_NEWNET) != 0:
        print("this test needs root, for a network of its own")
        sys.exit(SKIP)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True, timeout=10)
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
