#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/exact/exact.py METHOD [SEED...] - is what a method carries the tree?

A tree with every kind of inode is packed by the program, brought back by other means than
those that packed it, and compared field by field.  Whatever differs must have been counted
and named while packing, or stand in the method's manual; and what was counted must differ.
"""
import contextlib
import ctypes
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "faults"))
import small_site  # noqa: E402
import tree  # noqa: E402

BUILD, SOURCE = os.environ["BUILD_DIR"], os.environ["SOURCE_DIR"]
METHOD = sys.argv[1]
SEEDS = [int(seed) for seed in sys.argv[2:]] or [1, 2]
TREE = "install/trees/c/rootimg"
VERSION = "6.1.0-test"
TOOLS = {"squashfs": ("mksquashfs", "unsquashfs"), "readonly": ("mksquashfs", "unsquashfs"),
         "erofs": ("mkfs.erofs",)}
CONFIG = "".join(f"CONFIG_{name}=y\n" for name in (
    "SQUASHFS SQUASHFS_ZSTD SQUASHFS_XATTR BLK_DEV_LOOP OVERLAY_FS RD_ZSTD EROFS_FS EROFS_FS_ZIP "
    "EROFS_FS_XATTR EROFS_FS_SECURITY EROFS_FS_POSIX_ACL TMPFS TMPFS_XATTR TMPFS_POSIX_ACL NFS_FS "
    "NFS_V4").split())
BUILTIN = "".join(f"kernel/fs/{name}.ko\n" for name in (
    "squashfs/squashfs", "overlayfs/overlay", "erofs/erofs", "nfs/nfs", "nfs/nfsv4", "nfs/nfsv3",
    "nfs_common/grace")) + "kernel/drivers/block/loop.ko\nkernel/net/sunrpc/sunrpc.ko\n"
NOT_KEPT_BY_PAGE = {  # what is lost without a word while packing -> what the manual says of it
    "ramdisk": {}, "nfs": {}, "erofs": {}, "squashfs": {"time": "whole seconds"},
    "readonly": {"time": "whole seconds"}}


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def run(*argv):
    return subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, timeout=200)


def mount(source, target, kind, flags, options=""):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), f"cannot mount {source}")


def may_be_tried(folder):
    if os.geteuid() != 0:
        skip("needs root")
    for tool in TOOLS.get(METHOD, ()):
        if not shutil.which(tool):
            skip(f"there is no {tool}")
    try:
        os.setxattr(folder, "trusted.t", b"")
        os.setxattr(folder, "system.posix_acl_access", tree.ACL)
    except OSError as error:
        skip(f"{folder} holds no ACLs or trusted attributes: {error}")


class Packed:
    """A site whose only image is of the tree, packed."""

    def __init__(self, folder, seed, options="", **make):
        os.mkdir(folder)
        self.site = small_site.Site(BUILD, folder)
        self.site.make()
        self.site.run("genimage", "c")
        self.tree = os.path.join(self.site.root, TREE)
        self.write("boot/config-" + VERSION, CONFIG)
        self.write(f"lib/modules/{VERSION}/modules.builtin", BUILTIN)
        conf = os.path.join(self.site.root, "etc/stateless/images.d/c.conf")
        with open(conf, "r+", encoding="utf-8") as file:
            text = file.read()
            file.seek(0)
            file.write(text.replace('platforms', options + "\n  platforms", 1))
        tree.make(self.tree + "/exact", seed, **make)

    def write(self, name, text):
        with open(os.path.join(self.tree, name), "w", encoding="utf-8") as file:
            file.write(text)

    def pack(self, must_work=True):
        words = self.site.words("packimage", "-m", METHOD, "c")
        done = subprocess.run([BUILD + "/stateless", *words], capture_output=True, timeout=250,
                              check=False)
        self.said = (done.stdout + done.stderr).decode(errors="replace")
        assert (done.returncode == 0) == must_work, self.said
        link = os.path.join(self.site.root, "install/netboot/c/current." + METHOD)
        self.generation = os.path.realpath(link)
        return os.path.basename(self.generation)

    def counted(self, pattern):
        """How many files packimage said to be so, and which it named."""
        found = re.search(pattern, self.said, re.DOTALL)
        return (int(found.group(1)), found.group(2)) if found else (0, None)


@contextlib.contextmanager
def brought_back(packed, folder):
    """Yields the ways in which the tree is there again."""
    os.makedirs(folder)
    yield {"ramdisk": from_archive, "squashfs": from_squashfs, "readonly": from_squashfs,
           "erofs": from_erofs, "nfs": from_export}[METHOD](packed, folder)


def from_archive(packed, folder):
    mount("exact", folder, "tmpfs", 0, "mode=0755")
    run(BUILD + "/exact/unpack_archive", packed.generation + "/root.tar.zst", folder)
    yield "the node program's reader, in a tmpfs", folder


def mounted(image, folder, kind):
    os.makedirs(folder)
    return subprocess.run(["mount", "-t", kind, "-o", "loop,ro", image, folder],
                          capture_output=True, timeout=60, check=False)


def from_image(image, folder, kind):
    done = mounted(image, folder + "/mounted", kind)
    if done.returncode == 0:
        yield "the kernel's " + kind, folder + "/mounted"
    else:
        print(f"not mounted: {done.stderr.decode().strip()}")


def output_of(packed, ending):
    return next(os.path.join(packed.generation, name) for name in os.listdir(packed.generation)
                if name.endswith(ending))


def from_squashfs(packed, folder):
    image = output_of(packed, "squashfs")
    run("unsquashfs", "-no-progress", "-strict-errors", "-d", folder + "/out", image)
    yield "unsquashfs", folder + "/out"
    yield from from_image(image, folder, "squashfs")


def from_erofs(packed, folder):
    yield from from_image(output_of(packed, "erofs"), folder, "erofs")


def from_export(packed, folder):
    """The export drops what the node sets by the list; here the list alone brings it."""
    subprocess.run(["cp", "-a", packed.generation + "/root/exact", folder], check=True, timeout=100)
    carried = set()
    with open(packed.generation + "/rootimg.nfs.attributes", encoding="ascii") as file:
        lines = [line.split() for line in file]
    for path in tree.read(folder + "/exact"):
        full = os.path.join(os.fsencode(folder) + b"/exact", path)
        for name in os.listxattr(full, follow_symlinks=False):
            if name == "security.capability" or name.startswith("system.posix_acl_"):
                carried.add((name, path))
                os.removexattr(full, name, follow_symlinks=False)
    for name, value, path in lines:
        plain = re.sub(rb"\\(\d{3})", lambda octal: bytes([int(octal.group(1), 8)]), path.encode())
        os.setxattr(os.path.join(os.fsencode(folder), plain), name, bytes.fromhex(value),
                    follow_symlinks=False)
    assert carried, "the tree has no attribute that NFS does not carry"
    yield "the export and its list of attributes", folder


def times_of(before, test):
    return {path for path, fields in before.items() if test(fields["time"])}


def with_field(before, start):
    return {path for path, fields in before.items() if any(f.startswith(start) for f in fields)}


SOCKETS = r"sockets.*?(\d+) files.*?one is /exact/([^\n;]*)"


def losses(before):
    """(pattern of packimage's words, fields, paths): what is said to be lost, and is."""
    sockets = {path for path, fields in before.items() if fields["type"] == 0o140000}
    if METHOD == "ramdisk":
        # This host's tmpfs holds user.*: the count is for the kernel of the image.
        return [(r"user\.\*.*?(\d+) files.*?one is /exact/([^\n;]*?)(?: \(|\n)", None,
                 with_field(before, "user.")), (SOCKETS, ("existence",), sockets)]
    if METHOD == "erofs":
        return [(r"erofs: (\d+) files have a time before.*?one is /exact/([^\n;]*)", ("time",),
                 times_of(before, lambda ns: ns < 0))]
    if METHOD == "nfs":
        return []
    far = times_of(before, lambda ns: ns // 10**9 not in range(2**32))
    return [(r"(\d+) files have a time out.*?one is /exact/([^\n;]*)", ("time",), far),
            (r"POSIX ACLs: (\d+) files.*?one is /exact/([^\n;]*)",
             ("system.posix_acl_access", "system.posix_acl_default"),
             with_field(before, "system.posix_acl_"))]


def page():
    method = "squashfs" if METHOD == "readonly" else METHOD
    with open(f"{SOURCE}/plugins/{method}/stateless-{method}.5", encoding="utf-8") as file:
        return file.read()


def expect(packed, before, after, way):
    found, expected = tree.differences(before, after), {}
    for pattern, fields, paths in losses(before):
        if pattern:
            count, example = packed.counted(pattern)
            assert count == len(paths), (way, pattern, count, sorted(paths), packed.said)
            assert os.fsencode(example or "") in paths or not paths, (way, example)
        for path in paths:
            for field in (f for f in fields or () if f == "existence" or f in before[path]):
                expected.setdefault(field, set()).add(path)
    for field, words in NOT_KEPT_BY_PAGE[METHOD].items():
        assert words in page(), f"the manual does not say: {words}"
        if field == "time":
            parts = times_of(before, lambda ns: ns % 10**9)
            expected["time"] = expected.get("time", set()) | parts
    if way.startswith("the kernel's"):  # st_blocks of a read-only image says nothing
        for fields in (found, expected):
            fields.pop("holes", None)
    for field in found.keys() | expected.keys():
        one, two = found.get(field, set()), expected.get(field, set())
        assert one == two, (f"{way}: {field}: differs and was not told: {sorted(one - two)[:9]}; "
                            f"was told and is the same: {sorted(two - one)[:9]}")
    print(f"{way}: {len(before)} entries,",
          ", ".join(f"{field} lost by {len(paths)}" for field, paths in found.items()) or "equal")


def carries(folder, seed, **make):
    packed = Packed(f"{folder}/{seed}", seed, **make)
    before = tree.read(packed.tree + "/exact")
    packed.pack()
    assert not tree.differences(before, tree.read(packed.tree + "/exact")), "packing changed the tree"
    with brought_back(packed, f"{folder}/{seed}/back") as ways:
        for way, top in ways:
            expect(packed, before, tree.read(top + "/exact"), way)
    return packed


def is_the_same_again(folder, packed, seed, **make):
    """Again; then from a copy elsewhere, by one thread."""
    first = packed.generation
    assert packed.pack() == os.path.basename(first), "packed again, it is another generation"
    other = Packed(f"{folder}/elsewhere", seed, **make)
    run("cp", "-a", "--sparse=auto", "-T", packed.tree, f"{folder}/copy")
    run("rm", "-rf", "--one-file-system", other.tree)
    os.rename(f"{folder}/copy", other.tree)
    os.sched_setaffinity(0, {random.choice(sorted(os.sched_getaffinity(0)))})
    assert other.pack() == os.path.basename(first), "elsewhere, it is another generation"
    print("again, and elsewhere by one processor: the same generation")


def refuses_longest(folder):
    packed = Packed(f"{folder}/longest", 0, has_huge=False)
    packed.pack(must_work=False)
    assert "/exact/" + tree.LONGEST.decode() in packed.said, packed.said
    assert "names of 255 bytes" in page()


def main():
    os.unshare(os.CLONE_NEWNS) if hasattr(os, "unshare") else ctypes.CDLL(None).unshare(0x20000)
    mount("none", "/", "none", 0x44000)  # private, recursively
    with tempfile.TemporaryDirectory(prefix="sl-exact-") as folder:
        may_be_tried(folder)
        print("seeds", *SEEDS)
        make = {"has_longest": METHOD != "erofs"}
        try:
            for seed in SEEDS:
                make["has_huge"] = seed == SEEDS[0] and METHOD != "erofs"  # minutes there
                packed = carries(folder, seed, **make)
            is_the_same_again(folder, packed, seed, **make)
            if METHOD == "erofs":
                refuses_longest(folder)
        finally:
            for place in [f"{folder}/{seed}/back{end}" for seed in SEEDS for end in ("", "/mounted")]:
                ctypes.CDLL(None).umount2(place.encode(), 2)


main()
