# SPDX-License-Identifier: GPL-2.0-or-later
"""The small repositories, as rpm and dnf see them: what is right, and the one thing wrong."""

import os
import tempfile
import unittest

import house


class Variants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="stateless-variants-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.database = os.path.join(cls.folder.name, "rpmdb")
        cls.build("updates-1")
        house.run("rpmkeys", "--dbpath", cls.database, "--import",
                  cls.path("updates-1", "RPM-GPG-KEY-tests"))

    @classmethod
    def path(cls, *names):
        return os.path.join(cls.folder.name, *names)

    @classmethod
    def build(cls, what):
        house.build(what, cls.path(what))
        return cls.path(what)

    def check(self, file, status=0):
        return house.run("rpmkeys", "--dbpath", self.database, "-K", self.path(file),
                         status=status).partition(": ")[2].strip()

    def dnf(self, *names):
        found = house.Dnf({name.replace("/", "-"): (
            self.path(name), self.path(name.split("/")[0], "RPM-GPG-KEY-tests"))
            for name in names})
        self.addCleanup(found.close)
        return found

    def test_signatures_are_good_where_they_should_be(self):
        self.build("otherpkgs")
        for file in ("updates-1/site-versioned-1.0-1.noarch.rpm",
                     "otherpkgs/base/site-common-1.0-1.noarch.rpm"):
            self.assertEqual(self.check(file), "digests signatures OK")

    def test_signatures_are_bad_where_they_should_be(self):
        for name, said, status in (("wrong-signature", "digests SIGNATURES NOT OK", 1),
                                   ("damaged", "DIGESTS SIGNATURES NOT OK", 1),
                                   ("unsigned", "digests OK", 0)):
            self.build(name)
            self.assertEqual(self.check(f"{name}/{name}-1.0-1.noarch.rpm", status), said)

    def test_dnf_refuses_what_nobody_it_knows_has_signed(self):
        for name, said in (("wrong-signature", "is not installed"),
                           ("unsigned", "is not signed"),
                           ("damaged", "incorrect checksum")):
            self.build(name)
            self.assertIn(said, self.dnf(name).run("install", name, status=1), name)

    def test_dnf_finds_the_newer_version(self):
        self.build("updates-2")
        said = self.dnf("updates-1", "updates-2").run("repoquery", "-q", "site-versioned",
                                                      "--latest-limit=1", "--nevra")
        self.assertEqual(said.split()[-1], "site-versioned-0:2.0-1.noarch")

    def test_a_package_of_one_folder_needs_one_of_the_other(self):
        self.build("otherpkgs")
        said = self.dnf("otherpkgs/base", "otherpkgs/site").run("install", "site-tools")
        self.assertIn("site-common-1.0-1.noarch", said)
        said = self.dnf("otherpkgs/site").run("install", "site-tools", status=1)
        self.assertIn("nothing provides site-common", said)

    def test_an_unresolvable_dependency_is_named(self):
        self.build("broken-requires")
        said = self.dnf("broken-requires").run("install", "broken-requires", status=1)
        self.assertIn("nothing provides no-such-thing >= 1", said)

    def test_a_missing_key_is_missing_everywhere(self):
        files = [name for _, _, names in os.walk(self.build("missing-key")) for name in names]
        self.assertFalse([name for name in files if "KEY" in name or name.endswith(".key")])

    def test_a_second_call_does_nothing_and_repairs_nothing_of_others(self):
        folder = self.build("updates-1")
        before = os.stat(folder).st_ino
        self.build("updates-1")
        self.assertEqual(os.stat(folder).st_ino, before)
        other = self.path("other")
        os.makedirs(other + "/mine")
        self.assertIn("was not made by this tool",
                      house.build("updates-1", other, status=1))
        self.assertEqual(os.listdir(other), ["mine"])


if __name__ == "__main__":
    house.skip_unless_root()
    unittest.main()
