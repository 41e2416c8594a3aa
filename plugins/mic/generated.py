# SPDX-License-Identifier: BSD-2-Clause
"""The second archive of an image, compared with what the kernel's own gen_init_cpio makes.

It is given the filelist of the overlay, with the files' names in front, and must write the
same bytes: same inode numbers, order, times and padding.
"""

import gzip
import os
import shutil
import subprocess
import sys
import unittest

import imagesite
import standin
from imagesite import run

TOOL = imagesite.BUILD + "/gen_init_cpio"
# In the order of an archive: a folder before what is in it, names by their bytes.
LIST = """dir /dev/mic 0750 0 9
nod /dev/mic/block 0660 0 6 b 8 17
nod /dev/mic/char 0640 0 9 c 1 1
dir /opt 0755 0 0
dir /opt/site 2775 3 4
file /opt/site/data data 0644 1000 1000
file /opt/site/empty empty 0600 0 0
pipe /opt/site/fifo 0600 1000 1000
slink /opt/site/link ../site/run 0777 0 0
file /opt/site/run run 6755 3 4
sock /opt/site/socket 0600 0 0
dir /scratch 1777 0 0
"""
HARD_LINK = "file /opt/site/run run 6755 3 4 /opt/site/run2"
# What packimage puts into every image, here only to have all of the archive.
ALWAYS = (("file", "etc/machine-id", "0444 0 0"), ("file", "etc/shadow", "0600 0 0"),
          ("dir", "run", "0755 0 0"))


class Generated(imagesite.Site):
    def overlay(self):
        for name, data in (("data", b"1234567"), ("empty", b""), ("run", standin.elf())):
            self.write("mic/overlays/more/" + name, data)
        self.write("mic/overlays/more.filelist", LIST.encode())
        self.edit('{ "site" }', '{ "more" }')

    def second(self):
        """The second archive, from its first byte to its padding."""
        return self.current("shared.cpio")[len(gzip.decompress(standin.base())):]

    def generate(self, archive, more=()):
        """What gen_init_cpio makes of the list, and of what packimage adds."""
        into = self.root + "/unpacked"
        os.mkdir(into)
        run("cpio", "-idu", "--quiet", input=archive, cwd=into)
        lines = [(line.split()[1][1:], line) for line in LIST.splitlines()]
        for old, new in more:
            lines = [(path, line.replace(old, new)) for path, line in lines]
        lines = [(path, line if line.split()[0] != "file" else
                  line.replace(f" {line.split()[2]} ",
                               f" {self.images}/mic/overlays/more/{line.split()[2]} ", 1))
                 for path, line in lines]
        for kind, path, rest in ALWAYS:
            source = f" {into}/{path}" if kind == "file" else ""
            lines.append((path, f"{kind} /{path}{source} {rest}"))
        lines.sort(key=lambda pair: pair[0].encode().split(b"/"))
        self.write("list", "".join(line + "\n" for _, line in lines).encode())
        for _, line in lines:
            if line.startswith("file"):
                os.utime(line.split()[2], (0, 0))
        return run(TOOL, "-t", "0", self.images + "/list").stdout

    def test_bytes_are_those_of_the_kernels_own_writer(self):
        self.overlay()
        self.build()
        archive = self.second()
        self.assertEqual(self.generate(archive), archive)

    def test_hard_links_are_written_as_the_kernels_own_writer_does(self):
        self.overlay()
        self.write("link", b"#!/bin/sh\ncd \"$IMG_ROOTIMGDIR/opt/site\" && ln run run2\n", 0o755)
        self.edit('profile     = "compute"', 'profile = "compute" packscripts = { "link" }')
        self.build()
        archive = self.second()
        self.assertEqual(self.generate(archive, [(HARD_LINK.rsplit(" ", 1)[0], HARD_LINK)]),
                         archive)


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("skipped: building images needs root")
        sys.exit(77)
    for tool in ("cpio", "cc", "apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            print(f"skipped: {tool} is not installed")
            sys.exit(77)
    made = subprocess.run([imagesite.SOURCE + "/packaging/gen_init_cpio", imagesite.BUILD],
                          capture_output=True, text=True, timeout=600, check=False)
    if made.returncode != 0:
        print("skipped: the kernel's source, of which gen_init_cpio is made, cannot be had: "
              + made.stderr.strip())
        sys.exit(77)
    unittest.main()
