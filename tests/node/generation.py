# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/node/generation.py - packs a tree into a generation as docs/design.md describes."""
import hashlib
import os
import subprocess

from server import CHUNK

ROOT = "/netboot/test/generation"
LEFT_OUT = ["boot", "vmlinuz*", "initrd*", "usr/share/doc", "usr/share/man",
            "usr/share/locale", "var/lib/apt", "var/cache", "proc/*", "sys/*", "dev/*",
            "run/*", "tmp/*"]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def newest(tree):
    """When anything in the tree was changed last: no packer can set an inode's ctime."""
    times = [os.lstat(tree).st_ctime]
    for base, folders, files in os.walk(tree):
        times += [os.lstat(os.path.join(base, name)).st_ctime for name in folders + files]
    return max(times)


def pack(tree, folder):
    image = os.path.join(folder, "root.squashfs")
    if not os.path.exists(image) or os.path.getmtime(image) < newest(tree):
        subprocess.run(["mksquashfs", tree, image + ".new", "-noappend", "-no-progress",
                        "-quiet", "-comp", "zstd", "-Xcompression-level", "3", "-mem",
                        "256M", "-wildcards", "-e"] + LEFT_OUT,
                       check=True, stdout=subprocess.DEVNULL)
        os.rename(image + ".new", image)
    with open(image, "rb") as file:
        return file.read()


def make(image, way="ram+squashfs", network="networkd", peak=0):
    """The files to serve, and the SHA-256 of the manifest."""
    chunks = "".join(sha256(image[at:at + CHUNK]) + "\n"
                     for at in range(0, len(image), CHUNK)).encode()
    manifest = "\n".join([
        "stateless-manifest 1", "image test", "method squashfs", "way " + way,
        "flags 0", "output root.squashfs",
        *(["words squashfs"] if way == "run" else []), "memory %d 1048576 %d" % (len(image), peak),
        "network " + network,
        "artefact 3 %d %s root.squashfs" % (len(image), sha256(image)),
        "artefact 8 %d %s root.squashfs.sha256" % (len(chunks), sha256(chunks)),
        "chunks root.squashfs root.squashfs.sha256", ""]).encode()
    files = {ROOT + "/manifest": manifest, ROOT + "/root.squashfs": image,
             ROOT + "/root.squashfs.sha256": chunks}
    return files, sha256(manifest)
