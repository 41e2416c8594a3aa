#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""From packimage to a card that starts: what arrives at its `boot` file is the stream that
another writer makes of the same parts, and what is taken out of it again starts under QEMU.
Format-verified only: no card was there."""

import functools
import glob
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lib")]
import bfbfile  # noqa: E402
import loader_boot as boot  # noqa: E402
from rshim import LOG, Rshim  # noqa: E402

COMPILER = "aarch64-linux-gnu-gcc"
FIRMWARE = {(36, 0): b"psc", (1, 0): b"bl2 of BlueField-1", (1, 2): b"bl2 of BlueField-3",
            (3, 0): os.urandom(70001), (5, 0): b"UEFI", (55, 0): b"default"}
LEFT_OUT = {(52, 0): b"capsule", (59, 0): b"their arguments", (62, 0): b"their kernel"}
IMAGE = """image "a" {{
  distro = "debian"
  version = "12"
  arch = "aarch64"
  pkglist = {{ "a.pkglist" }}
  method = "squashfs"
  platforms = {{ {platforms} }}
  drivers = {{ "virtio_net" }}
}}
"""
FILES = {"etc/passwd": "root:x:0:0::/root:/bin/sh\n", "etc/group": "root:x:0:\n",
         "etc/shadow": "root:*:1::::::\n", "etc/hostname": "image\n"}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def write(path, content, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    os.chmod(path, mode)


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Site:
    """An image a, whose node program tells its command line, a host n1 and a card n2."""

    def __init__(self, packages):
        self.root = tempfile.mkdtemp(prefix="bluefield-", dir=os.path.join(boot.BUILD, "tests"))
        boot.run(os.path.join(boot.BUILD, "make_world"), self.root, "3", "aarch64")
        self.make_program()
        self.make_tree(packages)
        write(self.path("default.bfb"), bfbfile.write({**FIRMWARE, **LEFT_OUT}))
        with open(self.path("etc/stateless/stateless.conf"), "a", encoding="ascii") as file:
            file.write(f'bluefield {{ firmware = "{self.path("default.bfb")}" }}\n')
        self.image('"bluefield"')
        self.run("chdef", "-t", "node", "-o", "n2", "platform=bluefield", "host=n1", "id=0",
                 "addkcmdline=console=ttyAMA0")

    def path(self, *names):
        return os.path.join(self.root, *names)

    def image(self, platforms):
        write(self.path("etc/stateless/images.d/a.pkglist"), "nothing\n")
        write(self.path("etc/stateless/images.d/a.conf"), IMAGE.format(platforms=platforms))

    def make_program(self):
        """The program's folder, with another node program."""
        os.makedirs(self.path("bin/node/aarch64"))
        shutil.copy(boot.PROGRAM, self.path("bin/stateless"))
        for name in ("plugins", "data"):
            os.symlink(os.path.join(boot.BUILD, name), self.path("bin", name))
        write(self.path("init.c"), boot.INIT)
        boot.run(COMPILER, "-static", "-O2", "-o", self.path("bin/node/aarch64/init"),
                 self.path("init.c"))

    def make_tree(self, packages):
        tree = self.path("install/trees/a/rootimg")
        shutil.copytree(packages, tree, symlinks=True, copy_function=os.link)
        for name, text in FILES.items():
            write(os.path.join(tree, name), text)
        for name in ("proc", "run", "dev", "tmp", "root", "sys", "var"):
            os.makedirs(os.path.join(tree, name), exist_ok=True)
        version = os.listdir(os.path.join(tree, "lib/modules"))[0]
        boot.run("depmod", "-b", tree, version)
        self.kernel = os.path.join(tree, f"boot/vmlinuz-{version}")
        write(self.path("install/trees/a/kernels"), f"{version} boot/vmlinuz-{version}\n")
        write(self.path("install/trees/a/packages"), "base 1 arm64\n")

    def run(self, *words, status=0):
        done = subprocess.run([self.path("bin/stateless"), "--root", self.root, *words], text=True,
                              capture_output=True, timeout=150, check=False)
        if done.returncode != status:
            raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def pack(self):
        self.run("packimage", "a")
        return os.path.realpath(self.path("install/netboot/a/current"))

    def host_file(self, name):
        return self.path("var/lib/stateless/hosts/n1", name)


class Bluefield(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        packages = boot.Packages("arm64").tree("linux-image-cloud-arm64",
                                               "grub-efi-arm64-bin")
        cls.site = Site(packages)
        cls.addClassCleanup(shutil.rmtree, cls.site.root)
        cls.generation = cls.site.pack()
        cls.site.run("nodeset", "n2", "netboot=a")

    def setUp(self):
        self.host = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.host)
        shutil.copytree(self.site.host_file("etc"), self.host + "/etc")

    def part(self, name):
        return read(os.path.join(self.generation, "bluefield", name))

    def card(self, **how):
        return Rshim(self.host + "/dev/rshim0", **how)

    def serve(self):
        handler = functools.partial(Quiet, directory=self.site.path("install"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"127.0.0.1:{server.server_port}"

    def agent(self, *words, status=0, before=()):
        # Leaks are looked for by ptrace, which strace already uses.
        env = dict(os.environ, ASAN_OPTIONS=f"detect_leaks={0 if before else 1}")
        done = subprocess.run([*before, os.path.join(boot.BUILD, "stateless-hostboot"), "--root",
                               self.host, "--servers", self.serve(), *words], env=env, text=True,
                              capture_output=True, timeout=120, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def arguments(self):
        images = bfbfile.read(read(self.site.host_file("etc/stateless/boot.d/rshim0.bfb")))
        self.assertEqual(list(images), [(59, 0)])
        return images[59, 0]

    def expected(self):
        """All that the card is sent, by the other writer."""
        return bfbfile.write({
            **FIRMWARE, (57, 0): b"Linux from rshim",
            (58, 0): b"VenHw(F019E406-8C9C-11E5-8797-001ACA00BFC4)/Image",
            (59, 0): self.arguments(), (62, 0): read(self.site.kernel),
            (63, 0): read(os.path.join(self.generation, "initrd"))})

    def with_timeout(self, seconds):
        plan = self.host + "/etc/stateless/boot.d/rshim0.plan"
        text = read(plan).decode().replace(" 600\n", f" {seconds}\n")
        write(plan, text)

    def test_what_the_card_is_sent_is_what_another_writer_makes_and_starts(self):
        card = self.card()
        self.agent("boot", "rshim0")
        self.assertEqual(card.commands, [("DISPLAY_LEVEL", "2"), ("CLEAR_ON_READ", "1"),
                                         ("BOOT_MODE", "0"), ("CLEAR_ON_READ", "0")])
        self.assertEqual(len(card.streams), 1)
        self.assertTrue(card.streams[0] == self.part("firmware.bfb") +
                        read(self.host + "/etc/stateless/boot.d/rshim0.bfb") +
                        self.part("boot.bfb"), "not the three parts")
        self.assertTrue(card.streams[0] == self.expected(), "not what the other writer makes")
        self.assertEqual(self.agent("status"),
                         "rshim0: INFO[UEFI]: exit Boot Service (boot: done)\n")
        self.start(bfbfile.read(card.streams[0]))

    def start(self, images):
        """The card's UEFI is QEMU, which takes the same three."""
        for number, name in ((62, "kernel"), (63, "initrd")):
            write(self.host + "/" + name, images[number, 0])
        words = images[59, 0].decode()
        console = self.host + "/console"
        machine = subprocess.Popen(
            ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a57", "-accel", "tcg", "-m",
             "1G", "-display", "none", "-monitor", "none", "-no-reboot", "-nic", "none",
             "-serial", f"file:{console}", "-kernel", self.host + "/kernel", "-initrd",
             self.host + "/initrd", "-append", words], stdin=subprocess.DEVNULL)
        try:
            machine.wait(timeout=150)
        finally:
            machine.kill()
            machine.wait(timeout=20)
        told = read(console).decode(errors="replace").replace("\r", "")
        self.assertIn(f"\nLOADED {words}\nEND\n", told, told[-3000:])
        for word in ("sl.node=n2", "BOOTIF=01-52-54-00-00-00-02", "initrd=initramfs",
                     "ip=10.1.0.2:::255.0.0.0:n2::none"):
            self.assertIn(word, words.split())
        print("started with", words)

    def test_packing_again_makes_the_same_generation(self):
        self.assertEqual(self.site.pack(), self.generation)

    def test_a_card_that_never_comes_up_is_told_in_time_with_how_far_it_came(self):
        self.card(after=LOG[:5])
        self.with_timeout(2)
        said = self.agent("boot", "rshim0", status=1)
        self.assertIn('misc: "INFO[BL31]: runtime" after 2 s, "INFO[UEFI]: exit Boot Service" '
                      "was waited for", said)

    def test_the_log_of_the_boot_before_is_not_taken_for_this_one(self):
        card = self.card(after=())
        self.assertIn("INFO[UEFI]: exit Boot Service", card.log)
        self.with_timeout(1)
        self.agent("boot", "rshim0", status=1)

    def test_a_card_that_crashes_is_not_waited_for(self):
        self.card(after=(*LOG[:4], "PANIC(BL31): PC = 0x4002b0"))
        began = time.monotonic()
        said = self.agent("boot", "rshim0", status=1)
        self.assertIn('says "PANIC(BL31): PC = 0x4002b0"', said)
        self.assertLess(time.monotonic() - began, 30)

    def test_a_driver_that_refuses_is_told(self):
        card = self.card(locked=True)
        said = self.agent("boot", "rshim0", status=1)
        self.assertIn("rshim0/boot: cannot be opened: Operation not permitted", said)
        self.assertEqual(card.streams, [])

    def test_an_error_in_the_middle_of_the_stream_is_told(self):
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        self.card()
        said = self.agent("boot", "rshim0", status=1, before=(
            "strace", "-f", "-qq", "-o", self.host + "/trace", "-P", self.host + "/dev/rshim0/boot",
            "-e", "trace=write", "-e", "inject=write:error=EIO:when=3"))
        self.assertIn("rshim0/boot: does not take ", said)
        self.assertIn("Input/output error", said)
        self.assertIn("result failed", read(self.host + "/var/lib/stateless/hostboot/"
                                            "rshim0.status").decode())

    def test_a_card_is_stopped_and_waits_for_its_host(self):
        for verb in ("reset", "shutdown"):
            card = Rshim(f"{self.host}/{verb}/dev/rshim0")
            shutil.copytree(self.host + "/etc", f"{self.host}/{verb}/etc")
            self.agent("--root", f"{self.host}/{verb}", verb, "rshim0")
            self.assertEqual(card.commands, [("BOOT_MODE", "0"), ("SW_RESET", "1")])
            self.assertEqual(card.log, [])

    def change(self, words):
        if words:
            self.site.run("chdef", "-t", "node", "-o", "n2",
                          *(f"{key}={value}" for key, value in words.items()))

    def refused(self, words, image="a"):
        """Why nodeset does not set the card with these attributes."""
        was = {"host": "n1", "id": "0", "arch": "aarch64", "bluefield.timeout": ""}
        self.site.run("nodeset", "n2", "offline")
        try:
            self.change(words)
            return self.site.run("nodeset", "n2", f"netboot={image}", status=1)
        finally:
            self.change({key: was[key] for key in words})
            self.site.run("nodeset", "n2", "netboot=a")

    def test_bad_nodes_and_images_are_refused(self):
        self.assertIn("from its host, and it has none", self.refused({"host": ""}))
        self.assertIn("no node", self.refused({"host": "nowhere"}))
        self.assertIn("set id=0 for /dev/rshim0", self.refused({"id": ""}))
        self.assertIn("is no number of an rshim device", self.refused({"id": "rshim0"}))
        self.assertIn("its arch is x86_64", self.refused({"arch": "x86_64"}))
        self.assertIn("wanted 1 to 3600 seconds", self.refused({"bluefield.timeout": "0"}))
        self.assertIn("image b was not packed for these cards", self.refused({}, "b"))
        self.assertEqual(read(self.site.host_file("etc/stateless/boot.d/rshim0.plan")),
                         read(self.host + "/etc/stateless/boot.d/rshim0.plan"))

    def test_cards_of_one_host_have_a_number_each(self):
        def card(*words):
            self.site.run("chdef", "-t", "node", "-o", "n3", *words)

        card("platform=bluefield", "host=n1", "id=0")
        self.addCleanup(self.site.run, "rmdef", "-t", "node", "-o", "n3")
        self.assertIn("n2", self.site.run("nodeset", "n3", "netboot=a", status=1))
        card("id=1", "bluefield.device=pcie-0000:04:00.2")
        self.site.run("nodeset", "n3", "netboot=a")
        self.assertEqual(read(self.site.host_file("etc/rshim.conf")),
                         b"rshim1          pcie-0000:04:00.2\n")
        self.assertIn(b"HOSTBOOT_SERVERS=10.0.0.1",
                      read(self.site.host_file("etc/stateless/hostboot.conf")))
        for name in ("rshim0.plan", "rshim1.plan", "rshim1.bfb", "rshim1.reset"):
            self.assertTrue(os.path.exists(self.site.host_file("etc/stateless/boot.d/" + name)),
                            name)

    def test_broken_firmware_ends_packimage_and_publishes_nothing(self):
        path = self.site.path("default.bfb")
        good = read(path)
        self.addCleanup(write, path, good)
        before = sorted(glob.glob(self.site.path("install/netboot/a/*")))
        without_uefi = {key: data for key, data in FIRMWARE.items() if key != (5, 0)}
        for firmware, why in ((good[:-8], "the stream is cut off"),
                              (good[:30] + b"?" + good[31:], "has the CRC"),
                              (bfbfile.write(without_uefi), "has no bl33")):
            write(path, firmware)
            self.assertIn(why, self.site.run("packimage", "a", status=1))
        self.assertEqual(sorted(glob.glob(self.site.path("install/netboot/a/*"))), before)


def main():
    boot.need("qemu-system-aarch64", COMPILER, "depmod", "mksquashfs")
    for name in ("debian", "squashfs"):
        if not os.path.exists(f"{boot.BUILD}/plugins/{name}.so"):
            boot.skip(f"needs the plugin {name}")
    unittest.main()


if __name__ == "__main__":
    main()
