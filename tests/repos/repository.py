# SPDX-License-Identifier: GPL-2.0-or-later
"""From a tree of Debian packages to the folders of signed RPMs of one list."""

import dataclasses
import os
import shutil
import tempfile

import debian
import depends
import payload
import recipe as recipes
import rpms
import spec
import tools

MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "ppc64el": "ppc64le"}


@dataclasses.dataclass
class Layout:
    """Where the packages of a repository lie: BaseOS/Packages/b/ or Module-Basesystem/noarch/."""
    dist: str
    packages: str = ""  # a folder with a folder for each initial
    by_arch: bool = False

    def place(self, rpm):
        initial = [self.packages, rpm.name[0].lower()] if self.packages else []
        return os.path.join(rpm.repository, *initial)


@dataclasses.dataclass
class Facts:
    """What the specs of a list share."""
    values: dict
    dist: str
    users: dict
    groups: dict
    capabilities: dict

    @staticmethod
    def label(module):
        """The ModularityLabel of a module NAME:STREAM of modules.yaml."""
        return module + ":9040020240101000000:9edba152"


def values(tree=None):
    """What the @WORDS@ of lists and made files stand for."""
    arch = debian.architecture()
    found = {"ARCH": arch, "MACHINE": MACHINES[arch]}
    if tree:
        found["V"] = debian.kernel(tree)
        found["KERNEL"] = debian.packages(tree)["linux-image-" + found["V"]].version
    return found


def facts(tree, dist):
    return Facts(values(tree), dist, debian.users(tree), debian.groups(tree),
                 debian.capabilities(tree))


def build_rpms(name, tree_folder, target, layout):
    """All RPMs of a list, below TARGET/REPOSITORY.  Returns the list, completed."""
    shared = facts(tree_folder, layout.dist)
    recipe = recipes.read(name, shared.values)
    packages = debian.packages(tree_folder)
    tree = payload.Tree(tree_folder)
    payloads = payload.sort(tree, recipe, packages)
    translator = depends.Translator(recipe, payloads, packages)
    writer = spec.Writer(recipe, tree, shared)
    # beside the tree: the files are hard links
    with tempfile.TemporaryDirectory(prefix="build-", dir=os.path.dirname(tree.folder)) as work:
        jobs = []
        for rpm in recipe.rpms:
            folder = os.path.join(work, rpm.name)
            writer.write(rpm, payloads[rpm.name], translator, folder)
            place = os.path.join(target, layout.place(rpm))
            jobs.append((folder, place, layout.by_arch))
        rpms.build_all(jobs)
    return recipe


def all_rpms(folder):
    return sorted(os.path.join(base, name) for base, _, names in os.walk(folder)
                  for name in names if name.endswith(".rpm"))


def index(repository, *words):
    """repodata; the time of what is there decides nothing, so that two runs are equal."""
    shutil.rmtree(os.path.join(repository, "repodata"), ignore_errors=True)
    tools.run("createrepo_c", "--quiet", "--no-database", "--workers=2", "--revision=1700000000",
              "--set-timestamp-to-revision", *words, repository)
