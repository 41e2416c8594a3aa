# SPDX-License-Identifier: BSD-2-Clause
# plugins/mic/files.py - what nodeset makes for hosts of cards, read as the vendor's tools do.

import os
import subprocess
import sys
import unittest

import cards
import grammar


class Files(cards.Site):
    def test_every_trap_of_the_vendors_reader_is_flagged(self):
        g = grammar
        good = "Version 1 1\nBootOnStart Enabled\n"
        vectors = [
            (g.LEADING, good + " VerboseLogging Disabled\n"),
            (g.COMMENT, good + "VerboseLogging Enabled # x\n"),
            (g.TAB, good + "Overlay\tSimple /a /b on\n"),
            (g.SPACES, good + "VerboseLogging  Enabled \n"),
            (g.RETURN, good + "VerboseLogging Enabled\r\n"),
            (g.MANY, good + "Network" + " a=b" * 10 + "\n"),
            (g.QUOTE, good + 'ExtraCommandLine "highres=off\n'),
            (g.END, good + "VerboseLogging Enabled"),
            (g.REPEATED, good + "BootOnStart Disabled\n"),
            (g.GLOB, good + 'Include "other.d/*.conf"\n'),
            (g.DIRECTIVE, good + "BootAtStart Enabled\n"),
            (g.MISSING, good + "Include default.conf\n"),
            (g.BLANK_LINE, good + "  \n"),
            (g.DIRECTIVE, good + "RootDevice InitRD /x\n"),
            (g.DIRECTIVE, good + "Bridge br0 Internal\n"),
            (g.DIRECTIVE, good + "Network class=StaticBridge bridge=br9 micip=1.2.3.4\n"),
        ]
        for rule, text in vectors:
            reader = grammar.Reader("/nonexistent")
            reader.read(text)
            self.assertIn(rule, [p[0] for p in reader.problems], text)
        reader = grammar.Reader("/nonexistent")
        reader.read(good + '# x\n\n  # y\nExtraCommandLine "a  b"\n')
        self.assertEqual(reader.problems, [])
        self.assertEqual(reader.value("extracommandline"), ["a  b"])

    def test_the_files_of_mpss3_are_what_its_reader_takes(self):
        self.run_it("nodeset", "n001-mic[0-1]", "netboot=phi")
        for i in (0, 1):
            reader = self.conf(f"mic{i}.conf")
            self.assertEqual(reader.problems, [])
            self.assertEqual(reader.directives, [
                ("version", ["1", "1"]),
                ("include", ["default.conf"]),
                ("commondir", ["/var/mpss/common"]),
                ("shutdowntimeout", ["300"]),
                ("crashdump", ["/var/crash/mic", "16"]),
                ("console", ["hvc0"]),
                ("bridge", ["micbr0", "Internal", "192.168.0.254", "24", "64512"]),
                ("include", ["conf.d/*.conf"]),
                ("family", ["x100"]),
                ("mpssversion", ["3.x"]),
                ("micdir", [f"/var/mpss/mic{i}"]),
                ("hostname", [f"n001-mic{i}.cluster"]),
                ("macaddrs", ["Serial"]),
                ("network", ["class=StaticBridge", "bridge=micbr0",
                             f"micip=192.168.0.{i + 1}", "modhost=no", "modcard=no"]),
                ("verboselogging", ["Disabled"]),
                ("osimage", [f"/var/mpss/boot/{self.digest}/kernel",
                             f"/var/mpss/boot/{self.digest}/System.map"]),
                ("bootonstart", ["Disabled"]),
                ("extracommandline", ["highres=off noautogroup"]),
                ("rootdevice", ["StaticRamFS", f"/var/mpss/mic{i}.image.gz"]),
                ("powermanagement", ["cpufreq_on;corec6_off;pc3_on;pc6_on"]),
                ("cgroup", ["memory=disabled"])])
            for path in (reader.value("micdir")[0], reader.value("commondir")[0]):
                self.assertTrue(os.listdir(self.made(path[1:])))

    def test_attributes_of_cards_are_what_their_files_say(self):
        self.run_it("chdef", "n001-mic0", "mic.bridge=none", "ip=172.31.1.1", "mic.vlog=yes",
                    "mic.onboot=no", "mic.starter=mpssd", "addkcmdline=loglevel=7",
                    "mic.powermgt=cpufreq=on!corec6=on!pc3=off!pc6=off")
        self.run_it("nodeset", "mics", "netboot=phi")
        first, second = self.conf("mic0.conf"), self.conf("mic1.conf")
        self.assertEqual(first.problems + second.problems, [])
        self.assertEqual(first.value("network"), [
            "class=StaticPair", "micip=172.31.1.1", "hostip=172.31.1.254", "modhost=no",
            "modcard=no", "netbits=24", "mtu=64512"])
        self.assertEqual(first.value("verboselogging"), ["Enabled"])
        self.assertEqual(first.value("powermanagement"),
                         ["cpufreq_on;corec6_on;pc3_off;pc6_off"])
        self.assertEqual(first.value("extracommandline"),
                         ["highres=off noautogroup loglevel=7"])
        self.assertEqual(first.value("bootonstart"), ["Disabled"])
        self.assertEqual(second.value("verboselogging"), ["Disabled"])
        self.assertNotIn("write", [s.split()[0] for s in self.steps()])
        self.run_it("chdef", "n001-mic0", "mic.onboot=yes")
        self.assertEqual(self.conf("mic0.conf").value("bootonstart"), ["Enabled"])

    def test_an_image_that_comes_packed_is_joined_packed(self):
        self.image("packed")
        self.run_it("chdef", "n001-mic0", "mic.flavour=mpss3")
        self.run_it("nodeset", "n001-mic0", "netboot=packed")
        self.assertEqual(self.steps()[3:5], [
            "gzip mic0.cpio.gz /var/mpss/mic0.cpio",
            f"join /var/mpss/mic0.image.gz /var/mpss/boot/{self.digest}/initrd mic0.cpio.gz"])

    def test_the_reader_of_mpss4_flags_what_is_wrong(self):
        for text, why in (("AutoBoot  Enabled\n", "fields"), ("Autoboot Enabled\n", "keyword"),
                          ("AutoBoot yes\n", "value"), ("EfiImage /no\n", "missing"),
                          ('KernelExtraCommandLine "a\n', "fields"),
                          ("AutoBoot Enabled\nAutoBoot Disabled\n", "twice")):
            _, problems = grammar.read_b(text, lambda path: False)
            self.assertEqual([p[1] for p in problems], [why], text)

    def test_a_hosts_files_are_of_all_its_cards_whoever_is_set(self):
        self.image("other", '\tmic { flavour = "upstream" }\n', shared=True)
        self.run_it("nodeset", "n001-mic0", "netboot=phi")
        self.assertEqual(self.read("etc/modules-load.d/mic.conf"), "mic\n")
        self.run_it("nodeset", "n001-mic1", "netboot=other")
        self.assertEqual(sorted(os.listdir(self.made("etc/stateless/boot.d"))),
                         sorted(f"mic{i}.{end}" for i in (0, 1)
                                for end in ("plan", "reset", "shutdown")))
        self.assertEqual(self.read("etc/modules-load.d/mic.conf"),
                         "mic\nmic_host\nmic_x100_dma\nscif\nvop\n")
        self.assertIn("bootmode linux", self.read("etc/stateless/boot.d/mic1.plan"))
        self.run_it("nodeset", "n001-mic0", "offline")
        self.assertEqual(sorted(os.listdir(self.made("etc/stateless/boot.d"))),
                         ["mic1.plan", "mic1.reset", "mic1.shutdown"])

    def test_what_changes_of_a_host_is_in_the_files_of_its_cards(self):
        self.run_it("nodeset", "n001-mic0", "netboot=phi")
        self.run_it("chdef", "n001", "mic.bridges=micbr0:internal:192.168.0.253/24")
        self.assertIn("gateway 192.168.0.253", self.read("var/mpss/mic0/etc/network/interfaces"))
        self.run_it("chdef", "-t", "group", "hosts",
                    "mic.bridges=micbr0:internal:192.168.0.252/24")
        self.run_it("chdef", "n001", "groups=hosts", "mic.bridges=")
        self.assertIn("gateway 192.168.0.252", self.read("var/mpss/mic0/etc/network/interfaces"))
        self.run_it("chdef", "-t", "group", "hosts",
                    "mic.bridges=micbr0:internal:192.168.0.251/24")
        self.assertIn("gateway 192.168.0.251", self.read("var/mpss/mic0/etc/network/interfaces"))
        self.run_it("chdef", "n001", "mic.bridges=micbr1:internal:192.168.0.254/24", status=3)
        self.assertIn("n001-mic0: its host n001 has no bridge micbr0; define it", self.said)
        self.run_it("rmdef", "n001", status=3)
        self.assertIn("node n001-mic0: its host n001 is no node; define it (mkdef n001)",
                      self.said)
        self.run_it("mkdef", "n001", "ip=10.1.0.1",
                    "mic.bridges=micbr0:internal:192.168.0.250/24")
        self.assertIn("gateway 192.168.0.250", self.read("var/mpss/mic0/etc/network/interfaces"))
        self.run_it("rmdef", "n001", status=3)
        self.run_it("rmdef", "n001-mic[0-1]")
        self.assertFalse(os.path.exists(self.made("etc/stateless/boot.d/mic0.plan")))

    def test_a_card_that_cannot_be_set_is_named_with_the_cure(self):
        long = "addkcmdline=" + "x" * 600
        self.run_it("chdef", "-t", "group", "mics", "ip=")
        for attributes, why in (
                (["id=one"], "its id is one; set the number"),
                (["id=00"], "its id is 00"),
                (["id=256"], "its id is 256"),
                (["host=n009"], "its host n009 is no node; define it"),
                (["id=1"], "both are id 1 of host n001"),
                (["mic.bridge=br9"], "its host n001 has no bridge br9; define it: chdef n001"),
                (["ip="], "micbr0 of its host n001 is internal, where no DHCP"),
                (["ip=fd00::1"], "is not of IPv4"),
                (["mic.bridge=none", "ip=10.2.0.254"], "is that of its host's end"),
                (["ip=192.168.0.254"], "192.168.0.254 is that of its host n001 in bridge"),
                (["ip=192.168.9.1"], "192.168.9.1 is not in the network of bridge micbr0"),
                (["mic.powermgt=pc3=maybe"], 'powermgt has "pc3=maybe"'),
                (['mic.cmdline=a"b'], "has a quote"),
                (["mic.flavour=upstream", "mic.starter=mpssd"], "has no such daemon"),
                (["mic.efi_image=x"], "no absolute path"),
                (["arch=x86_64", "platform=mic"],
                 "its arch is x86_64, image phi is for k1om; choose another image"),
                (["mic.flavour=mpss4"], "cards of flavour mpss4 are x86_64, image phi is for "
                                        "k1om; choose another image, or set mic.flavour"),
                ([long], "takes 700 beside its own; shorten")):
            self.run_it("chdef", "n001-mic0", "host=n001", "id=0", "ip=192.168.0.1",
                        "mic.bridge=micbr0", "mic.powermgt=", "mic.cmdline=",
                        "mic.flavour=", "mic.starter=", "mic.efi_image=", "addkcmdline=",
                        "arch=k1om", "platform=",
                        *attributes)
            with self.subTest(attributes):
                self.run_it("nodeset", "n001-mic0", "netboot=phi", status=1)
                self.assertIn(why, self.said)
                self.assertIn("n001-mic0", self.said)
        self.assertFalse(os.path.exists(self.made("etc/stateless/boot.d/mic0.plan")))

    def test_files_that_no_card_takes_are_not_made(self):
        self.put("etc/stateless/node.d/etc/motd", "@ip@ @name@ @comment@\n")
        self.put("etc/stateless/images.d/own.synclist",
                 "/etc/stateless/node.d/etc/motd -> (n001-mic1) /etc/issue\n")
        self.image("own", '\tsynclists = { "own.synclist" }\n', shared=True)
        self.run_it("nodeset", "n001-mic[0-1]", "netboot=own")
        self.assertNotIn("n001-mic0", self.said)
        self.assertIn("n001-mic1: what the synclists of image own give it alone does not reach "
                      "it, since the initrd holds the whole root (method mic)", self.said)
        self.assertFalse(os.path.exists(f"{self.root}/install/netboot/nodes/n001-mic1.tar"))

    def test_cards_that_would_have_one_network_twice_are_refused(self):
        self.run_it("chdef", "-t", "group", "mics", "mic.bridge=none")
        self.run_it("nodeset", "n001-mic[0-1]", "netboot=phi", status=1)
        self.assertIn("nodes n001-mic0 and n001-mic1: both are in the network of "
                      "192.168.0.254/24 of their host n001, each by an interface of its own; "
                      "put them into a bridge", self.said)
        self.run_it("chdef", "n001-mic1", "ip=192.168.1.1")
        self.run_it("nodeset", "n001-mic[0-1]", "netboot=phi")

    def test_cards_of_xcats_table_come_over(self):
        self.run_it("rmdef", "n001-mic1")
        self.run_it("mkdef", "-z", stdin=(
            "n001-mic1:\n    objtype=node\n    groups=mics\n    michost=n001\n"
            "    micid=1\n    micbridge=micbr0\n    miconboot=no\n    micvlog=yes\n"
            "    micpowermgt=cpufreq=on!corec6=on!pc3=on!pc6=on\n"))
        self.run_it("nodeset", "n001-mic1", "netboot=phi")
        found = self.conf("mic1.conf")
        self.assertEqual(found.value("verboselogging"), ["Enabled"])
        self.assertEqual(found.value("powermanagement"),
                         ["cpufreq_on;corec6_on;pc3_on;pc6_on"])
        self.assertTrue(os.path.exists(self.made("etc/stateless/boot.d/mic1.manual")))

    def test_cards_of_a_file_for_configmic_come_over(self):
        self.run_it("rmdef", "n001-mic0")
        self.put("miccfg.n001", "#XCAT MIC CONFIGURATION FILE#\nmiclist=mic0\n"
                 "brgip=192.168.7.254\nbrgtype=Internal\n"
                 "0:ip=192.168.7.1|br=micbr0|name=n001-mic0|onboot=yes\n"
                 "imgpath=/install/mpss3.1\n")
        stanzas = subprocess.run([f"{cards.BUILD}/stateless-import-mic",
                                  f"{self.root}/miccfg.n001"], check=True, timeout=60,
                                 stdout=subprocess.PIPE, text=True).stdout
        self.run_it("chdef", "-z", stdin=stanzas)
        self.run_it("nodeset", "n001-mic0", "netboot=phi")
        self.assertIn(("bridge", ["micbr0", "Internal", "192.168.7.254", "24", "64512"]),
                      self.conf("mic0.conf").directives)
        self.assertIn("micip=192.168.7.1", self.conf("mic0.conf").value("network"))

    def test_a_card_has_no_disk_to_boot_from(self):
        self.run_it("nodeset", "n001-mic0", "boot", status=1)
        self.assertIn("a card has no disk to boot from; set it netboot", self.said)

    def test_a_dry_run_shows_the_plans_of_all_cards(self):
        shown = self.run_it("nodeset", "n001-mic[0-1]", "netboot=phi", "--dry-run")
        for i in (0, 1):
            self.assertIn(f"+write class/mic/mic{i}/cmdline {cards.WORDS}", shown)
            self.assertIn(f"etc/mpss/mic{i}.conf", shown)
        self.assertFalse(os.path.exists(self.made()))


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
