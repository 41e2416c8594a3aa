# SPDX-License-Identifier: GPL-2.0-or-later
"""mmdebstrap as the peer of genimage: the same packages, sources, cache and excludes."""

import os
import re

# Its own hook for a merged /usr; without the pin apt takes usrmerge and its perl.
MERGED = "/usr/share/mmdebstrap/hooks/merged-usr"
PIN = "Package: usrmerge\\nPin: release *\\nPin-Priority: -1\\n"
DOCS = ("doc/*", "man/*/*", "info/*", "locale/*", "lintian/*")
KEY = "/usr/share/keyrings/debian-archive-keyring.gpg"


def packages(site, image):
    with open(os.path.join(site.images, image + ".pkglist"), encoding="utf-8") as file:
        lines = [line.partition("#")[0] for line in file]
    return [name for line in lines for name in re.split(r"[,\s]+", line) if name]


def sources(tree, arch):
    """As genimage left them in the tree, with the host's keys."""
    with open(os.path.join(tree, "etc/apt/sources.list"), encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.startswith("deb ")]
    return [re.sub(r"^deb (\[[^]]*\] )?", f"deb [arch={arch} signed-by={KEY}] ", line)
            for line in lines]


def command(site, image, arch, cache, target):
    """arch: as dpkg names it; cache: a folder of packages, mounted where it downloads to."""
    place = '"$1"/var/cache/apt/archives'
    return ["mmdebstrap", "--mode=root", "--format=directory", "--variant=essential",
            f"--architectures={arch}", "--include=" + ",".join(packages(site, image)),
            *(f"--dpkgopt=path-exclude=/usr/share/{pattern}" for pattern in DOCS),
            "--dpkgopt=path-include=/usr/share/doc/*/copyright",
            "--skip=essential/unlink", f"--hook-dir={MERGED}",
            f"--setup-hook=printf '{PIN}' >\"$1\"/etc/apt/preferences.d/merged",
            f"--setup-hook=mkdir -p {place} && mount --bind {cache} {place}",
            f"--customize-hook=umount {place}",
            "bookworm", target, *sources(site.tree(image), arch)]
