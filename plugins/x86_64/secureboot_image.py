#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The image that all boot tests share, booted with Secure Boot: by its own shim, GRUB and
kernel to the services, and the node says itself that Secure Boot is on."""

import os
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests/boot"))
import lab  # noqa: E402


def main():
    lab.prepare()
    site = lab.Site("shared", lab.SHARED)
    site.run("packimage", "compute")
    out, _ = site.run("testboot", "compute", "--firmware", "secureboot", "--timeout", "400",
                      "--run", "mokutil --sb-state", timeout=500)
    lab.expect(out, "is up", "x86_64, secureboot", "\nSecureBoot enabled\n")


if __name__ == "__main__":
    main()
