#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""rpm_choices.py rhel|sles: what a real dnf or zypper makes of the words of a package list
and of the plugin's options, with the small repository `choices` of tests/repos/build."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests", "boot"))
import lab  # noqa: E402
sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests"))
from emulate import emulate  # noqa: E402

RELEASE = {"rhel": "9.4", "sles": "15.4"}
FOREIGN = "aarch64" if os.uname().machine != "aarch64" else "x86_64"
CONF = """
image "choices" {{
  distro  = "{distro}"
  version = "{release}"
  arch    = "{arch}"
  pkgdir  = {{ "/install/choices" }}
  pkglist = {{ "choices.pkglist" }}
  method  = "squashfs"
  {distro} {{ {options} }}
}}
"""
WEAK = "weak_dependencies = yes"
# A list, options, and the packages that it gives besides site-kernel.
BOTH = (
    ("site-wants", "", "site-wants"),
    ("site-wants", WEAK, "site-wants site-nice"),
    ("site-wants\n-site-nice", WEAK, "site-wants"),
    ("site-wants", WEAK + ' exclude = { "site-n*" }', "site-wants"),
    ("site-two", "", "site-two=2.0"),
    ("site-two.noarch", "", "site-two=2.0"),
    ("site-two", "repository_signatures = yes", "site-two=2.0"),
)
ONE = {
    "rhel": (
        ("@site-group", "", "site-a site-b"),
        ("@site-environment", "", "site-a site-b"),
        ("@site-group\n-site-b", "", "site-a"),
        ("@site-group", 'exclude = { "site-b" }', "site-a"),
        ("site-two-1.0-1", "", "site-two=1.0"),
        ("site-stream", "", "site-stream=1.0"),
        ("site-stream", 'modules = { "site-module:2" }', "site-stream=2.0"),
        ("@site-module:1", "", "site-stream=1.0"),
        ("@site-module:2", "", "site-stream=2.0"),
        ("@site-module:2/common", "", "site-stream=2.0"),
    ),
    "sles": (
        ("@site_basis", "", "patterns-site-basis site-a"),
        ("pattern:site_basis", WEAK, "patterns-site-basis site-a site-b"),
        ("@site_basis\n-site-b", WEAK, "patterns-site-basis site-a"),
        ("product:site-product", "", "site-product-release"),
        ("site-two=1.0-1", "", "site-two=1.0"),
        ("site-reboot", "", "site-reboot"),
    ),
}
# What cannot be had, and the manager's words for it.
NOT_THERE = {
    "rhel": (("@site-module:3", "Module or Group 'site-module:3' is not available"),
             ("@no-such-group", "Module or Group 'no-such-group' is not available"),
             ("site-a\n-site-a", "Unable to find a match: site-a")),
    "sles": (("@no-such-pattern", "104", "No provider of 'pattern() = no%2Dsuch%2Dpattern'"),
             ("product:none", "104", "No provider of 'product() = none'"),
             ("site-a\n-site-a", "exit status 4", "remove lock to allow installation of")),
}


class Choices:
    def __init__(self, plugin):
        self.plugin = plugin
        self.site = lab.Site("choices-" + plugin)
        self.build("choices", "choices")

    def build(self, variant, *names):
        """Makes a repository in a folder of /install, and returns its path."""
        folder = self.site.path("install", *names)
        program = os.path.join(lab.SOURCE, "tests", "repos", "build")
        subprocess.run([sys.executable, "-B", program, variant, folder], check=True)
        return folder

    def write(self, packages, options="", arch=os.uname().machine):
        for ending, text in (
                (".pkglist", f"site-kernel\n{packages}\n"),
                (".conf", CONF.format(distro=self.plugin, release=RELEASE[self.plugin],
                                      arch=arch, options=options))):
            path = self.site.path("etc/stateless/images.d/choices" + ending)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

    def gives(self, packages, options, wanted, arch=os.uname().machine):
        """The list makes a tree of these packages and no other: NAME, NAME=VERSION or
        NAME.ARCH."""
        self.write(packages, options, arch)
        self.site.run("genimage", "choices")
        with open(self.site.path("install/trees/choices/packages"), encoding="utf-8") as file:
            lines = [line.split() for line in file]
        found = {name: (version.split("-")[0], machine)
                 for name, version, machine in lines if name != "site-kernel"}
        names = {}
        for word in wanted.split():
            name, _, machine = word.partition(".") if "=" not in word else (word, "", "")
            name, _, version = name.partition("=")
            names[name] = (version or found.get(name, ("",))[0], machine or "noarch")
        assert found == names, f"{packages!r} {options!r}: {found}, not {names}"

    def fails(self, packages, *says, options="", arch=os.uname().machine):
        self.write(packages, options, arch)
        _, told = self.site.run("genimage", "choices", status=1)
        lab.expect(told, *says)


def a_list_gives_its_packages_and_no_other(choices):
    for packages, options, wanted in BOTH + ONE[choices.plugin]:
        choices.gives(packages, options, wanted)


def what_is_not_there_is_said(choices):
    for packages, *says in NOT_THERE[choices.plugin]:
        choices.fails(packages, *says)


def each_architecture_has_its_own_package(choices):
    own = os.uname().machine
    choices.gives("site-arch", "", f"site-arch.{own}")
    choices.gives("site-arch", "", f"site-arch.{FOREIGN}", FOREIGN)


def a_script_of_another_architecture_is_run_by_its_emulator(choices):
    """Where it does not run, what it belongs to is not installed."""
    choices.gives("site-script", "", f"site-script.{FOREIGN}", FOREIGN)


def an_architecture_that_is_nowhere_is_told(choices):
    choices.fails("site-a", 'there is no architecture "vax" here; set arch as uname -m',
                  arch="vax")
    choices.fails("site-arch", "the image is for s390x: its repositories must have packages of it",
                  arch="s390x")


def a_repository_that_cannot_be_read_is_no_empty_one(choices):
    """Another one has all that is wanted: the manager could go on without it."""
    folder = choices.build("updates-1", "choices", "more")
    for name in os.listdir(os.path.join(folder, "repodata")):
        if "primary" in name:
            os.unlink(os.path.join(folder, "repodata", name))
    choices.fails("site-a", *{"rhel": ("Failed to download metadata for repo",),
                              "sles": ("is invalid", "File './repodata/", "more'")
                              }[choices.plugin])
    shutil.rmtree(folder)


def what_was_taken_unchecked_is_not_taken_checked(choices):
    """Images share a cache."""
    folder = choices.build("unsigned", "choices", "more")
    choices.gives("unsigned", "signatures = no", "unsigned")
    choices.fails("unsigned", *{"rhel": ("is not signed",),
                                "sles": ("Package is not signed!",)}[choices.plugin])
    shutil.rmtree(folder)


def metadata_without_a_signature_is_refused_if_asked(choices):
    os.unlink(choices.site.path("install/choices/repodata/repomd.xml.asc"))
    choices.gives("site-a", "", "site-a")
    choices.fails("site-a", *{"rhel": ("Failed to download metadata", "repomd.xml.asc"),
                              "sles": ("Signature verification failed for repomd.xml",)
                              }[choices.plugin],
                  options="repository_signatures = yes")


def yum_does_where_only_yum_is(choices):
    """As in EL 8 and 9 yum is a name of dnf; the folder of programs is this test's own."""
    if choices.plugin != "rhel":
        return
    # no link that tells which dnf it is
    program = shutil.copy("/usr/bin/dnf-3", choices.site.path("yum"))
    choices.gives("site-two", f'program = "{program}"', "site-two=2.0")
    work = choices.site.path("bin")
    for name in ("upper", "work"):
        os.makedirs(os.path.join(work, name))
    subprocess.run(["mount", "-t", "overlay", "-o", f"lowerdir=/usr/bin,upperdir={work}/upper,"
                    f"workdir={work}/work", "overlay", "/usr/bin"], check=True)
    os.unlink("/usr/bin/dnf")
    os.symlink("dnf-3", "/usr/bin/yum")
    choices.fails("no-such-package", "/usr/bin/yum failed with exit status 1",
                  "Unable to find a match: no-such-package")
    choices.gives("@site-module:2, site-arch", "", f"site-stream=2.0 site-arch.{FOREIGN}",
                  FOREIGN)
    os.unlink("/usr/bin/yum")
    choices.fails("site-a", "this machine does not have: install the package dnf")
    subprocess.run(["umount", "-l", "/usr/bin"], check=True)


def skip_unless_there(programs):
    for program in programs:
        if not shutil.which(program):
            print(f"skipped: there is no {program}: packaging/install run test")
            sys.exit(77)


def main():
    lab.prepare()
    plugin = sys.argv[1]
    skip_unless_there(["dnf" if plugin == "rhel" else "zypper", "createrepo_c", "rpmbuild"])
    emulate(FOREIGN, "s390x")
    choices = Choices(plugin)
    for case in (a_list_gives_its_packages_and_no_other, what_is_not_there_is_said,
                 each_architecture_has_its_own_package,
                 a_script_of_another_architecture_is_run_by_its_emulator,
                 an_architecture_that_is_nowhere_is_told,
                 a_repository_that_cannot_be_read_is_no_empty_one,
                 yum_does_where_only_yum_is, what_was_taken_unchecked_is_not_taken_checked,
                 metadata_without_a_signature_is_refused_if_asked):
        print("==", case.__name__.replace("_", " "), flush=True)
        case(choices)
    choices.site.remove()


if __name__ == "__main__":
    main()
