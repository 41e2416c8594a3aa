# SPDX-License-Identifier: GPL-2.0-or-later
"""Which file of the tree goes into which RPM, and under which path."""

import dataclasses
import fnmatch
import glob
import os
import stat


@dataclasses.dataclass
class Payload:
    """What an RPM holds: its path -> the path that it has in the tree."""
    files: dict = dataclasses.field(default_factory=dict)
    folders: dict = dataclasses.field(default_factory=dict)
    packages: list = dataclasses.field(default_factory=list)
    conffiles: set = dataclasses.field(default_factory=set)


class Tree:
    """Paths of a tree as they are behind the links of merged /usr."""

    def __init__(self, folder):
        self.folder = os.path.realpath(folder)
        self.parents = {}

    def path(self, path):
        """/bin/ls -> /usr/bin/ls: the parent is followed, the last name is not."""
        parent, name = os.path.split(path)
        if parent not in self.parents:
            real = os.path.realpath(self.folder + parent)
            if os.path.commonpath([real, self.folder]) != self.folder:
                raise SystemExit(f"{self.folder}: {parent} leads out of the tree")
            self.parents[parent] = real[len(self.folder):]
        return f"{self.parents[parent]}/{name}"

    def on_disk(self, path):
        return self.folder + path

    def mode(self, path):
        """Kind and permissions, or 0 if nothing is there."""
        try:
            return os.lstat(self.on_disk(path)).st_mode
        except OSError:
            return 0

    def matches(self, pattern):
        """Files of the tree that match; what a pattern's last star names, with all below."""
        found = []
        for path in glob.glob(self.folder + pattern):
            found.append(path)
            if os.path.isdir(path) and not os.path.islink(path):
                found += glob.glob(glob.escape(path) + "/**", recursive=True,
                                   include_hidden=True)
        return sorted({os.path.normpath(path)[len(self.folder):] for path in found})


def _moved(path, moves):
    for move in moves:
        source, target = move.split(":")
        if path == source:
            return target
        if source.endswith("/") and (path + "/").startswith(source):
            return os.path.normpath(target + path[len(source):])
    return path


def _any(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


class Sorter:
    """Gives each path of the tree to one RPM; folders may belong to several."""

    def __init__(self, tree, recipe):
        self.tree = tree
        self.payloads = {rpm.name: Payload() for rpm in recipe.rpms}
        self.takers = [rpm for rpm in recipe.rpms if rpm.words["take"]]
        self.taken = set()

    def add(self, rpm, path):
        """A path, as dpkg or a list writes it, of the package that becomes `rpm`."""
        path = self.tree.path(path)
        mode = self.tree.mode(path)
        if not mode or path in self.taken or _any(path, rpm.words["drop"]):
            return
        if stat.S_ISDIR(mode):
            target = _moved(path, rpm.words["move"])
            self.payloads[rpm.name].folders[target] = path
            return
        self.taken.add(path)
        taker = next((one for one in self.takers if _any(path, one.words["take"])), rpm)
        target = _moved(path, taker.words["move"])
        files = self.payloads[taker.name].files
        files[target] = path
        files.update({copy.split(":")[1]: path for copy in taker.words["copy"]
                      if copy.split(":")[0] == target})

    def add_package(self, rpm, package):
        payload = self.payloads.setdefault(rpm.name, Payload())
        payload.packages.append(package)
        payload.conffiles |= {self.tree.path(path) for path in package.conffiles}
        for path in package.paths:
            self.add(rpm, path)

    def add_unowned(self, rpm):
        for pattern in rpm.unowned:
            for path in self.tree.matches(pattern):
                self.add(rpm, path)


def sort(tree, recipe, packages):
    """Payloads by RPM.  Adds to the recipe an RPM for each package that no line names."""
    sorter = Sorter(tree, recipe)
    for rpm in recipe.rpms:
        for package in packages.values():
            if rpm.owns(package.name):
                sorter.add_package(rpm, package)
        payload = sorter.payloads[rpm.name]
        payload.packages.sort(key=lambda package, rpm=rpm: _rank(rpm, package.name))
    for rpm in recipe.rpms:
        sorter.add_unowned(rpm)
    for package in packages.values():
        if not (recipe.leaves_out(package.name) or _owned(recipe, package.name)):
            sorter.add_package(recipe.add(package.name), package)
    return sorter.payloads


def _rank(rpm, name):
    return next(i for i, pattern in enumerate(rpm.debian) if fnmatch.fnmatchcase(name, pattern))


def _owned(recipe, name):
    return any(rpm.owns(name) for rpm in recipe.rpms)
