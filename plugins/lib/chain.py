#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""chain.py IMAGE ARCH: genimage, packimage and testboot of an image of examples/site for
another architecture than this machine's, by the plugins debian, squashfs and its platform."""

import os
import shutil
import sys

SOURCE = os.environ["SOURCE_DIR"]
sys.path[:0] = [os.path.join(SOURCE, "tests"), os.path.join(SOURCE, "tests", "boot")]
import lab  # noqa: E402
from emulate import emulate  # noqa: E402

BOOT_MOST = 1500  # seconds; everything of the machine is emulated


def skip(reason):
    """ctest takes 77 for a skipped test and shows the reason."""
    print("skipped:", reason)
    sys.exit(77)


def need(arch):
    for plugin in ("debian", "squashfs"):
        if not os.path.exists(f"{lab.BUILD}/plugins/{plugin}.so"):
            skip(f"needs the plugin {plugin}")
    if not os.path.exists(f"{lab.BUILD}/node/{arch}/init"):
        skip(f"there is no node program for {arch}: packaging/install foreign, and configure")
    if not shutil.which("mmdebstrap"):
        skip("there is no mmdebstrap: packaging/install run")
    emulate(arch)


def the_tree_was_made_without_its_tools(site, image):
    """The distribution's initrd builder is in it, and was not run."""
    tree = site.path("install/trees", image, "rootimg")
    assert os.path.exists(tree + "/usr/sbin/mkinitramfs"), "the tree has no initrd builder"
    made = [name for name in os.listdir(tree + "/boot") if "initrd" in name]
    assert not made, f"{made} was built in the emulator"


def main():
    image, arch = sys.argv[1:]
    lab.prepare()
    need(arch)
    site = lab.Site("chain-" + arch)
    before = lab.mounts()
    out, _ = site.run("genimage", image, timeout=2400)
    lab.expect(out, f"{image}: built")
    assert lab.mounts() == before, "genimage left something mounted"
    the_tree_was_made_without_its_tools(site, image)
    site.run("packimage", image, timeout=900)
    out, _ = site.run("testboot", image, "--timeout", str(BOOT_MOST), "--run",
                      "uname -m; cat /etc/image-name; systemctl is-system-running",
                      timeout=BOOT_MOST + 300)
    lab.expect("\n" + out, f"\n{arch}\n", f"\n{image}\n", "\nrunning\n")
    site.remove()


if __name__ == "__main__":
    main()
