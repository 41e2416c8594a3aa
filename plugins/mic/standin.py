# SPDX-License-Identifier: BSD-2-Clause
"""Stand-ins for the vendor's files, which nobody may give away.

standin.py FOLDER writes bzImage-knightscorner, System.map-knightscorner and
initramfs-knightscorner.cpio.gz: right in form, with nothing in them that runs.
"""

import gzip
import os
import struct
import sys
import zlib

K1OM, X86_64, I386 = 181, 62, 3
VERSION = "2.6.38.8+mpss3.8.6"
BASE = 0x400000
LOADER = "/lib64/ld-linux-k1om.so.2"
PT_LOAD, PT_DYNAMIC, PT_INTERP = 1, 2, 3
DT_NULL, DT_NEEDED, DT_STRTAB, DT_STRSZ, DT_RPATH = 0, 1, 5, 10, 15


def elf(machine=K1OM, interpreter=None, needed=(), rpath=None):
    """An ELF file of 64 bits: headers, and a dynamic section if it needs anything."""
    strings, tags = b"\0", []
    for tag, text in [(DT_NEEDED, name) for name in needed] + [(DT_RPATH, rpath)] * bool(rpath):
        tags.append((tag, len(strings)))
        strings += text.encode() + b"\0"
    count = 1 + bool(interpreter) + bool(tags)
    body_at = 64 + 56 * count
    interp = interpreter.encode() + b"\0" if interpreter else b""
    strings_at = body_at + len(interp)
    dynamic_at = strings_at + len(strings)
    tags += [(DT_STRTAB, BASE + strings_at), (DT_STRSZ, len(strings)), (DT_NULL, 0)]
    dynamic = b"".join(struct.pack("<QQ", *tag) for tag in tags) if len(tags) > 3 else b""
    body = interp + strings + dynamic

    def segment(kind, at, size):
        return struct.pack("<IIQQQQQQ", kind, 5, at, BASE + at, BASE + at, size, size, 8)

    segments = segment(PT_LOAD, 0, body_at + len(body))
    if interp:
        segments += segment(PT_INTERP, body_at, len(interp))
    if dynamic:
        segments += segment(PT_DYNAMIC, dynamic_at, len(dynamic))
    head = b"\x7fELF" + bytes([2, 1, 1, 0]) + bytes(8)
    head += struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, BASE, 64, 0, 0, 64, 56, count, 64, 0, 0)
    return head + segments + body


def bzimage(machine=K1OM, version=VERSION, pack=None, loadflags=1, magic=b"HdrS"):
    """A kernel in the form of Documentation/arch/x86/boot.rst."""
    payload = elf(machine) + bytes(4096)
    setup = bytearray(1024)
    setup[0x1f1] = 1
    setup[0x1fe:0x200] = b"\x55\xaa"
    setup[0x202:0x206] = magic
    setup[0x206:0x208] = struct.pack("<H", 0x20a)
    setup[0x211] = loadflags
    text = f"{version} (build@site) #1 SMP\0".encode() if version else b""
    setup[0x20e:0x210] = struct.pack("<H", 0x100 if version else 0)
    setup[0x300:0x300 + len(text)] = text
    packed = (pack or (lambda data: gzip.compress(data, mtime=0)))(payload)
    return bytes(setup) + b"\x90" * 512 + packed


def member(number, name, mode, data=b"", owner=(0, 0), links=1, device=(0, 0), on=(3, 1)):
    """An entry of a newc archive."""
    fields = (number, mode, *owner, links, 0, len(data), *on, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields)
    text = head + name.encode() + b"\0"
    text += bytes(-len(text) % 4)
    return text + data + bytes(-len(data) % 4)


def archive(entries, block=512):
    """entries: (name, mode with type, data, ...) as member() takes them."""
    text = b"".join(member(721 + i, *entry) for i, entry in enumerate(entries))
    text += member(0, "TRAILER!!!", 0, on=(0, 0))
    return text + bytes(-len(text) % block)


def base_entries(machine=K1OM):
    """The files of a base image, by halves like the vendor's."""
    loader = LOADER if machine == K1OM else "/lib64/ld-linux-x86-64.so.2"
    program = elf(machine, loader, ["libc.so.6"])
    folders = ("bin", "dev", "etc", "etc/init.d", "lib64", "proc", "root", "sbin", "sys", "tmp")
    entries = [(name, 0o40755, b"", (0, 0), 2) for name in folders]
    entries += [
        ("init", 0o100755, b"#!/bin/sh\nexec /sbin/init\n"),
        ("bin/busybox", 0o104755, program),
        ("bin/sh", 0o120777, b"busybox\0"),
        ("sbin/init", 0o120777, b"../bin/busybox\0"),
        (loader[1:], 0o100755, elf(machine)),
        ("lib64/libc.so.6", 0o100755, elf(machine, needed=[os.path.basename(loader)])),
        ("dev/console", 0o20600, b"", (0, 0), 1, (5, 1)),
        ("etc/passwd", 0o100644, b"root:x:0:0:root:/root:/bin/sh\n"),
        ("etc/shadow", 0o100600, b"root:*:::::::\n"),
        ("etc/group", 0o100644, b"root:x:0:\n"),
        ("etc/init.d/mpssboot", 0o100755,
         b"#!/bin/sh\necho 1 > /sys/class/micnotify/notify/host_notified\n"),
    ]
    return entries


def base(machine=K1OM, more=()):
    return gzip.compress(archive(base_entries(machine) + list(more)), mtime=0)


def write(folder, machine=K1OM):
    os.makedirs(folder, exist_ok=True)
    for name, data in (("bzImage-knightscorner", bzimage(machine)),
                       ("System.map-knightscorner", b"ffffffff81000000 T _text\n"),
                       ("initramfs-knightscorner.cpio.gz", base(machine))):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


def zlib_payload(data):
    """Not gzip: what a kernel packed otherwise looks like to the driver."""
    return b"\xfd7zXZ\0" + zlib.compress(data)


if __name__ == "__main__":
    write(sys.argv[1])
