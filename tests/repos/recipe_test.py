# SPDX-License-Identifier: GPL-2.0-or-later
"""The parts of the tool that need no packages: versions, relations, paths, lists."""

import os
import tempfile
import unittest

import debian
import depends
import payload
import recipe
import spec


def rpm(name, *debs, **words):
    one = recipe.Rpm(name, "BaseOS", debian=list(debs))
    one.words.update(words)
    return one


def package(name, depends_on=(), provides=()):
    return debian.Package(name, "1", False, "", list(depends_on), [], list(provides), set(), [])


class Versions(unittest.TestCase):
    def test_debian_versions_become_version_and_release(self):
        for text, wanted in (("1.2-3", ("1.2", "3")), ("1:1.2-3+b1", ("1.2", "3+b1")),
                             ("1.2", ("1.2", "1")), ("1-2-3~x", ("1.2", "3~x"))):
            self.assertEqual(spec.translated(text), wanted, text)


class Relations(unittest.TestCase):
    def test_alternatives_versions_and_architectures_are_read(self):
        found = debian._relations("a (>= 1) | b:any, c [amd64],d")
        self.assertEqual(found, [["a", "b"], ["c"], ["d"]])
        self.assertEqual(debian._relations(","), [])

    def test_the_first_alternative_that_there_is_is_required(self):
        rpms = [rpm("filesystem"), rpm("tool", "tool"), rpm("mail", "postfix"),
                rpm("second", "second")]
        packages = {one.name: one for one in (
            package("tool", [["missing", "second"], ["mta"], ["left-out"], ["tool"]]),
            package("postfix", provides=["mta"]), package("second"))}
        payloads = {one.name: payload.Payload(
            packages=[packages[name] for name in one.debian]) for one in rpms}
        translator = depends.Translator(recipe.Recipe("x", rpms, []), payloads, packages)
        self.assertEqual(translator.requires(rpms[1]), ["filesystem", "mail", "second"])
        self.assertEqual(translator.requires(rpms[0]), [])


class Paths(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-payload-")
        self.addCleanup(folder.cleanup)
        os.makedirs(folder.name + "/usr/bin")
        os.symlink("usr/bin", folder.name + "/bin")
        os.symlink("/", folder.name + "/out")
        for name in ("ls", "moved", "taken", "dropped"):
            with open(f"{folder.name}/usr/bin/{name}", "w", encoding="utf-8"):
                pass
        self.tree = payload.Tree(folder.name)

    def test_a_path_is_looked_for_behind_the_links_of_merged_usr(self):
        self.assertEqual(self.tree.path("/bin/ls"), "/usr/bin/ls")
        self.assertEqual(self.tree.path("/bin"), "/bin")

    def test_a_link_out_of_the_tree_is_refused(self):
        with self.assertRaises(SystemExit):
            self.tree.path("/out/etc/passwd")

    def test_files_are_moved_copied_taken_and_dropped_as_the_list_says(self):
        main = rpm("main", "main", move=["/usr/bin/moved:/usr/sbin/moved"],
                   copy=["/usr/sbin/moved:/boot/copied"], drop=["/usr/bin/drop*"])
        taker = rpm("taker", take=["/usr/bin/taken"])
        one = package("main")
        one.paths = ["/bin", "/bin/ls", "/bin/moved", "/bin/taken", "/bin/dropped", "/gone"]
        found = payload.sort(self.tree, recipe.Recipe("x", [main, taker], []), {"main": one})
        self.assertEqual(found["main"].files, {
            "/bin": "/bin", "/usr/bin/ls": "/usr/bin/ls", "/usr/sbin/moved": "/usr/bin/moved",
            "/boot/copied": "/usr/bin/moved"})
        self.assertEqual(found["taker"].files, {"/usr/bin/taken": "/usr/bin/taken"})


class Lists(unittest.TestCase):
    def test_both_lists_are_read_and_name_no_package_twice(self):
        values = {"ARCH": "amd64", "V": "6.1", "KERNEL": "6.1-1"}
        for name in ("el", "sle"):
            found = recipe.read(name, values)
            names = [one.name for one in found.rpms]
            self.assertEqual(len(names), len(set(names)), name)
            self.assertIn("linux-image-cloud-amd64", found.names())
            self.assertNotIn("@", "".join(found.names()))

    def test_what_percent_files_would_read_as_a_pattern_is_quoted(self):
        self.assertEqual(spec.quoted("/a b/[x]%\\"), '"/a b/?x?%%?"')


if __name__ == "__main__":
    unittest.main()
