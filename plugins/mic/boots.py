# SPDX-License-Identifier: BSD-2-Clause
"""A packed image, unpacked by a real kernel: base, overlay and a card's own files.

No emulator runs k1om: the only program in this base image is an x86-64 busybox (which is
warned about, since it is the base's), and a kernel of Debian unpacks the image.  An archive
that does not begin at a multiple of 4 must be lost.
"""

import concurrent.futures
import glob
import gzip
import os
import shutil
import subprocess
import sys
import tempfile

import standin

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins", "lib"))
from loader_boot import Packages, run, skip  # pylint: disable=wrong-import-position

BUILD = os.environ["BUILD_DIR"]
BUSYBOX = "/bin/busybox"
SECONDS = 150
INIT = """#!/bin/busybox sh
export PATH=/bin
busybox mkdir -p /proc /sys
busybox mount -t proc proc /proc
busybox mount -t devtmpfs dev /dev 2>/dev/null
say() { echo "MARK $*" >/dev/console; }
say hostname $(busybox cat /etc/hostname)
say motd $(busybox cat /etc/motd)
say base $(busybox cat /etc/base)
say link $(busybox readlink /etc/rc5.d/S50site)
say site $(/etc/init.d/site)
say node $(busybox stat -c '%F %a %u %g %t %T' /nodes/mymem)
say fifo $(busybox stat -c '%F %a %u %g' /run/app.fifo)
say app $(busybox stat -c '%a %u %g %h' /opt/app/bin/app)
say again $(busybox stat -c '%a %u %g %h' /opt/app/bin/again)
say tmp $(busybox stat -c '%a' /scratch)
say end
echo 1 2>/dev/null >/sys/class/micnotify/notify/host_notified
busybox poweroff -f
"""
FILELIST = """# as in the vendor's manual
dir /opt 0755 0 0
file /opt/app/bin/app app 4755 0 0
file /etc/init.d/site site 0755 0 0
slink /etc/rc5.d/S50site ../init.d/site 0777 0 0
nod /nodes/mymem 0640 0 9 c 1 1
pipe /run/app.fifo 0600 1000 1000
dir /scratch 1777 0 0
file /etc/motd motd 0644 0 0
"""
CONF = """image "phi" {
  distro = "mic" version = "4" arch = "k1om" profile = "compute" method = "mic"
  postinstall = { "link" }
  mic { kernel = "kernel" base = "base.cpio.gz" overlaydir = "overlays" overlays = { "site" } }
}
"""
SHARED = ["motd overlay motd", "base only here", "link ../init.d/site", "site SITE_STARTED",
          "node character special file 640 0 9 1 1", "fifo fifo 600 1000 1000",
          "app 4755 0 0 2", "again 4755 0 0 2", "tmp 1777", "end"]


def base():
    with open(BUSYBOX, "rb") as file:
        busybox = file.read()
    entries = [(name, 0o40755, b"", (0, 0), 2) for name in ("bin", "dev", "etc", "proc", "sys")]
    entries += [("init", 0o100755, INIT.encode()), ("bin/busybox", 0o100755, busybox),
                ("bin/sh", 0o120777, b"busybox\0"),
                ("dev/console", 0o20600, b"", (0, 0), 1, (5, 1)),
                ("etc/passwd", 0o100644, b"root:x:0:0:root:/root:/bin/sh\n"),
                ("etc/hostname", 0o100644, b"from-base\n"),
                ("etc/motd", 0o100644, b"base motd\n"),
                ("etc/base", 0o100644, b"only here\n")]
    return gzip.compress(standin.archive(entries))


def make_site(root):
    images = root + "/etc/stateless/images.d/"
    os.makedirs(images + "overlays/site")
    for name, data in (("phi.conf", CONF.encode()), ("base.cpio.gz", base()),
                       ("kernel", standin.bzimage()),
                       ("link", b'#!/bin/sh\nln "$IMG_ROOTIMGDIR"/opt/app/bin/app '
                                b'"$IMG_ROOTIMGDIR"/opt/app/bin/again\n'),
                       ("overlays/site.filelist", FILELIST.encode()),
                       ("overlays/site/app", b"#!/bin/sh\n"),
                       ("overlays/site/motd", b"overlay motd\n"),
                       ("overlays/site/site", b"#!/bin/sh\necho SITE_STARTED\n")):
        with open(images + name, "wb") as file:
            file.write(data)
        os.chmod(images + name, 0o755 if name == "link" else 0o644)


def boot(folder, name, kernel, initrd):
    """What the machine says: its marks, and all of the console."""
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(initrd)
    subprocess.run(
        ["timeout", "-k", "5", str(SECONDS), "qemu-system-x86_64", "-accel", "tcg", "-m", "512",
         "-nodefaults", "-nographic", "-no-reboot", "-serial", f"file:{path}.console",
         "-kernel", kernel, "-initrd", path, "-append",
         "quiet root=ramfs console=ttyS0 rdinit=/init panic=5 loglevel=4"],
        stdin=subprocess.DEVNULL, timeout=SECONDS + 20, check=False)
    with open(path + ".console", encoding="utf-8", errors="replace") as file:
        text = file.read().replace("\r", "")
    # the firmware leaves the first line begun
    return [line.split("MARK ", 1)[1] for line in text.splitlines() if "MARK " in line], text


def expect(name, found, wanted):
    marks, text = found
    if marks != wanted:
        raise AssertionError(f"{name}:\n{marks}\nwanted\n{wanted}\n{text[-3000:]}")


def main():
    if os.geteuid() != 0:
        skip("building images needs root")
    for program in (BUSYBOX, "qemu-system-x86_64"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
    if "statically linked" not in run("file", "-L", BUSYBOX):
        skip(f"{BUSYBOX} is not static: install busybox-static")
    tree = Packages("amd64").tree("linux-image-cloud-amd64")
    kernel = sorted(glob.glob(tree + "/boot/vmlinuz-*cloud*"))[-1]
    with tempfile.TemporaryDirectory(prefix="stateless-mic-") as root:
        make_site(root)
        for words in (("genimage", "phi"), ("packimage", "phi")):
            run(os.path.join(BUILD, "stateless"), "--root", root, *words)
        current = root + "/install/netboot/phi/current/"
        with open(current + "initrd", "rb") as file:
            packed = file.read()
        with open(current + "shared.cpio", "rb") as file:
            shared = file.read()
        card = standin.archive([("etc", 0o40755, b"", (0, 0), 2),
                                ("etc/hostname", 0o100644, b"n001-mic0\n")])
        images = {"joined": gzip.compress(shared + card), "members": packed + gzip.compress(card),
                  "misaligned": gzip.compress(shared + b"\0\0" + card)}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            found = dict(zip(images, pool.map(
                lambda name: boot(root, name, kernel, images[name]), images)))
    for name in ("joined", "members"):
        expect(name, found[name], ["hostname n001-mic0"] + SHARED)
    # the kernel says so, and goes on without what is behind
    expect("misaligned", found["misaligned"], ["hostname from-base"] + SHARED)
    if "broken padding" not in found["misaligned"][1]:
        raise AssertionError(found["misaligned"][1][-3000:])
    print("base, overlay and card's files are unpacked; a misaligned archive is lost")


if __name__ == "__main__":
    main()
