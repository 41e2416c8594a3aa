# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree of installed Debian packages, and what dpkg's database says of it."""

import dataclasses
import os
import re
import shutil

import tools

SUITE = "bookworm"
# added to the SELinux policy, which the nodes of the tests enforce
MODULE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "domain_fd_use.cil")


@dataclasses.dataclass
class Package:
    """An installed package: versions and dependencies as dpkg writes them."""
    name: str
    version: str
    everywhere: bool  # Architecture: all
    summary: str
    depends: list     # each a list of alternatives
    recommends: list
    provides: list
    conffiles: set
    paths: list


def architecture():
    return tools.run("dpkg", "--print-architecture").strip()


def made_from(names):
    """All that a tree depends on, but the time when it is built."""
    return [SUITE, *sorted(names), tools.read(MODULE)]


def build(folder, names):
    """Installs packages into an empty folder."""
    tools.run("mmdebstrap", "--quiet", "--mode=root", "--variant=essential",
              "--format=directory", "--dpkgopt=force-unsafe-io",
              "--include=" + ",".join(sorted(names)), SUITE, folder,
              # no initrd: the nodes of the tests have one of their own
              env={"INITRD": "No"}, timeout=1500)
    name = os.path.basename(MODULE)
    shutil.copy(MODULE, folder)
    tools.run("chroot", folder, "semodule", "--noreload", "--install", "/" + name)
    os.unlink(os.path.join(folder, name))


def _stanzas(text):
    """RFC 822 stanzas as dictionaries; continued lines keep their newlines."""
    for stanza in re.split(r"\n\n+", text.strip()):
        fields = re.split(r"\n(?=\S)", stanza)
        yield dict(field.split(":", 1) for field in fields)


def _relations(text):
    """a (>= 1) | b:any, c  ->  [[a, b], [c]]"""
    names = [[re.split(r"[\s(:\[]", word.strip())[0] for word in part.split("|")]
             for part in text.split(",")]
    return [part for part in names if part != [""]]


def _paths(info, name, arch):
    for file in (f"{name}.list", f"{name}:{arch}.list"):
        try:
            with open(os.path.join(info, file), encoding="utf-8") as lines:
                return lines.read().split("\n")[1:-1]  # the first line is "/."
        except FileNotFoundError:
            continue
    raise SystemExit(f"{info}: no list of files of {name}")


def _package(fields, info, arch):
    depends = fields.get("Pre-Depends", "") + "," + fields.get("Depends", "")
    conffiles = fields.get("Conffiles", "").strip().split("\n")
    name = fields["Package"].strip()
    return Package(
        name=name, version=fields["Version"].strip(),
        everywhere=fields["Architecture"].strip() == "all",
        summary=fields["Description"].strip().split("\n")[0],
        depends=_relations(depends), recommends=_relations(fields.get("Recommends", "")),
        provides=[part[0] for part in _relations(fields.get("Provides", ""))],
        conffiles={line.split()[0] for line in conffiles if line},
        paths=_paths(info, name, arch))


def packages(tree):
    """What is installed, by name."""
    base = os.path.join(tree, "var/lib/dpkg")
    arch = architecture()
    with open(os.path.join(base, "status"), encoding="utf-8") as file:
        found = [_package(fields, os.path.join(base, "info"), arch)
                 for fields in _stanzas(file.read())
                 if fields["Status"].strip() == "install ok installed"]
    return {package.name: package for package in found}


def kernel(tree):
    """The version of the one kernel."""
    found = os.listdir(os.path.join(tree, "usr/lib/modules"))
    if len(found) != 1:
        raise SystemExit(f"{tree}: one kernel is wanted, found: {found}")
    return found[0]


def capabilities(tree):
    """File capabilities, by path in the tree."""
    lines = tools.run("getcap", "-r", tree).splitlines()
    found = (line.rsplit(" ", 1) for line in lines)
    return {path[len(tree):]: caps for path, caps in found}


def _names(tree, file):
    """Numeric ids of passwd or group to names."""
    with open(os.path.join(tree, "etc", file), encoding="utf-8") as lines:
        fields = [line.split(":") for line in lines]
    return {int(field[2]): field[0] for field in fields}


def users(tree):
    return _names(tree, "passwd")


def groups(tree):
    return _names(tree, "group")
