# SPDX-License-Identifier: GPL-2.0-or-later
"""nodeset makes the archive of each node's own files: templates and synclists."""

import glob
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]


class NodeFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-nodefiles-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        subprocess.run([os.path.join(BUILD, "make_world"), self.root, "3", "riscv64"],
                       check=True, timeout=60)
        self.run_it("chdef", "-t", "group", "all", "platform=uboot", "profile=compute")

    def run_it(self, *words, status=0):
        done = subprocess.run([os.path.join(BUILD, "stateless"), "--plugins",
                               os.path.join(BUILD, "examples"), "--root", self.root, *words],
                              text=True, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def put(self, path, text, mode=0o644):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(full, mode)

    def template(self, path, text, mode=0o644):
        self.put("etc/stateless/node.d/" + path, text, mode)

    def image_says(self, line):
        path = f"{self.root}/etc/stateless/images.d/a.conf"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text[:text.rindex("}")] + line + "\n}\n")

    def tar(self, node):
        return f"{self.root}/install/netboot/nodes/{node}.tar"

    def files(self, node):
        """What a reader that is not ours finds: path -> (mode, content or target)."""
        found = {}
        with tarfile.open(self.tar(node)) as tar:
            for member in tar:
                self.assertEqual((member.uid, member.gid, member.mtime), (0, 0, 0))
                content = member.linkname or None
                if member.isfile():
                    content = tar.extractfile(member).read().decode()
                found[member.name] = (member.mode, content)
        return found

    def cmdline(self, node):
        path, = glob.glob(f"{self.root}/tftpboot/pxelinux.cfg/*-0{node[1:]}")
        with open(path, encoding="utf-8") as file:
            return file.read()

    def check_digest(self, node):
        with open(self.tar(node), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.assertIn(f" sl.files=sha256:{digest} ", self.cmdline(node))

    def test_without_content_there_is_no_archive(self):
        self.run_it("nodeset", "all", "netboot=a")
        self.assertFalse(os.path.exists(self.tar("n1")))
        self.assertNotIn("sl.files", self.cmdline("n1"))

    def test_templates_are_filled_in_for_each_node(self):
        self.template("etc/motd", "@name@ has @ip@, a @@ and @profile@\n")
        self.template("usr/local/bin/hello", "#!/bin/sh\n", 0o755)
        self.template("root/.ssh/authorized_keys", "ssh-ed25519 AAAA a@b\n", 0o600)
        os.chmod(f"{self.root}/etc/stateless/node.d/root/.ssh", 0o700)
        self.run_it("nodeset", "all", "netboot=a")
        self.assertEqual(self.files("n2"), {
            "etc/motd": (0o644, "n2 has 10.1.0.2, a @ and compute\n"),
            "root/.ssh": (0o700, None),
            "root/.ssh/authorized_keys": (0o600, "ssh-ed25519 AAAA a@b\n"),
            "usr/local/bin/hello": (0o755, "#!/bin/sh\n")})
        self.check_digest("n2")
        self.assertNotEqual(self.files("n1"), self.files("n2"))

    def test_only_what_changed_is_written_and_what_nobody_has_is_removed(self):
        self.template("etc/motd", "@name@ @profile@\n")
        self.run_it("nodeset", "all", "netboot=a")
        before = {node: os.stat(self.tar(node)).st_ino for node in ("n1", "n2")}
        out = self.run_it("nodeset", "all", "netboot=a")
        self.assertIn("files: 0 written", out)
        self.run_it("chdef", "n2", "profile=login")
        self.assertEqual(self.files("n2")["etc/motd"][1], "n2 login\n")
        self.check_digest("n2")
        self.assertEqual(os.stat(self.tar("n1")).st_ino, before["n1"])
        self.run_it("nodeset", "n1", "offline")
        self.assertFalse(os.path.exists(self.tar("n1")))
        os.unlink(f"{self.root}/etc/stateless/node.d/etc/motd")
        out = self.run_it("nodeset", "-n", "n2", "netboot=a")
        self.assertIn("removed " + self.tar("n2"), out)
        self.assertTrue(os.path.exists(self.tar("n2")))
        self.run_it("nodeset", "n2", "netboot=a")
        self.assertFalse(os.path.exists(self.tar("n2")))
        self.assertNotIn("sl.files", self.cmdline("n2"))

    def test_a_node_that_lacks_an_attribute_is_named_and_others_go_on(self):
        self.template("etc/motd", "one\n@id@\n")
        self.run_it("chdef", "n1,n3", "id=x")
        self.run_it("nodeset", "all", "netboot=a", status=3)
        self.assertRegex(self.said, r"node n2: .*/node\.d/etc/motd:2: @id@: ")
        self.assertEqual(self.files("n3")["etc/motd"][1], "one\nx\n")
        self.template("etc/motd", "@idd@\n")
        self.run_it("nodeset", "all", "netboot=a", status=1)
        self.assertIn("there is no such attribute", self.said)

    def test_links_and_odd_places_are_refused(self):
        self.template("etc/motd", "x\n")
        os.symlink("/etc/shadow", f"{self.root}/etc/stateless/node.d/etc/link")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.assertRegex(self.said, "node.d/etc/link is a symbolic link")
        self.run_it("nodeset", "n1", "offline")
        os.unlink(f"{self.root}/etc/stateless/node.d/etc/link")
        os.mkfifo(f"{self.root}/etc/stateless/node.d/etc/pipe")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        os.unlink(f"{self.root}/etc/stateless/node.d/etc/pipe")
        self.template("run/x", "x\n")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.assertIn("hidden", self.said)

    def test_secrets_are_refused_unless_the_image_says_so(self):
        self.template("etc/key", "-----BEGIN RSA PRIVATE KEY-----\n")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.assertRegex(self.said, "node n1: .*/etc/key holds a private key")
        self.template("etc/key", "@name@\n-----BEGIN RSA PRIVATE KEY-----\n")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.template("etc/key", "-----BEGIN PUBLIC KEY-----\n")
        self.template("etc/shadow", "root:*:1::::::\nu:$6$a$b:1::::::\n")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.assertIn("password hash of u", self.said)
        self.image_says('secrets = "published"')
        self.run_it("nodeset", "n1", "netboot=a")
        self.assertIn("etc/shadow", self.files("n1"))

    def test_synclists_give_files_to_some_nodes(self):
        self.template("etc/motd", "@name@\n")
        self.template("etc/other", "template\n")
        self.image_says('synclists = { "a.synclist" }')
        self.put("srv/conf/x", "@name@ stays\n")
        self.put("srv/conf/sub/y", "y\n", 0o600)
        os.symlink("x", f"{self.root}/srv/conf/link")
        self.put("etc/stateless/images.d/other", "synced\n")
        self.put("etc/stateless/images.d/a.synclist",
                 "/nowhere -> /etc/of-the-image\n"
                 "/srv/conf -> (n[1-2]) /opt/conf\n"
                 "/srv/conf/* (n2) -> /opt/glob\n"
                 "other (n1) -> /etc/other\n"
                 "/not-there -> (nobody) /etc/x\n")
        self.run_it("nodeset", "all", "netboot=a")
        self.assertIn("there is no node or group nobody", self.said)
        self.assertEqual(self.files("n1"), {
            "etc/motd": (0o644, "n1\n"), "etc/other": (0o644, "synced\n"),
            "opt/conf/link": (0o777, "x"), "opt/conf/sub/y": (0o600, "y\n"),
            "opt/conf/x": (0o644, "@name@ stays\n")})
        self.assertIn("opt/glob/sub/y", self.files("n2"))
        self.assertEqual(self.files("n2")["etc/other"][1], "template\n")
        self.assertEqual(set(self.files("n3")), {"etc/motd", "etc/other"})
        self.put("etc/stateless/images.d/a.synclist",
                 "APPEND:\n/srv/conf/x -> (n1) /etc/profile\n")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.assertRegex(self.said, r"a\.synclist:2: APPEND: and MERGE:")

    def test_a_root_that_cannot_be_written_to_is_refused(self):
        self.template("etc/motd", "x\n")
        self.run_it("chdef", "n1", "overlay=none")
        self.run_it("nodeset", "n1", "netboot=a", status=1)
        self.assertIn("has no overlay, and that path is none of those", self.said)

    def test_long_paths_are_read_back_by_others(self):
        path = "/".join(["d" * 90] * 4) + "/file"
        self.template(path, "x\n")
        self.run_it("nodeset", "n1", "netboot=a")
        self.assertEqual(self.files("n1"), {path: (0o644, "x\n")})

    def test_the_network_s_domain_is_on_the_command_line(self):
        self.run_it("chdef", "-t", "network", "cluster", "domain=cluster.example")
        self.run_it("nodeset", "n1", "netboot=a")
        self.assertTrue(re.search(r" sl\.node=n1 sl\.domain=cluster\.example ",
                                  self.cmdline("n1")))


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
