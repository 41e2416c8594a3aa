# SPDX-License-Identifier: GPL-2.0-or-later
"""import-xcat: osimages become image files that the program itself can read."""

import os
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["BUILD_DIR"]
STANZAS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data",
                       "xcat-osimages.stanza")
TOY = "toy1.5-riscv64-netboot-compute"
# An osimage of the test plugin, beside those that a real site has.
TOY_STANZA = f"""
{TOY}:
    objtype=osimage
    imagetype=linux
    osarch=riscv64
    osvers=toy1.5
    environvar=A=1,B=2
    pkgdir=/install/toy1.5/riscv64
    pkglist=/install/custom/netboot/toy/compute.pkglist
    profile=compute
    provmethod=netboot
"""
FAILED, USAGE, SOME = 1, 2, 3


class ImportXcat(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-import-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        os.makedirs(f"{self.root}/etc/stateless")

    def run_it(self, *words, status=0):
        done = subprocess.run([f"{BUILD}/stateless", "--plugins", f"{BUILD}/toy", "--root",
                               self.root, *words], text=True, capture_output=True,
                              timeout=60, check=False)
        if status is not None:
            self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def stanza(self, text):
        path = f"{self.root}/stanza"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def images(self):
        return sorted(os.listdir(f"{self.root}/etc/stateless/images.d"))

    def site(self):
        """The site's stanzas, and that of the test plugin."""
        with open(STANZAS, encoding="utf-8") as file:
            return self.stanza(file.read() + TOY_STANZA)

    def test_a_site_comes_over(self):
        path = self.site()
        out = self.run_it("import-xcat", path, status=None)
        self.assertIn(f"{TOY}: wrote {self.root}/etc/stateless/images.d/{TOY}.conf", out)
        self.assertIn("environvar has no counterpart", out)
        self.assertIn("rhels9.4-x86_64-install-compute: skipped: it installs to disks", out)
        self.assertIn("aix72: skipped: imagetype is NIM", out)
        self.assertIn(f"2 nodes, groups or networks are left to: stateless mkdef -z < {path}",
                      out)
        self.assertIn("no counterpart: policy", out)
        self.assertNotIn("rhels9.4-x86_64-install-compute.conf", self.images())
        for name in self.images():
            shown = self.run_it("config", name[:-len(".conf")])
            self.assertIn("distro = ", shown)

    def test_each_image_is_written_or_its_distribution_named(self):
        self.run_it("import-xcat", self.site(), status=None)
        for name, distro in (("rhels9.4-x86_64-netboot-compute", "rhels"),
                             ("sle15.5-x86_64-netboot-compute", "sle"),
                             ("ubuntu22.04-x86_64-statelite-compute", "ubuntu"),
                             ("debian12-x86_64-netboot-service", "debian")):
            self.assertNotEqual(f"{name}.conf" in self.images(),
                                f'{name}: no plugin builds "{distro}"' in self.said, name)

    def test_a_dry_run_prints_the_files(self):
        path = self.stanza("a:\n objtype=osimage\n osvers=toy2\n provmethod=netboot\n")
        out = self.run_it("import-xcat", "--dry-run", path)
        self.assertIn('images.d/a.conf\n# Imported', out)
        self.assertIn('image "a" {\n  distro       = "toy"\n  version      = "2"\n}\n', out)
        self.assertFalse(os.path.exists(f"{self.root}/etc/stateless/images.d"))

    def test_nothing_is_overwritten_unasked(self):
        path = self.stanza("a:\n objtype=osimage\n osvers=toy2\n provmethod=netboot\n")
        self.run_it("import-xcat", path)
        conf = f"{self.root}/etc/stateless/images.d/a.conf"
        with open(conf, "w", encoding="utf-8") as file:
            file.write("image a { distro = toy }\nimage b { distro = toy }\n")
        self.run_it("import-xcat", path, status=FAILED)
        self.assertIn("--force replaces it", self.said)
        two = self.stanza("b:\n objtype=osimage\n osvers=toy2\n provmethod=netboot\n"
                          "c:\n objtype=osimage\n osvers=toy2\n provmethod=netboot\n")
        self.run_it("import-xcat", two, status=SOME)
        self.assertIn("another file of images.d", self.said)
        self.assertEqual(self.images(), ["a.conf", "c.conf"])
        path = self.stanza("a:\n objtype=osimage\n osvers=toy3\n provmethod=netboot\n")
        self.run_it("import-xcat", "--force", path)
        self.assertIn('version = "3"', self.run_it("config", "a"))

    def test_bad_files_are_named(self):
        self.run_it("import-xcat", status=USAGE)
        self.run_it("import-xcat", f"{self.root}/nosuch", status=FAILED)
        self.run_it("import-xcat", self.stanza("a:\n nonsense\n"), status=FAILED)
        self.assertIn("stanza:2:", self.said)
        self.run_it("import-xcat", self.stanza("n:\n objtype=node\n groups=x\n"), status=FAILED)
        self.assertIn("has no osimage", self.said)
        self.run_it("import-xcat", self.stanza("../x:\n objtype=osimage\n osvers=toy2\n"
                                               " provmethod=netboot\n"), status=FAILED)
        self.assertIn("cannot be the name of an image", self.said)


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
