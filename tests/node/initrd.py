# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/node/initrd.py - a tiny initrd: the node program, its index, the modules it needs."""
import glob
import os
import stat

ALWAYS = ["loop", "overlay", "squashfs"]
DRIVERS = ["virtio_pci", "virtio_net"]


def name_of(path):
    return os.path.basename(path).split(".ko")[0].replace("-", "_")


def read_dependencies(folder):
    """{module: (path, [paths in the order to load])}; modules.dep lists the nearest first"""
    found = {}
    with open(os.path.join(folder, "modules.dep")) as lines:
        for line in lines:
            path, _, needs = line.strip().partition(":")
            found[name_of(path)] = (path, needs.split()[::-1])
    return found


def read_aliases(folder, wanted):
    with open(os.path.join(folder, "modules.alias")) as lines:
        for line in lines:
            words = line.split()
            if words[0] == "alias" and words[2] in wanted:
                yield words[2], words[1]


class Cpio:
    """newc, as the kernel's Documentation/driver-api/early-userspace/buffer-format.rst"""

    def __init__(self):
        self.data = bytearray()
        self.inode = 0

    def add(self, name, mode, content=b""):
        self.inode += 1
        fields = [self.inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        self.data += b"070701" + b"".join(b"%08x" % field for field in fields)
        self.data += name.encode() + b"\0"
        self.pad()
        self.data += content
        self.pad()

    def pad(self):
        self.data += b"\0" * (-len(self.data) % 4)

    def finish(self):
        self.add("TRAILER!!!", 0)
        return bytes(self.data)


def make(tree, program, run=None):
    """run: a program that becomes /sl/run"""
    folder = glob.glob(os.path.join(tree, "usr/lib/modules/*"))[0]
    dependencies = read_dependencies(folder)
    cpio = Cpio()
    for name in ("dev", "sl", "sl/ko"):
        cpio.add(name, stat.S_IFDIR | 0o755)
    with open(program, "rb") as file:
        cpio.add("init", stat.S_IFREG | 0o755, file.read())
    if run:
        with open(run, "rb") as file:
            cpio.add("sl/run", stat.S_IFREG | 0o755, file.read())
    lines = ["stateless-modules 1 " + os.path.basename(folder)]
    modules = set()

    def carry(name):
        if name in modules or name not in dependencies:
            return
        path, needs = dependencies[name]
        for need in needs:
            carry(name_of(need))
        modules.add(name)
        with open(os.path.join(folder, path), "rb") as file:
            cpio.add("sl/ko/%s.ko" % name, stat.S_IFREG | 0o644, file.read())
        lines.append(" ".join(["module", name, "/sl/ko/%s.ko" % name] +
                              [name_of(need) for need in needs]))

    for name in ALWAYS + DRIVERS:
        carry(name)
    lines += ["alias %s %s" % pair for pair in read_aliases(folder, modules)]
    lines += ["load " + name for name in ALWAYS if name in modules]
    cpio.add("sl/modules", stat.S_IFREG | 0o644, ("\n".join(lines) + "\n").encode())
    return cpio.finish()
