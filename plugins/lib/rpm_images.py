#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""rpm_images.py el|sle: genimage by a real dnf or zypper, from repositories that
tests/repos/build makes; what is wrong ends in the package manager's words, and leaves the
old tree as it was.  `rpm_images.py el boot` packs the image of examples/site and boots it."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests", "boot"))
import lab  # noqa: E402

SHAPES = {
    "el": {
        "image": "el9",
        "small": "bash, rpm, kernel-core, redhat-release",
        "has": "redhat-release 9.4-",
        "release": "Red Hat Enterprise Linux release 9.4",
        "database": "var/lib/rpm/rpmdb.sqlite",
        "wrong-signature": "Public key for",
        "unsigned": "is not signed",
        "gone": "incorrect checksum",
        "nowhere": "Unable to find a match: no-such-package",
        # its kernel is Debian's, which prefers AppArmor
        "words": "security=selinux",
        "enforces": "Enforcing",
    },
    "sle": {
        "image": "sle15",
        "small": "bash, rpm, kernel-default, sles-release",
        "has": "sles-release 15.4-",
        "release": 'VERSION_ID="15.4"',
        "database": "usr/lib/sysimage/rpm/rpmdb.sqlite",
        "wrong-signature": "Signature verification failed",
        "unsigned": "Signature verification failed",
        "gone": "not found on medium",
        "nowhere": "No provider of 'no-such-package' found",
        "words": "",
        "enforces": "no getenforce",
    },
}
# What both say.
SAYS = {
    "broken-requires": "nothing provides",
    "failing-post": "scriptlet failed",
    "failing-pre": "scriptlet failed",
    "missing-key": "there is no key to check the packages of",
    "damaged": "damaged",
}


def build(shape, folder):
    program = os.path.join(lab.SOURCE, "tests", "repos", "build")
    subprocess.run([sys.executable, "-B", program, shape, folder], check=True)


class Image:
    def __init__(self, shape):
        self.shape = SHAPES[shape]
        self.name = self.shape["image"]
        self.site = lab.Site("rpm-" + shape)
        self.tree = self.site.path("install", "trees", self.name)
        build(shape, self.site.path("install", self.name))

    def path(self, ending):
        return self.site.path("etc/stateless/images.d", self.name + ending)

    def write(self, packages, *more):
        """The image has these packages, out of its own repositories and more."""
        with open(self.path(".pkglist"), "w", encoding="utf-8") as file:
            file.write(packages + "\n")
        with open(self.path(".conf"), encoding="utf-8") as file:
            lines = file.read().split("\n")
        folders = ", ".join(f'"/install/{f}"' for f in (self.name, *more))
        lines = [f"  pkgdir = {{ {folders} }}" if "pkgdir  =" in line or "pkgdir =" in line
                 else line for line in lines]
        with open(self.path(".conf"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))

    def add_words(self, words):
        """To the kernel's command line."""
        with open(self.path(".conf"), encoding="utf-8") as file:
            text = file.read()
        with open(self.path(".conf"), "w", encoding="utf-8") as file:
            file.write(text.replace("  method ", f'  addkcmdline = "{words}"\n  method '))

    def has(self, path):
        return os.path.lexists(os.path.join(self.tree, "rootimg", path))

    def packages(self):
        with open(os.path.join(self.tree, "packages"), encoding="utf-8") as file:
            return file.read()

    def fails(self, *says):
        before, held = lab.mounts(), os.stat(self.tree)
        _, told = self.site.run("genimage", self.name, status=1)
        lab.expect(told, *says)
        assert lab.mounts() == before, "something is left mounted"
        assert os.stat(self.tree).st_ino == held.st_ino, "the old tree is gone"
        assert os.listdir(os.path.dirname(self.tree)) == [self.name], "something is left over"


def a_tree_is_built(image):
    image.write(image.shape["small"])
    before = lab.mounts()
    image.site.run("genimage", image.name)
    assert lab.mounts() == before, "something is left mounted"
    lab.expect(image.packages(), image.shape["has"], "bash 5", "kernel-")
    assert "gpg-pubkey" not in image.packages()
    assert image.has(image.shape["database"]), "the database of packages is elsewhere"
    for leftover in ("run/stateless-build", "etc/kernel/install.d/50-dracut.install",
                     "var/log/zypp/history", "var/log/dnf.log"):
        assert not image.has(leftover), leftover
    assert os.listdir(os.path.join(image.tree, "rootimg", "dev")) == []


def one_more_package_is_an_update(image):
    image.write(image.shape["small"] + ", less\n-no-such-package\n#NEW_INSTALL_LIST#\n--less")
    image.site.run("genimage", "--update", image.name)
    assert "\nless " not in image.packages(), "--less did not remove it"
    image.write(image.shape["small"] + ", less")
    image.site.run("genimage", "--update", image.name)
    lab.expect(image.packages(), "\nless ")


def what_is_wrong_is_told(image):
    for variant, says in (SAYS | {k: v for k, v in image.shape.items() if "-s" in k}
                          | {"unsigned": image.shape["unsigned"]}).items():
        build(variant, image.site.path("install", variant))
        image.write(f"{image.shape['small']}, {variant}", variant)
        image.fails(says)
    image.write(image.shape["small"] + ", no-such-package")
    image.fails(image.shape["nowhere"])


def a_repository_disappears(image):
    image.write(image.shape["small"] + ", tmux, ethtool")
    for base, _, files in os.walk(image.site.path("install", image.name)):
        for name in files:
            if name.startswith("ethtool-") and name.endswith(".rpm"):
                os.unlink(os.path.join(base, name))
    image.write(image.shape["small"] + ", ethtool")
    image.fails(image.shape["gone"])
    shutil.rmtree(image.site.path("install", image.name))
    image.fails("cannot read the folder")


def it_boots(image):
    image.add_words(image.shape["words"])
    image.site.run("genimage", image.name)
    image.site.run("packimage", image.name)
    out, _ = image.site.run("testboot", image.name, "--timeout", "500", "--run",
                            "rpm -qa | wc -l; cat /etc/redhat-release /etc/os-release; "
                            "systemctl is-system-running; getenforce || echo no getenforce",
                            timeout=900)
    lab.expect(out, image.shape["release"], f"\nrunning\n{image.shape['enforces']}\n")
    assert any(line.isdigit() and int(line) > 100 for line in out.split("\n")), out


def skip_unless_there(programs):
    for program in programs:
        if not shutil.which(program):
            print(f"skipped: there is no {program}: packaging/install run test")
            sys.exit(77)


def main():
    lab.prepare()
    skip_unless_there(["dnf" if sys.argv[1] == "el" else "zypper", "createrepo_c", "rpmbuild"])
    image = Image(sys.argv[1])
    cases = (it_boots,) if sys.argv[2:] == ["boot"] else (
        a_tree_is_built, one_more_package_is_an_update, what_is_wrong_is_told,
        a_repository_disappears)
    for case in cases:
        print("==", case.__name__.replace("_", " "), flush=True)
        case(image)
    image.site.remove()


if __name__ == "__main__":
    main()
