#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The image that all boot tests share, packed by erofs as well, and booted: the root is an
overlay over EROFS, file capabilities are there, and the memory is what was foretold."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "tests/boot"))
import lab  # noqa: E402


# What cannot be dropped (docs/design.md, section 12), once the last services have started.
KEPT = """sleep 60
awk '/^(MemFree|Active.file.|Inactive.file.|SReclaimable):/ { can_go += $2 }
     /^MemTotal:/ { total = $2 } / count: / { can_go += 4 * $2 }
     END { print "kept", (total - can_go) / 1024, "MB" }' /proc/meminfo /proc/zoneinfo"""


def packed(site):
    """Both methods share one tree; the image's own stays what `compute` alone means."""
    out, _ = site.run("packimage", "-m", "squashfs", "-m", "erofs", "compute")
    names = dict(re.findall(r"packed by (\w+) as generation ([0-9a-f]{16})", out))
    assert set(names) == {"squashfs", "erofs"}, out
    again, _ = site.run("packimage", "-m", "erofs", "compute")
    lab.expect(again, names["erofs"])
    listed = json.loads(site.run("images", "--json", "compute")[0])["compute"]
    links = {one["generation"]: one["links"] for one in listed}
    assert "current.erofs" in links[names["erofs"]], links
    assert "current" in links[names["squashfs"]], links
    return names["erofs"]


def boot(site, generation):
    foretold, = json.loads(
        site.run("memory", "--json", "--cpus", "2", "compute:erofs")[0])["methods"]
    out, _ = site.run(
        "testboot", "compute:erofs",
        "--run", "findmnt -no FSTYPE /; grep erofs /proc/filesystems",
        "--run", "cat /run/stateless/generation",
        "--run", "getcap /usr/bin/ping; su nobody -s /bin/sh -c 'ping -c1 127.0.0.1'",
        "--run", KEPT, timeout=400)
    lab.expect(out, "is up", generation, "overlay", "\terofs\n", "cap_net_raw", " 0% packet loss")
    kept = float(re.search(r"kept ([0-9.]+) MB", out).group(1))
    said = foretold["resident"] / (1 << 20)
    print(f"memory: foretold {said:.1f} MB, measured {kept:.1f} MB")
    assert abs(said - kept) < kept / 20, (said, kept)


def main():
    lab.prepare()
    site = lab.Site("shared", lab.SHARED)
    boot(site, packed(site))


if __name__ == "__main__":
    main()
