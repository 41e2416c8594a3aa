#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The image `compute` of examples/site, built once for all tests that boot a node."""

import os
import shutil

import lab


def main():
    lab.prepare()
    shutil.rmtree(lab.SHARED, ignore_errors=True)
    site = lab.Site("shared", lab.SHARED)
    before = lab.mounts()
    site.run("genimage", "--dry-run", "compute")
    assert not os.path.exists(site.path("install/trees/compute")), "a dry run built something"
    site.run("packimage", "compute", status=1)
    out, _ = site.run("genimage", "compute")
    lab.expect(out, "compute: built")
    assert lab.mounts() == before, "genimage left something mounted"


if __name__ == "__main__":
    main()
