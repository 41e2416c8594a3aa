# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a list of RPMs and the Debian packages that they are made from (el.packages)."""

import dataclasses
import fnmatch
import os

HERE = os.path.dirname(os.path.abspath(__file__))
KEYS = ("take", "move", "copy", "drop", "requires", "provides", "recommends", "version")


@dataclasses.dataclass
class Rpm:
    """One line of the list."""
    name: str
    repository: str
    module: str = ""
    debian: list = dataclasses.field(default_factory=list)
    unowned: list = dataclasses.field(default_factory=list)
    words: dict = dataclasses.field(default_factory=lambda: {key: [] for key in KEYS})

    def owns(self, package):
        return any(fnmatch.fnmatchcase(package, pattern) for pattern in self.debian)


@dataclasses.dataclass
class Recipe:
    """A list: the RPMs in its order, and Debian packages that are left out."""
    name: str
    rpms: list
    left_out: list

    def leaves_out(self, package):
        return any(fnmatch.fnmatchcase(package, pattern) for pattern in self.left_out)

    def names(self):
        """Debian packages to install: those that are no patterns."""
        words = {word for rpm in self.rpms for word in rpm.debian}
        return {word for word in words if not set(word) & set("*?[")}

    def add(self, package):
        """An RPM of the same name in the first repository, for what no line names."""
        rpm = Rpm(package, self.rpms[0].repository, debian=[package])
        self.rpms.append(rpm)
        return rpm

    def made(self, *names):
        """A path in the folder of what is made here."""
        return os.path.join(HERE, self.name, *names)


def _rpm(words, place, where):
    rpm = Rpm(words[0], *place)
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if word.startswith("+/"):
            rpm.unowned.append(word[1:])
        elif not equals:
            rpm.debian.append(word)
        elif key in KEYS:
            rpm.words[key].append(value)
        else:
            raise SystemExit(f"{where}: {key}= is none of {', '.join(KEYS)}")
    return rpm


def _place(line):
    """[REPOSITORY module=NAME:STREAM] -> repository, module"""
    words = line.strip("[]").split() + [""]
    return words[0], words[1].removeprefix("module=")


def read(name, values):
    """The list NAME.packages; `values` are put in for @WORDS@."""
    recipe = Recipe(name, [], [])
    path = os.path.join(HERE, name + ".packages")
    place = None
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = fill(line.partition("#")[0].strip(), values)
            if line.startswith("["):
                place = _place(line)
            elif line.startswith("- "):
                recipe.left_out += line.split()[1:]
            elif line:
                recipe.rpms.append(_rpm(line.split(), place, f"{path}:{number}"))
    return recipe


def fill(text, values):
    for word, value in values.items():
        text = text.replace(f"@{word}@", value)
    return text
