# SPDX-License-Identifier: BSD-2-Clause
# plugins/mic/starts.py - what nodeset makes for hosts of cards, carried out by the agent.

import gzip
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest

import cards
import grammar


class Starts(cards.Site):
    def test_a_card_of_mpss3_gets_two_writes_and_the_image_of_its_parts(self):
        self.run_it("nodeset", "mics", "netboot=phi")
        root, (card, *_) = self.host(("mpss3", "mpss3"))
        self.assertEqual(self.traced(root, "boot", "mic0"), [
            ("mic0/cmdline", cards.WORDS),
            ("mic0/state", f"boot:linux:/var/mpss/boot/{self.digest}/kernel:"
                           "/var/mpss/mic0.image.gz")])
        self.assertEqual(len(card.commands), 1)
        with open(f"{root}/var/mpss/mic0.image.gz", "rb") as file:
            packed = file.read()
        image = gzip.decompress(packed)
        self.assertEqual(packed[:4], b"\x1f\x8b\x08\x00")
        self.assertTrue(image.startswith(self.base))
        self.assertEqual(len(self.base) % 512, 0)
        with open(self.made("var/mpss/mic0.cpio"), "rb") as file:
            self.assertEqual(image[len(self.base):], file.read())
        listed = subprocess.run(["cpio", "-tv", "--quiet"], input=image[len(self.base):],
                                stdout=subprocess.PIPE, check=True, timeout=30)
        self.assertEqual([line.split()[:4:3] + [line.split()[-1]] for line in
                          listed.stdout.decode().splitlines()],
                         [["drwxr-xr-x", "root", "etc"],
                          ["-rw-r--r--", "root", "etc/hostname"],
                          ["drwxr-xr-x", "root", "etc/network"],
                          ["-rw-r--r--", "root", "etc/network/interfaces"]])
        self.assertEqual(self.read("var/mpss/mic0/etc/hostname"), "n001-mic0\n")
        self.assertIn("address 192.168.0.1\n\tgateway 192.168.0.254\n\tnetmask "
                      "255.255.255.0\n\tmtu 64512\n",
                      self.read("var/mpss/mic0/etc/network/interfaces"))

    def test_cards_of_a_host_start_side_by_side_and_are_reset_and_stopped(self):
        self.run_it("nodeset", "mics", "netboot=phi")
        root, phis = self.host(("mpss3", "mpss3"))
        self.agent(root, "boot")
        self.assertEqual([card.read("state") for card in phis], ["online"] * 2)
        self.assertIn('says "online", "ready" was waited for',
                      self.agent(root, "boot", "mic0", status=1))
        self.agent(root, "shutdown", "mic0")
        self.assertEqual(phis[0].read("state"), "ready")
        self.agent(root, "reset", "mic1")
        self.assertEqual(phis[1].commands[1:], ["reset"])
        self.assertEqual(self.agent(root, "status").splitlines(),
                         ["mic0: ready (shutdown: done)", "mic1: ready (reset: done)"])

    def test_a_card_that_fails_to_boot_is_told(self):
        self.run_it("nodeset", "n001-mic0", "netboot=phi")
        root, _ = self.host(after=("booting", "boot failed"))
        self.assertIn('says "boot failed", "online" was waited for',
                      self.agent(root, "boot", "mic0", status=1))

    def test_a_card_that_is_not_to_start_with_its_host_starts_when_asked(self):
        self.run_it("chdef", "n001-mic1", "mic.onboot=no")
        self.run_it("nodeset", "mics", "netboot=phi")
        root, phis = self.host(("mpss3", "mpss3"))
        self.agent(root, "boot")
        self.assertEqual([card.read("state") for card in phis], ["online", "ready"])
        self.agent(root, "boot", "mic1")
        self.assertEqual(phis[1].read("state"), "online")

    def test_a_card_of_mpss4_is_configured_linked_and_booted_in_order(self):
        self.image("lb", '\tmic { flavour = "mpss4" }\n', arch="x86_64", root=b"ext4")
        self.run_it("chdef", "n001-mic0", "arch=x86_64", "platform=mic", "mic.bridge=none")
        self.run_it("nodeset", "n001-mic0", "netboot=lb")
        root, (card,) = self.host(("mpss4",))
        efi = "/usr/share/mpss/boot/efiImage-knl-lb.hddimg"
        boot = f"/var/mpss/boot/{self.digest}"
        self.assertEqual(self.traced(root, "boot", "mic0"), [
            ("mic0/config/kernel_cmdline",
             'mic_card_id=0 mic_net_type=static mic_address="192.168.0.1" '
             'mic_gateway="192.168.0.254" mic_netmask="255.255.255.0" '
             'mic_blk="root " mic_root_in_ram=1'),
            ("mic0/config/efi_image", "mic/mic0/efi.image"),
            ("mic0/config/kernel_image", "mic/mic0/kernel.image"),
            ("mic0/config/initramfs_image", "mic/mic0/initramfs.image"),
            ("mic0/config/boot_timeout", "90"),
            ("mic0/config/shutdown_timeout", "60"), ("mic0/state", "boot")])
        self.assertGreaterEqual(int(card.read("config/boot_timeout")), 90)
        self.assertGreaterEqual(int(card.read("config/shutdown_timeout")), 60)
        for name, target in (("efi", efi), ("kernel", f"{boot}/kernel"),
                             ("initramfs", "/var/mpss/mic0.image.gz")):
            link = f"{root}/lib/firmware/mic/mic0/{name}.image"
            self.assertEqual(os.readlink(link), target)
            if target != efi:
                self.assertTrue(os.path.isfile(root + target))
        with open(f"{root}/var/mpss/mic0.image.gz", "rb") as file:
            image = gzip.decompress(file.read())
        with open(self.made("var/mpss/mic0.cpio"), "rb") as file:
            self.assertEqual(image, self.base + file.read())
        found, problems = grammar.read_b(self.read("etc/mpss/mic0.conf"), lambda path:
                                         path == efi or os.path.isfile(root + path))
        self.assertEqual(problems, [])
        self.assertEqual(found, {
            "EfiImage": efi, "KernelImage": f"{boot}/kernel",
            "KernelSymbols": f"{boot}/System.map",
            "InitRamFsImage": "/var/mpss/mic0.image.gz", "RootFsImage": f"{boot}/root.ext4",
            "AutoBoot": "Disabled", "ShutdownTimeout": "60", "BootTimeout": "90",
            "KernelExtraCommandLine": "mic_root_in_ram=1",
            "HostNetworkConfig":
                "inet static address=192.168.0.254 netmask=255.255.255.0",
            "CardNetworkConfig": "inet static address=192.168.0.1 netmask=255.255.255.0 "
                                 "gateway=192.168.0.254",
            "HostMacAddress": "Serial", "CardMacAddress": "Serial"})

    def test_a_card_of_mpss4_that_was_stopped_can_be_started_again(self):
        self.image("lb", '\tmic { flavour = "mpss4" }\n', arch="x86_64")
        self.run_it("chdef", "n001-mic0", "arch=x86_64", "platform=mic")
        self.run_it("nodeset", "n001-mic0", "netboot=lb")
        self.assertIn("HostNetworkConfig bridge micbr0\n", self.read("etc/mpss/mic0.conf"))
        root, (card,) = self.host(("mpss4",), down=())
        self.agent(root, "boot", "mic0")
        # The state after `shutdown` is called as the command is: the file as it stands.
        self.assertEqual(self.traced(root, "shutdown", "mic0"),
                         [("mic0/state", "shutdown"), ("mic0/state", "reset")])
        self.assertEqual(card.read("state"), "ready")
        self.agent(root, "boot", "mic0")

    def test_a_card_of_the_driver_of_linux_is_started_by_its_names(self):
        self.run_it("chdef", "n001-mic0", "mic.flavour=upstream")
        self.run_it("nodeset", "n001-mic0", "netboot=phi")
        self.assertFalse(os.path.exists(self.made("etc/mpss")))
        root, _ = self.host(("upstream",))
        self.assertEqual(self.traced(root, "boot", "mic0"), [
            ("mic0/bootmode", "linux"), ("mic0/firmware", "mic/mic0/kernel.image"),
            ("mic0/ramdisk", "mic/mic0/initramfs.image"),
            ("mic0/cmdline", "clocksource=tsc highres=off nohz=off "
             "cpufreq_on;corec6_off;pc3_on;pc6_on "
             "ifcfg=static;address,192.168.0.1;netmask,255.255.255.0"),
            ("mic0/state", "boot")])
        target = os.readlink(f"{root}/lib/firmware/mic/mic0/kernel.image")
        with open(root + target, "rb") as file:
            self.assertEqual(file.read(), b"kernel of phi")

    def test_a_stateless_host_has_all_in_its_own_archive_and_works_from_it(self):
        self.run_it("nodeset", "mics", "netboot=phi")
        self.run_it("nodeset", "n001", "netboot=a")
        trees = []
        for _ in range(2):
            root = tempfile.mkdtemp(dir=self.root)
            with tarfile.open(f"{self.root}/install/netboot/nodes/n001.tar") as tar:
                tar.extractall(root)
            trees.append(root)
        self.assertEqual(self.listing(trees[0]), self.listing(trees[1]))
        self.assertEqual(self.listing(trees[0]), self.listing(self.made()))
        card = cards.Device(f"{trees[1]}/sys/class/mic/mic0")
        self.addCleanup(card.end)
        self.agent(trees[1], "boot", "mic0")
        self.assertEqual(card.read("state"), "online")


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
