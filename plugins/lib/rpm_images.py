#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""rpm_images.py el|sle: genimage by a real dnf or zypper, from repositories that
tests/repos/build makes; what is wrong ends in the package manager's words, and leaves the
old tree as it was.  `rpm_images.py el boot` packs and boots the image of examples/site,
`el copied` the one that copycds writes, `el boot copied` both."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests", "boot"))
import lab  # noqa: E402

SHAPES = {
    "el": {
        "image": "el9",
        "copied": "rhel9.4-x86_64-netboot-compute",
        "plugin": "rhel",
        "key": "RPM-GPG-KEY-redhat-release",
        "repositories": ("BaseOS",),
        "small": "bash, rpm, kernel-core, redhat-release",
        "has": "redhat-release 9.4-",
        "release": "Red Hat Enterprise Linux release 9.4",
        "database": "var/lib/rpm/rpmdb.sqlite",
        "wrong-signature": "Public key for",
        "unsigned": "is not signed",
        "gone": "incorrect checksum",
        "nowhere": "Unable to find a match: no-such-package",
        "dead": "Cannot download, all mirrors were already tried without success",
        "file": "/etc/redhat-release",
        "selinux": "Enforcing",
    },
    "sle": {
        "image": "sle15",
        "copied": "sles15.4-x86_64-netboot-compute",
        "plugin": "sles",
        "key": "Module-Basesystem/repodata/repomd.xml.key",
        "repositories": ("Product-SLES", "Module-Basesystem"),
        "small": "bash, rpm, kernel-default, sles-release",
        "has": "sles-release 15.4-",
        "release": 'VERSION_ID="15.4"',
        "database": "usr/lib/sysimage/rpm/rpmdb.sqlite",
        "wrong-signature": "Signature verification failed",
        "unsigned": "Signature verification failed",
        "gone": "not found on medium",
        "nowhere": "No provider of 'no-such-package' found",
        "dead": "Download (curl) error for 'http://127.0.0.1",
        "file": "/etc/os-release",
        "selinux": "Disabled",
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


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder; after so many packages it hangs up on whoever asks."""

    def do_GET(self):
        self.server.packages += self.path.endswith(".rpm")
        if self.server.packages <= self.server.most:
            super().do_GET()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, folder, most):
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
        self.packages, self.most = 0, most
        threading.Thread(target=self.serve_forever).start()

    def handle_error(self, *_):
        """A client that goes away is no news."""

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Image:
    def __init__(self, shape):
        self.shape = SHAPES[shape]
        self.name = self.shape["image"]
        self.site = lab.Site("rpm-" + shape)
        self.tree = self.site.path("install", "trees", self.name)
        build(shape, self.site.path("install", self.name))

    def path(self, ending):
        return self.site.path("etc/stateless/images.d", self.name + ending)

    def write(self, packages, *more, urls=()):
        """The image has these packages, out of its own repositories and more; or out of
        those at `urls`."""
        with open(self.path(".pkglist"), "w", encoding="utf-8") as file:
            file.write(packages + "\n")
        with open(self.path(".conf"), encoding="utf-8") as file:
            lines = file.read().split("\n")
        sources = ", ".join(f'"{url}"' for url in urls or (
            f"/install/{folder}" for folder in (self.name, *more)))
        key = self.site.path("install", self.name, self.shape["key"])
        key = f'key = "{key}"' if urls else ""
        changed = f"  pkgdir = {{ {sources} }} {self.shape['plugin']} {{ {key} }}"
        lines = [changed if "pkgdir  =" in line or "pkgdir =" in line else line
                 for line in lines]
        with open(self.path(".conf"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))

    def has(self, path):
        return os.path.lexists(os.path.join(self.tree, "rootimg", path))

    def packages(self):
        with open(os.path.join(self.tree, "packages"), encoding="utf-8") as file:
            return file.read()

    def kernels(self):
        """Their versions, that of the nodes first."""
        with open(os.path.join(self.tree, "kernels"), encoding="utf-8") as file:
            return [line.split()[0] for line in file]

    def fails(self, *says):
        """Returns what was told."""
        before, held = lab.mounts(), os.stat(self.tree)
        _, told = self.site.run("genimage", self.name, status=1)
        lab.expect(told, *says)
        assert lab.mounts() == before, "something is left mounted"
        assert os.stat(self.tree).st_ino == held.st_ino, "the old tree is gone"
        assert os.listdir(os.path.dirname(self.tree)) == [self.name], "something is left over"
        return told


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


def what_a_command_changes_is_listed(image):
    """The image has less and one kernel; a command in the tree changes both."""
    kernel = image.kernels()[0]
    lab.expect(image.packages(), "\nless ")
    image.site.run("chroot", image.name, "rpm", "-e", "less")
    assert "\nless " not in image.packages(), "a package that is gone is listed"
    lab.expect(image.packages(), image.shape["has"], "bash 5")
    assert not image.has("usr/bin/less")
    image.site.run("chroot", image.name, "cp", "-a", f"/usr/lib/modules/{kernel}",
                   "/usr/lib/modules/9.9-site")
    if image.has(f"boot/vmlinuz-{kernel}"):
        image.site.run("chroot", image.name, "cp", f"/boot/vmlinuz-{kernel}",
                       "/boot/vmlinuz-9.9-site")
    assert image.kernels() == ["9.9-site", kernel], image.kernels()
    before = image.packages()
    image.site.run("chroot", image.name, "rpm", "-e", "no-such-package", status=1)
    assert image.packages() == before


def one_of_two_kernels_is_chosen(image):
    kernel = image.kernels()[1]
    image.site.run("genimage", "--update", "--kernel", kernel, image.name)
    assert image.kernels() == [kernel, "9.9-site"], image.kernels()


def modules_of(initrd):
    """Path below lib/modules/VERSION -> content, of an initrd that is one compressed archive
    (cpio(5), newc)."""
    text = initrd if initrd[:6] == b"070701" else subprocess.run(
        ["zstd", "-dc"] if initrd[:4] == b"\x28\xb5\x2f\xfd" else
        ["xz", "-dc"] if initrd[:6] == b"\xfd7zXZ\0" else ["gzip", "-dc"],
        input=initrd, capture_output=True, check=True).stdout
    found, at = {}, 0
    while text[at:at + 6] == b"070701":
        size, name_size = (int(text[at + n:at + n + 8], 16) for n in (54, 94))
        name = text[at + 110:at + 109 + name_size].decode()
        start = (at + 110 + name_size + 3) & ~3
        if name.startswith("lib/modules/") and name.endswith(".ko"):
            found[name.split("/", 3)[3]] = text[start:start + size]
        at = (start + size + 3) & ~3
    assert found, "the initrd has no modules"
    return found


def a_driver_update_is_in_the_initrd(image):
    """As xCAT's driverupdatesrc=rpm: does, by a package of a further repository."""
    if image.name != "el9":
        return
    with open(os.path.join(image.tree, "kernels"), encoding="utf-8") as file:
        kernel = file.read().split()[0]
    build("drivers", image.site.path("install", "drivers"))
    image.write(f"{image.shape['small']}, kernel-modules, kmod-vmxnet3", "drivers")
    image.site.run("genimage", image.name)
    assert image.has(f"usr/lib/modules/{kernel}/extra/vmxnet3.ko")
    assert image.has(f"usr/lib/modules/{kernel}/kernel/drivers/net/vmxnet3/vmxnet3.ko")
    image.site.run("packimage", image.name)
    with open(image.site.path("install/netboot", image.name, "current/initrd"), "rb") as file:
        modules = modules_of(file.read())
    assert [path for path in modules if path.endswith("/vmxnet3.ko")] == ["extra/vmxnet3.ko"], \
        sorted(modules)
    assert modules["extra/vmxnet3.ko"].endswith(b"a driver update of the tests")
    assert len(modules) > 10, sorted(modules)


def what_is_wrong_is_told(image):
    for variant, says in (SAYS | {k: v for k, v in image.shape.items() if "-s" in k}
                          | {"unsigned": image.shape["unsigned"]}).items():
        build(variant, image.site.path("install", variant))
        image.write(f"{image.shape['small']}, {variant}", variant)
        told = image.fails(says)
        assert ("installed a package whose" in told) == (variant == "failing-post"), variant
    image.write(image.shape["small"] + ", no-such-package")
    image.fails(image.shape["nowhere"])


def a_server_dies_in_the_middle(image):
    with Server(image.site.path("install", image.name), 10) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        image.write(image.shape["small"],
                    urls=[f"{url}/{name}" for name in image.shape["repositories"]])
        image.fails(image.shape["dead"])
        assert server.packages > server.most, "it was not asked for so many packages"


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


def packed(image, name):
    image.site.run("genimage", name)
    image.site.run("packimage", name)
    return name


def booted(image, name, *more, firmware=()):
    """What a node says of itself: how many packages it has is a number of its own line."""
    asked = "; ".join(["rpm -qa | wc -l", "cat " + image.shape["file"], *more,
                       "systemctl is-system-running"])
    out, _ = image.site.run("testboot", name, *firmware, "--timeout", "500", "--run", asked,
                            timeout=900)
    lab.expect(out, image.shape["release"], "\nrunning\n")
    assert any(line.isdigit() and int(line) > 100 for line in out.split("\n")), out
    return out.split("\n")


def the_image_of_the_example_boots(image):
    """With Secure Boot: the image's own shim and GRUB, from where its distribution has them,
    start its kernel."""
    said = booted(image, packed(image, image.name), "getenforce", "mokutil --sb-state",
                  firmware=("--firmware", "secureboot"))
    assert image.shape["selinux"] in said, said
    assert "SecureBoot enabled" in said, said


def the_image_that_copycds_writes_boots(image):
    medium = image.site.path("medium.iso")
    program = os.path.join(lab.SOURCE, "tests", "repos", "iso")
    subprocess.run([sys.executable, "-B", program, image.site.path("install", image.name),
                    medium], check=True)
    out, _ = image.site.run("copycds", medium)
    lab.expect(out, f"image {image.shape['copied']} written")
    shutil.rmtree(image.site.path("install", image.name))
    booted(image, packed(image, image.shape["copied"]))


def skip_unless_there(programs):
    for program in programs:
        if not shutil.which(program):
            print(f"skipped: there is no {program}: packaging/install run test")
            sys.exit(77)


def main():
    lab.prepare()
    skip_unless_there(["dnf" if sys.argv[1] == "el" else "zypper", "createrepo_c", "rpmbuild",
                       "xorriso"])
    image = Image(sys.argv[1])
    boots = {"boot": the_image_of_the_example_boots,
             "copied": the_image_that_copycds_writes_boots}
    cases = [boots[how] for how in sys.argv[2:]]
    if not cases:
        cases = (a_tree_is_built, one_more_package_is_an_update,
                 what_a_command_changes_is_listed, one_of_two_kernels_is_chosen,
                 a_driver_update_is_in_the_initrd, what_is_wrong_is_told, a_server_dies_in_the_middle,
                 a_repository_disappears)
    for case in cases:
        print("==", case.__name__.replace("_", " "), flush=True)
        case(image)
    image.site.remove()


if __name__ == "__main__":
    main()
