# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree with every kind of inode, some by name and some at random, and what each is."""

import errno
import hashlib
import os
import random
import socket
import stat
import struct

BLOCK = 1 << 16
HUGE = b"five gigabytes, sparse"
LONGEST = b"n" * 255  # what a name may be
TIMES = {b"1969": -86400 * 10**9, b"1969 and a half": -86400 * 10**9 + 5 * 10**8, b"zero": 0,
         b"2038": (1 << 31) * 10**9 + 1, b"2106": (1 << 32) * 10**9 - 10**9,
         b"2107": 4323456000 * 10**9 + 999999999}
NAMES = (b"a\nb", b"back\\slash", b"tab\there", b".dot", b"-dash", b"space ", b" space", b"n\xff\xfe",
         b"\xc3\xa4", b"quote\"'", b"*?[]", b"#=%", b"\x01\x7f", b"...")


def acl(*entries):
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NOBODY = 0xffffffff
ACL = acl((1, 6, NOBODY), (2, 7, 70000), (4, 5, NOBODY), (16, 7, NOBODY), (32, 0, NOBODY))
CAPABILITY_2 = struct.pack("<IIIII", 0x02000001, 1 << 13, 0, 0, 0)
CAPABILITY_3 = struct.pack("<IIIIII", 0x03000000, 1 << 10, 0, 0, 0, 100000)
ATTRIBUTES = (
    ("capability 2", "security.capability", CAPABILITY_2),
    ("capability 3", "security.capability", CAPABILITY_3),
    ("user", "user.small", b"value"), ("user empty", "user.empty", b""),
    ("user binary", "user.binary", b"\0a\0\xff=\n"), ("user large", "user.large", b"\0x" * 1900),
    ("security", "security.other", b"\0\xff"), ("label", "security.selinux", b"u:object_r:t:s0\0"),
    ("trusted", "trusted.binary", b"\0\n=\xff"), ("trusted large", "trusted.large", b"t\0" * 1900),
    ("access", "system.posix_acl_access", ACL))


class Maker:
    def __init__(self, top, seed):
        self.top, self.random = os.fsencode(top), random.Random(seed)

    def path(self, name):
        return os.path.join(self.top, name)

    def folder(self, name, mode=0o755):
        os.makedirs(self.path(name), exist_ok=True)
        os.chmod(self.path(name), mode)

    def file(self, name, data=b"data", mode=0o644):
        with open(self.path(name), "wb") as file:
            file.write(data)
        os.chmod(self.path(name), mode)

    def sparse(self, name, size, *places):
        with open(self.path(name), "wb") as file:
            file.truncate(size)
            for place in places:
                os.pwrite(file.fileno(), b"data", place)

    def attribute(self, name, attribute, value):
        os.setxattr(self.path(name), attribute, value, follow_symlinks=False)

    def modes(self):
        for mode in (0, 0o600, 0o4755, 0o2755, 0o6711, 0o1644, 0o7777):
            self.file(b"mode %o" % mode, b"x" * mode, mode)
            self.folder(b"folder %o" % mode, mode)
        for number in (65535, 65536, 70000, 2**31, 2**32 - 2):
            self.file(b"owner %d" % number)
            os.chown(self.path(b"owner %d" % number), number, number - 1)

    def specials(self):
        for name, kind, major, minor in ((b"null", stat.S_IFCHR, 1, 3), (b"far", stat.S_IFCHR, 511, 700000),
                                         (b"disk", stat.S_IFBLK, 259, 1048575)):
            os.mknod(self.path(name), kind | 0o640, os.makedev(major, minor))
        os.mkfifo(self.path(b"fifo"), 0o620)
        here = os.open(self.top, os.O_RDONLY | os.O_DIRECTORY)
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(b"/proc/self/fd/%d/socket" % here)
        os.close(here)
        for name, target in ((b"relative", b"mode 600"), (b"dangling", b"/no/such\xff"),
                             (b"long target", b"t" * 4000), (b"newline target", b"a\nb")):
            os.symlink(target, self.path(name))
        for name in (b"mode 600", b"relative", b"far", b"fifo"):
            os.link(self.path(name), self.path(b"folder 600/" + name), follow_symlinks=False)
            os.link(self.path(name), self.path(b"hard " + name), follow_symlinks=False)

    def attributes(self):
        for name, attribute, value in ATTRIBUTES:
            self.file(name.encode())
            self.attribute(name.encode(), attribute, value)
        self.folder(b"inherits")
        self.attribute(b"inherits", "system.posix_acl_default", ACL)
        self.attribute(b"dangling", "security.selinux", b"of a link\0")
        self.attribute(b"disk", "trusted.device", b"d")
        self.attribute(b"folder 7777", "user.folder", b"f")

    def names(self, has_longest):
        deep = b"/".join([b"deep" * 5] * 60)
        self.folder(deep)
        self.file(deep + b"/file")
        for name in NAMES + ((LONGEST,) if has_longest else ()):
            self.file(name, name)
        self.folder(b"many")
        for number in range(3000):
            self.file(b"many/%d" % number, b"")

    def contents(self, has_huge):
        self.file(b"empty", b"")
        self.file(b"noise", self.random.randbytes(300001))
        self.file(b"zeros", bytes(200000))
        self.sparse(b"hole", 4 << 20)
        self.sparse(b"hole at first", 1 << 20, (1 << 20) - 4)
        self.sparse(b"holes", 9 << 20, 0, 3 << 20, 8 << 20)
        if has_huge:
            self.sparse(HUGE, 5 << 30, 4 << 30)

    def by_chance(self):
        self.folder(b"chance")
        folders, files = [b"chance"], []
        for number in range(200):
            here, chance = self.random.choice(folders), self.random
            name = here + b"/%d" % number + bytes(chance.choice(range(1, 256))
                                                  for _ in range(20)).replace(b"/", b"_")
            kind = chance.choice(("file", "file", "file", "folder", "symlink", "fifo", "hard"))
            if kind == "folder":
                self.folder(name, chance.randrange(0o10000))
                folders.append(name)
            elif kind == "hard" and files:
                os.link(self.path(chance.choice(files)), self.path(name), follow_symlinks=False)
                continue
            elif kind == "symlink":
                os.symlink(chance.choice(NAMES), self.path(name))
            elif kind == "fifo":
                os.mkfifo(self.path(name))
            else:
                self.file(name, chance.randbytes(chance.choice((0, 1, 4095, 4096, 140000))))
            self.settle(name, kind)
            files += [name] if kind != "folder" else []

    def settle(self, name, kind):
        chance = self.random
        os.chown(self.path(name), chance.randrange(2**32 - 1), chance.randrange(2**32 - 1),
                 follow_symlinks=False)
        if kind != "symlink":
            os.chmod(self.path(name), chance.randrange(0o10000))
        self.attribute(name, "trusted.chance", chance.randbytes(chance.randrange(300)))
        time = chance.randrange(1, 2**32 * 10**9)
        os.utime(self.path(name), ns=(time, time), follow_symlinks=False)

    def times(self):
        for name, time in TIMES.items():
            self.file(name)
            os.utime(self.path(name), ns=(time, time))
        os.utime(self.path(b"dangling"), ns=(5, 5 * 10**9), follow_symlinks=False)
        # The folders' last, since what is made in one changes its time.
        for number, (folder, _, _) in enumerate(os.walk(self.top, topdown=False)):
            time = (10**9 + number) * 10**9 + number
            os.utime(folder, ns=(time, time))


def make(top, seed, has_longest=True, has_huge=True):
    os.mkdir(top)
    maker = Maker(top, seed)
    maker.modes()
    maker.specials()
    maker.attributes()
    maker.names(has_longest)
    maker.contents(has_huge)
    maker.by_chance()
    maker.times()


def content(path, size):
    """A digest that is the same whether zeros are stored or are a hole."""
    sha, at, zeros = hashlib.sha256(b"%d" % size), 0, bytes(BLOCK)
    with open(path, "rb", buffering=0) as file:
        while at < size:
            try:
                at = os.lseek(file.fileno(), at, os.SEEK_DATA) // BLOCK * BLOCK
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise
                break
            data = os.pread(file.fileno(), BLOCK, at)
            if data != zeros[:len(data)]:
                sha.update(b"%d:" % at + data)
            at += BLOCK
    return sha.hexdigest()


def look(path, status):
    kind = stat.S_IFMT(status.st_mode)
    found = {"type": kind, "mode": stat.S_IMODE(status.st_mode), "uid": status.st_uid,
             "gid": status.st_gid, "time": status.st_mtime_ns}
    for name in os.listxattr(path, follow_symlinks=False):
        found[name] = os.getxattr(path, name, follow_symlinks=False)
    if kind in (stat.S_IFCHR, stat.S_IFBLK):
        found["device"] = (os.major(status.st_rdev), os.minor(status.st_rdev))
    elif kind == stat.S_IFLNK:
        found["target"] = os.readlink(path)
    elif kind == stat.S_IFREG:
        found.update(size=status.st_size, content=content(path, status.st_size))
        found["holes"] = max(0, (status.st_size - status.st_blocks * 512) >> 20)  # blocks of packers are 128K
    return found


def read(top):
    """path -> field -> value of all below the folder, the names of an inode among them."""
    top, entries, inodes = os.fsencode(top), {}, {}
    for folder, folders, names in os.walk(top):
        for path in [folder] * (folder == top) + [os.path.join(folder, n) for n in folders + names]:
            status = os.lstat(path)
            name = os.path.relpath(path, top)
            entries[name] = look(path, status)
            if not stat.S_ISDIR(status.st_mode):
                inodes.setdefault(status.st_ino, []).append(name)
    for names in inodes.values():
        for name in names:
            entries[name]["names"] = sorted(names)
    return entries


def differences(first, second):
    """field -> paths where the two trees differ in it"""
    found = {}
    for path in first.keys() | second.keys():
        one, two = first.get(path), second.get(path)
        if one is None or two is None:
            found.setdefault("existence", set()).add(path)
            continue
        for field in one.keys() | two.keys():
            is_same = (one.get(field, 0) <= two.get(field, 0) if field == "holes"
                       else one.get(field) == two.get(field))
            if not is_same:
                found.setdefault(field, set()).add(path)
    return found
