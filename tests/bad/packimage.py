# SPDX-License-Identifier: GPL-2.0-or-later
"""packimage of trees that are hostile, and onto disks that are full."""

import glob
import gzip
import lzma
import os
import struct
import subprocess

import badsite as site

MARK = b"this line belongs to the host alone"
MEGABYTE = 1 << 20
CONFIG = "".join(f"CONFIG_{name}=y\n" for name in (
    "SQUASHFS", "SQUASHFS_ZSTD", "SQUASHFS_XZ", "SQUASHFS_ZLIB", "SQUASHFS_LZ4", "SQUASHFS_XATTR",
    "OVERLAY_FS", "BLK_DEV_LOOP", "BLK_DEV_INITRD", "RD_GZIP", "RD_XZ", "RD_ZSTD", "TMPFS",
    "DEVTMPFS"))
BUILTIN = "".join(f"kernel/{name}.ko\n" for name in ("loop", "overlay", "squashfs"))
MODULES = f"usr/lib/modules/{site.KERNEL}"

# Path in the tree, and where it leads: {canary} is a folder of the host.
LINKS = [
    ("etc", "/"), ("etc", "{canary}"), ("etc", "../../../../../../../..{canary}"),
    ("etc/resolv.conf", "/run/systemd/resolve/stub-resolv.conf"),
    ("etc/resolv.conf", "{canary}/resolv.conf"),
    ("etc/passwd", "../../../../../../../../../../etc/passwd"),
    ("etc/passwd", "{canary}/passwd"), ("etc/shadow", "{canary}/shadow"),
    ("etc/shadow", "../../../../../../../..{canary}/shadow"), ("etc/shadow", "shadow"),
    ("etc/shadow", "/nowhere/shadow"), ("etc/hostname", "{canary}/hostname"),
    ("etc/hostname", "hostname"), ("etc/machine-id", "{canary}/machine-id"),
    ("etc/machine-id", "machine-id"), ("etc/machine-id", "/nowhere/machine-id"),
    ("etc/fstab", "{canary}/fstab"), ("etc/ssh", "{canary}"), ("etc/localtime", "{canary}/x"),
    ("root", "{canary}"), ("root/.ssh", "{canary}"), ("root", "root"),
    ("var/lib/dbus/machine-id", "{canary}/machine-id"), ("var/lib", "{canary}"),
    ("usr/lib/modules", "/"), ("usr/lib/modules", "{canary}/modules"),
    ("usr/lib/modules", "../../../../../../../../..{canary}/modules"),
    ("usr/lib/modules", "modules"), ("usr/lib", "{canary}"),
    (MODULES, "{canary}/modules/" + site.KERNEL),
    (MODULES + "/modules.dep", "{canary}/modules/" + site.KERNEL + "/modules.dep"),
    (MODULES + "/kernel", "{canary}/modules/" + site.KERNEL + "/kernel"),
    ("boot", "/"), ("boot", "{canary}"), ("boot/vmlinuz", "{canary}/vmlinuz"),
    ("boot/vmlinuz", "../../../../../../../..{canary}/vmlinuz"),
    ("boot/vmlinuz", "vmlinuz"), ("boot/vmlinuz", "/proc/self/exe"),
    ("proc", "{canary}"), ("run", "{canary}"), ("dev", "{canary}"), ("tmp", "{canary}"),
]


def module(info):
    """A kernel module that has nothing but .modinfo (elf(5), ELF64, little endian)."""
    names = b"\0.modinfo\0.shstrtab\0"
    start = 64
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 1, 62, 1, 0, 0,
                         start + len(info) + len(names), 0, 64, 0, 0, 64, 3, 2)
    sections = bytes(64)
    sections += struct.pack("<IIQQQQIIQQ", 1, 1, 0, 0, start, len(info), 0, 0, 1, 0)
    sections += struct.pack("<IIQQQQIIQQ", 10, 3, 0, 0, start + len(info), len(names), 0, 0, 1, 0)
    return header + info + names + sections


def texts_of(path):
    """The bytes of a file, and what it holds when it is compressed as a whole."""
    with open(path, "rb") as file:
        raw = file.read()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"\xfd7zXZ"):
        yield lzma.decompress(raw)
    elif raw.startswith(b"\x28\xb5\x2f\xfd"):
        yield subprocess.run(["zstd", "-dc", path], check=True, capture_output=True,
                             timeout=60).stdout


class Packimage(site.SiteTest):
    def setUp(self):
        super().setUp()
        self.image('\tarch = "x86_64"\n\tplatforms = { "uboot" }\n'
                   '\tdrivers = { "card" }\n\tauthorized_keys = { "admin.pub" }\n')
        self.write("etc/stateless/images.d/admin.pub", "ssh-ed25519 " + "A" * 68 + " admin\n")
        self.canary = os.path.join(self.top, "canary")
        self.make_tree()
        self.make_canary()

    def make_tree(self):
        tree = "install/trees/bad/rootimg/"
        for folder in ("etc/ssh", "root/.ssh", "var/lib/dbus", "proc", "run", "dev", "tmp"):
            os.makedirs(self.path(tree + folder))
        for path, text in (("etc/passwd", "root:x:0:0::/root:/bin/sh\n"), ("etc/group", "root:x:0:\n"),
                           ("etc/shadow", "root:*:1::::::\n"), ("boot/vmlinuz", "kernel\n"),
                           ("etc/hostname", "image\n"), ("etc/machine-id", "1\n"),
                           (MODULES + "/modules.dep", "kernel/card.ko:\n"),
                           (f"boot/config-{site.KERNEL}", CONFIG), (MODULES + "/config", CONFIG),
                           (MODULES + "/modules.alias", ""), (MODULES + "/modules.builtin", BUILTIN),
                           (MODULES + "/kernel/card.ko", module(b"license=GPL\0"))):
            self.write(tree + path, text)
        os.symlink("usr/lib", self.path(tree + "lib"))
        self.write("install/trees/bad/kernels", f"{site.KERNEL} boot/vmlinuz\n")
        self.write("install/trees/bad/packages", "base 1 amd64\n")

    def make_canary(self):
        mark = MARK.decode() + "\n"
        for name in ("resolv.conf", "passwd", "shadow", "hostname", "machine-id", "fstab",
                     "vmlinuz", "authorized_keys", "ssh_host_rsa_key", "random-seed",
                     "modprobe.d/card.conf", f"boot/vmlinuz-{site.KERNEL}",
                     f"modules/{site.KERNEL}/modules.alias",
                     "systemd/random-seed", "dbus/machine-id"):
            self.write(os.path.join(self.canary, name), mark)
        modules = os.path.join(self.canary, "modules", site.KERNEL)
        self.write(modules + "/modules.dep", "kernel/card.ko:\n")
        self.write(modules + "/kernel/card.ko", module(b"license=" + MARK + b"\0"))

    def link(self, path, target):
        full = self.path("install/trees/bad/rootimg", path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if os.path.isdir(full) and not os.path.islink(full):
            os.rename(full, self.path("moved"))
            subprocess.run(["rm", "-rf", self.path("moved")], check=True)
        elif os.path.lexists(full):
            os.unlink(full)
        os.symlink(target.format(canary=self.canary), full)

    def look_into_generations(self):
        """Whatever was published holds nothing of the host.  Returns how many there are."""
        found = glob.glob(self.path("install/netboot/bad", "[0-9a-f]" * 16))
        for generation in found:
            for path in glob.glob(generation + "/*"):
                for text in texts_of(path):
                    self.assertNotIn(MARK, text, path)
            root, = glob.glob(generation + "/root*")
            out = os.path.join(self.top, "unpacked")
            subprocess.run(["unsquashfs", "-q", "-n", "-f", "-d", out, root], check=True,
                           capture_output=True, timeout=60)
            for path, (_, _, _, content) in site.listing(out).items():
                self.assertNotIn(MARK, content or b"", path)
            subprocess.run(["rm", "-rf", out], check=True)
        return len(found)

    def test_a_good_tree_is_packed(self):
        self.run_it("packimage", "bad")
        self.assertEqual(self.look_into_generations(), 1)

    def test_no_link_leads_out_of_the_tree(self):
        host = site.listing(self.canary)
        with open("/etc/passwd", "rb") as file:
            passwd = file.read()
        for path, target in LINKS:
            with self.subTest(path=path, target=target):
                subprocess.run(["rm", "-rf", self.path("install")], check=True)
                self.make_tree()
                self.link(path, target)
                before = site.mounts()
                done = subprocess.run(self.command("packimage", "bad"), text=True,
                                      capture_output=True, timeout=120, check=False)
                print(f"{path} -> {target}: {done.returncode}", done.stderr.strip())
                self.assertIn(done.returncode, (0, site.FAILED), done.stderr)
                self.assertEqual(self.look_into_generations(), done.returncode == 0)
                if done.returncode:
                    self.assertIn("stateless packimage: bad: ", done.stderr)
                    self.assertIn(path.split("/")[-1] if path != MODULES else site.KERNEL,
                                  done.stderr)
                self.assertEqual(site.listing(self.canary), host, "the host was written")
                with open("/etc/passwd", "rb") as file:
                    self.assertEqual(file.read(), passwd)
                self.assertEqual(site.mounts(), before)
                left = [name for name in os.listdir(self.path("install/trees")) if name != "bad"]
                self.assertEqual(left, [])

    def mount_small(self, path, size):
        os.makedirs(path, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "none", path], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", path], check=True)

    def is_full(self, said):
        """Packing fails, says why, and leaves the disk as it was."""
        self.run_it("packimage", "bad", status=site.FAILED)
        self.has_said("stateless packimage: bad: ", said)
        self.assertEqual(glob.glob(self.path("install/netboot/bad/*")), [])
        self.assertEqual(glob.glob(self.path("install/netboot/bad/.*")), [])
        self.assertEqual(os.listdir(self.path("install/trees")), ["bad"])

    def large(self):
        self.write("install/trees/bad/rootimg/usr/large", os.urandom(24 * MEGABYTE))

    def test_a_full_install_disk_is_named(self):
        self.large()
        os.makedirs(self.path("install/netboot"), exist_ok=True)
        self.mount_small(self.path("install/netboot"), "8m")
        self.is_full("No space left on device")

    def test_a_full_scratch_disk_is_named(self):
        os.rename(self.path("install/trees"), self.path("moved"))
        self.mount_small(self.path("install/trees"), "2m")
        os.rmdir(self.path("moved/bad/rootimg/tmp"))
        subprocess.run(["cp", "-a", self.path("moved/bad"), self.path("install/trees")],
                       check=True)
        filler = os.open(self.path("install/trees/bad/filler"), os.O_WRONLY | os.O_CREAT)
        with self.assertRaises(OSError):
            while True:
                os.write(filler, bytes(4096))
        os.close(filler)
        self.is_full(self.path("install/trees"))
        self.has_said("No space left on device")

    def test_without_a_tree_the_command_to_type_is_named(self):
        subprocess.run(["rm", "-rf", self.path("install")], check=True)
        self.run_it("packimage", "bad", status=site.FAILED)
        self.has_said("image bad has no tree yet: run `stateless genimage bad` first")
        self.nothing_is_left()


if __name__ == "__main__":
    site.need("mksquashfs", "unsquashfs", "unshare", "zstd")
    site.in_own_mounts()
    site.main()
