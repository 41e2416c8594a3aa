#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""stateless(8) against --help: it has every option, of the commands that take it."""

import os
import re
import subprocess
import sys
import unittest

STATELESS = os.path.join(os.environ["BUILD_DIR"], "stateless")
PAGE = os.path.join(os.environ["SOURCE_DIR"], "man/stateless.8")


def help_of(*words):
    return subprocess.run([STATELESS, *words, "--help"], check=True, text=True, timeout=60,
                          stdout=subprocess.PIPE).stdout


def options(text):
    """Of a table of options, the long names."""
    return set(re.findall(r"^ {2}[ -].{3}--([a-z-]+)", text, re.MULTILINE))


def written(text):
    """The long options that source of a manual page names."""
    found = set()
    for line in re.findall(r"^\.(?:It|Op|Oo|Pq|Fl|Cm).*", text, re.MULTILINE):
        found.update(re.findall(r"(?:Fl |, )-([a-z][a-z-]*)", line))
    return found


def items(page):
    """Each command's part of the page, as {name: text}; one part may be of several."""
    found = {}
    for part in re.split(r"^(?=\.It Cm |\.Sh )", page, flags=re.MULTILINE):
        if not part.startswith(".It Cm "):
            continue
        head = re.match(r"\.It Cm ([a-z-]+(?: , [a-z-]+)*)", part).group(1)
        found.update((name, part) for name in head.split(" , "))
    return found


class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(PAGE, encoding="utf-8") as file:
            cls.page = re.sub(r"\\\n", " ", file.read())
        lines = help_of().split("\n\n")[1].splitlines()
        cls.commands = [line.split()[0] for line in lines if not line.startswith("  help")]
        cls.common = options(help_of())

    def test_every_command_is_there(self):
        self.assertGreater(len(self.commands), 20)
        self.assertEqual(set(self.commands), set(items(self.page)))

    def test_options_of_all_commands_are_there(self):
        part = self.page.split(".Ss Global options")[1].split(".Ss ")[0]
        self.assertIn("dry-run", self.common)
        self.assertEqual(self.common, written(part))

    def test_each_commands_own_options_are_there_and_no_others(self):
        parts = items(self.page)
        shared = {}
        for name in self.commands:
            own = options(help_of(name)) - self.common
            shared.setdefault(parts[name], (name, set()))[1].update(own)
        for part, (name, own) in shared.items():
            with self.subTest(name):
                self.assertEqual(own, written(part) - self.common)

    def test_no_letter_stands_for_two_options(self):
        for name in self.commands:
            letters = re.findall(r"^ {2}-(.), --", help_of(name), re.MULTILINE)
            with self.subTest(name):
                self.assertEqual(len(letters), len(set(letters)))


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
