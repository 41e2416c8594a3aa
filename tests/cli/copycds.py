# SPDX-License-Identifier: GPL-2.0-or-later
"""copycds: media of every form, the same one twice, several of one name, hostile ones."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
FAILED, USAGE, SOME, BUSY = 1, 2, 3, 4

# Files by which the media of distributions are told, and what they are: of plugins that
# are there.
FORMS = {
    "toy": ({"toy.info": "2.1 riscv64\n"}, "toy 2.1 riscv64"),
    "debian": ({".disk/info": 'Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 DVD '
                              "Binary-1 with firmware 20240210-11:28\n"},
               "debian 12.5.0 x86_64"),
    "rhel": ({".treeinfo": "[general]\nfamily = Rocky Linux\nversion = 9.4\narch = x86_64\n",
              ".discinfo": "1711367264.273021\nRocky Linux 9.4\nx86_64\n"},
             "rocky 9.4 x86_64"),
    "sles": ({"media.1/media": "SUSE - SLE-15-SP4-Full-x86_64-Build151.1-Media\n"
                               "SLE-15-SP4-Full-x86_64-Build151.1\n1\n",
              "media.1/products": "/Module-Basesystem Basesystem-Module 15.4-0\n"
                                  "/Product-SLES SLES15-SP4 15.4-0\n"},
             "sles 15.4 x86_64"),
}


class Copycds(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless copycds ")
        self.addCleanup(folder.cleanup)
        self.work = folder.name
        self.root = os.path.join(self.work, "root")
        os.makedirs(f"{self.root}/etc/stateless/images.d")

    def command(self, *words):
        return [PROGRAM, "--plugins", os.path.join(BUILD, "toy"), "--root", self.root,
                "copycds", *words]

    def run_it(self, *words, status=0):
        done = subprocess.run(self.command(*words), text=True, capture_output=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def tree(self, name, files):
        for path, text in files.items():
            path = os.path.join(self.work, name, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return os.path.join(self.work, name)

    def iso(self, name, files, forms=("-R", "-J"), patches=()):
        tree = files if isinstance(files, str) else self.tree(f"{name}.tree", files)
        path = os.path.join(self.work, f"{name}.iso")
        subprocess.run(["xorriso", "-as", "mkisofs", "-quiet", *forms, "-o", path, tree],
                       check=True, stderr=subprocess.DEVNULL, timeout=60)
        with open(path, "rb") as file:
            data = file.read()
        for old, new in patches:
            self.assertIn(old, data)
            self.assertEqual(len(old), len(new))
            data = data.replace(old, new)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def read(self, path):
        with open(self.root + path, encoding="utf-8") as file:
            return file.read()

    def assert_nothing_is_left(self):
        self.assertFalse(os.path.exists(f"{self.root}/install"), os.listdir(self.root))
        self.assertEqual(os.listdir(f"{self.root}/etc/stateless/images.d"), [])

    def test_media_are_recognised_in_every_form(self):
        for plugin, (files, found) in FORMS.items():
            folder = "toy" if plugin == "toy" else "plugins"
            if not os.path.exists(f"{BUILD}/{folder}/{plugin}.so"):
                print(f"(skipped: no plugin {plugin})")
                continue
            files = {**files, "pool/a/Long.Name-with_1.2-3~x.pkg": "package\n"}
            for form in (("-R",), ("-J",), ("-R", "-J")):
                out = self.run_it("-i", self.iso(plugin + "".join(form), files, form))
                self.assertIn(f": {found}, ", out, form)
                self.assertIn(f"by plugin {plugin}", out)
            self.assertIn(found, self.run_it("-i", self.tree(plugin, files)))
        self.assert_nothing_is_left()

    def test_a_medium_is_copied_whole_and_gets_an_image(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/a/one.pkg": "1" * 100000,
                             "pool/b/run": "#!/bin/sh\n", "dists/stable/Release": "r\n"})
        out = self.run_it(iso)
        self.assertIn(f": copied to {self.root}/install/toy2.1/riscv64\n", out)
        self.assertIn("image toy2.1-riscv64-netboot-compute written", out)
        self.assertEqual(self.read("/install/toy2.1/riscv64/pool/a/one.pkg"), "1" * 100000)
        text = self.read("/etc/stateless/images.d/toy2.1-riscv64-netboot-compute.conf")
        for line in ('distro       = "toy"', 'version      = "2.1"', 'arch         = "riscv64"',
                     'pkgdir       = { "/install/toy2.1/riscv64" }'):
            self.assertIn(line, text)
        self.assertEqual([n for n in os.listdir(f"{self.root}/install/toy2.1")], ["riscv64"])
        shown = subprocess.run([PROGRAM, "--plugins", f"{BUILD}/toy", "--root", self.root,
                                "config", "toy2.1-riscv64-netboot-compute"],
                               capture_output=True, text=True, check=True, timeout=60)
        self.assertIn('version = "2.1"', shown.stdout)

    def test_links_and_the_same_file_twice_stay(self):
        tree = self.tree("links", {"toy.info": "1 riscv64\n", "d/a": "data\n"})
        os.symlink("a", f"{tree}/d/link")
        os.symlink("../toy.info", f"{tree}/d/up")
        os.link(f"{tree}/d/a", f"{tree}/d/hard")
        self.run_it("-n", "fromtree1", tree)
        iso = self.iso("links", tree, ("-R", "--hardlinks"))
        self.run_it("-n", "fromiso1", iso)
        for name in ("fromtree1", "fromiso1"):
            folder = f"{self.root}/install/{name}/riscv64"
            self.assertEqual(os.readlink(f"{folder}/d/link"), "a")
            self.assertEqual(os.readlink(f"{folder}/d/up"), "../toy.info")
            with open(f"{folder}/d/hard", encoding="utf-8") as file:
                self.assertEqual(file.read(), "data\n")
        self.assertIn("is in", self.run_it("-n", "fromtree1", iso))

    def test_the_same_medium_again_changes_nothing(self):
        files = {"toy.info": "2.1 riscv64\n", "pool/one": "1"}
        iso = self.iso("m", files)
        self.run_it(iso)
        conf = "/etc/stateless/images.d/toy2.1-riscv64-netboot-compute.conf"
        with open(self.root + conf, "a", encoding="utf-8") as file:
            file.write("# mine\n")
        before = os.stat(f"{self.root}/install/toy2.1/riscv64").st_mtime_ns
        for medium in (iso, self.tree("m.tree", files)):
            out = self.run_it(medium)
            self.assertIn(f"is in {self.root}/install/toy2.1/riscv64 already", out)
            self.assertIn("is there already", out)
        self.assertEqual(os.stat(f"{self.root}/install/toy2.1/riscv64").st_mtime_ns, before)
        self.assertIn("# mine", self.read(conf))

    def test_a_second_medium_adds_its_files(self):
        self.run_it(self.iso("one", {"toy.info": "2.1 riscv64\n", "README": "disc 1",
                                     "pool/a": "a", "pool/same": "same"}))
        two = self.iso("two", {"toy.info": "2.1 riscv64\n", "README": "disc 2",
                               "pool/b": "b", "pool/same": "same", "more/c": "c"})
        self.assertIn("would be added", self.run_it("--dry-run", two))
        self.assertIn("added to the media of", self.run_it(two))
        top = "/install/toy2.1/riscv64"
        self.assertEqual(self.read(f"{top}/pool/a") + self.read(f"{top}/pool/b") +
                         self.read(f"{top}/more/c"), "abc")
        self.assertEqual(self.read(f"{top}/README"), "disc 1")
        self.assertIn("already", self.run_it(two))
        self.assertEqual(os.listdir(f"{self.root}/install/toy2.1"), ["riscv64"])

    def test_a_medium_with_an_index_of_its_own_stays_whole(self):
        self.run_it(self.iso("one", {"toy.info": "2.1 riscv64\n", "index/all": "a"}))
        self.run_it(self.iso("two", {"toy.info": "2.1 riscv64\n", "index/all": "b"}))
        self.assertEqual(self.read("/install/toy2.1/riscv64/index/all"), "a")
        self.assertEqual(self.read("/install/toy2.1/riscv64/disc2/index/all"), "b")
        conf = "/etc/stateless/images.d/toy2.1-riscv64-netboot-compute.conf"
        self.assertIn('pkgdir       = { "/install/toy2.1/riscv64", '
                      '"/install/toy2.1/riscv64/disc2" }', self.read(conf))
        with open(self.root + conf, "a", encoding="utf-8") as file:
            file.write("# mine\n")
        self.run_it(self.iso("three", {"toy.info": "2.1 riscv64\n", "index/all": "c"}))
        self.assertIn("/install/toy2.1/riscv64/disc3", self.said)
        self.assertNotIn("disc3", self.read(conf))

    def test_a_dry_run_and_a_look_change_nothing(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/one": "1"})
        out = self.run_it("--dry-run", iso)
        self.assertIn(f"would be copied to {self.root}/install/toy2.1/riscv64", out)
        self.assertIn("would be written", out)
        self.assertIn("toy 2.1 riscv64", self.run_it("-i", iso))
        self.assert_nothing_is_left()

    def test_a_report_for_programs(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/one": "1"})
        one = json.loads(self.run_it("--json", "-o", iso))[0]
        self.assertEqual((one["state"], one["distro"], one["version"], one["arch"]),
                         ("copied", "toy", "2.1", "riscv64"))
        self.assertIsNone(one["image"])
        self.assertEqual(json.loads(self.run_it("--json", iso))[0]["state"], "same")

    def test_name_and_architecture_overrule(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/one": "1"})
        out = self.run_it("-n", "site-toy2", "-a", "ppc64le", iso)
        self.assertIn("/install/site-toy2/ppc64le", out)
        text = self.read("/etc/stateless/images.d/site-toy2-ppc64le-netboot-compute.conf")
        self.assertIn('distro       = "toy"\n  version      = "2.1"', text)
        self.run_it("-n", "../x", iso, status=USAGE)

    def test_an_unknown_medium_says_what_was_looked_for(self):
        iso = self.iso("u", {"stuff/file": "x"})
        self.run_it(iso, status=USAGE)
        for words in ("no plugin knows", "toy.info", "-n NAME -a ARCH", "known distributions"):
            self.assertIn(words, self.said)
        self.run_it("-n", "toy7.5", iso, status=USAGE)
        self.run_it("-n", "nosuch7.5", "-a", "riscv64", iso, status=USAGE)
        self.assertIn('no plugin builds "nosuch"', self.said)
        self.assert_nothing_is_left()
        self.run_it("-n", "toy7.5", "-a", "riscv64", iso)
        self.assertIn('version      = "7.5"', self.read(
            "/etc/stateless/images.d/toy7.5-riscv64-netboot-compute.conf"))

    def test_a_hook_that_fails_says_why(self):
        self.run_it(self.iso("m", {"toy.info": "broken\n"}), status=FAILED)
        self.assertIn("toy.info is broken", self.said)

    def test_hostile_entries_are_refused(self):
        files = {"toy.info": "2.1 riscv64\n", "QQEVILQQ": "x", "dddd/file": "y"}
        for number, (name, why) in enumerate((
                (b"../../QQ", "leads out of its folder"), (b"/etc/QQQ", "is refused"),
                (b"dddd/../", "is refused"), (b"toy.info", "is there twice"))):
            iso = self.iso(f"h{number}", files, ("-R",), ((b"QQEVILQQ", name),))
            self.run_it(iso, status=FAILED)
            self.assertIn(why, self.said, name)
        self.assert_nothing_is_left()

    def test_links_out_of_a_medium_are_refused(self):
        for number, target in enumerate(("/etc", "../..", "d/../../..", "d/l/../../x")):
            tree = self.tree(f"l{number}", {"toy.info": "1 riscv64\n", "d/a": "a"})
            os.symlink(target, f"{tree}/out")
            self.run_it(tree, status=FAILED)
            self.assertIn("is a link out of the medium", self.said)
            self.run_it(self.iso(f"l{number}", tree, ("-R",)), status=FAILED)
            self.assertIn("is a link out of the medium", self.said)
        self.assert_nothing_is_left()

    def test_a_file_through_a_link_is_refused(self):
        tree = self.tree("t", {"toy.info": "1 riscv64\n", "DDDD/passwd": "x"})
        os.symlink("DDDD", f"{tree}/LLLL")
        iso = self.iso("t", tree, ("-R",), ((b"LLLL", b"DDDD"),))
        self.run_it(iso, status=FAILED)
        self.assertIn("is refused", self.said)
        self.assert_nothing_is_left()

    def test_a_truncated_image_leaves_nothing(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "a/one": "1" * 400000,
                             "b/two": "2" * 400000})
        size = os.path.getsize(iso)
        for part in (size * 2 // 3, 60000, 33000, 0):
            os.truncate(iso, part)
            self.run_it(iso, status=FAILED)
            self.assertIn("is it complete", self.said, part)
        self.assert_nothing_is_left()
        self.run_it(os.path.join(self.work, "nosuch.iso"), status=FAILED)

    def limited(self, option, iso):
        """copycds with /install on a small file system, in a mount namespace of its own."""
        os.makedirs(f"{self.root}/install", exist_ok=True)
        script = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && "$@"; s=$?; ls -A "$INST"; exit $s'
        return subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", option,
                               f"{self.root}/install", *self.command(iso)], text=True,
                              env={**os.environ, "INST": f"{self.root}/install"},
                              capture_output=True, timeout=60, check=False)

    @unittest.skipUnless(os.geteuid() == 0, "mounting needs root")
    def test_a_full_disk_leaves_nothing(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "big": "1" * 3000000,
                             **{f"f/{i}": "x" for i in range(50)}})
        done = self.limited("size=1M", iso)
        self.assertEqual((done.returncode, done.stdout), (FAILED, ""), done.stderr)
        self.assertIn("needs 2 MiB", done.stderr)
        done = self.limited("size=8M,nr_inodes=20", iso)
        self.assertEqual((done.returncode, done.stdout), (FAILED, ""), done.stderr)
        self.assertIn("No space left on device", done.stderr)

    def test_what_a_kill_left_is_removed(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/one": "1"})
        os.makedirs(f"{self.root}/install/toy2.1/.new-riscv64/half")
        self.run_it(iso)
        self.assertEqual(os.listdir(f"{self.root}/install/toy2.1"), ["riscv64"])
        self.assertFalse(os.path.exists(f"{self.root}/install/toy2.1/riscv64/half"))

    def test_two_at_once_are_kept_apart(self):
        iso = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/one": "1"})
        os.makedirs(f"{self.root}/run/stateless")
        with open(f"{self.root}/run/stateless/media-toy2.1-riscv64.lock", "w",
                  encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.run_it(iso, status=BUSY)
        self.run_it(iso)

    def test_several_media_and_one_is_bad(self):
        good = self.iso("m", {"toy.info": "2.1 riscv64\n", "pool/one": "1"})
        bad = self.tree("empty", {"stuff/file": "x"})
        self.run_it(bad, good, status=SOME)
        self.assertTrue(os.path.exists(f"{self.root}/install/toy2.1/riscv64/pool/one"))
        self.run_it(status=USAGE)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
