# SPDX-License-Identifier: GPL-2.0-or-later
"""A node's own files have a wrong digest on every server: none of them is unpacked."""
from proxy import Flip
from waits import check

FILES = "/netboot/nodes/n1.tar"
CAUSE = "do not have the SHA-256 "


def run(cluster):
    proxies = [cluster.add_proxy(Flip(FILES, at=600)) for _ in range(2)]
    node = cluster.add_node(1, cluster.pack(), servers=proxies)
    cluster.serve()
    node.start(words="sl.timeout=10")
    node.wait_error(CAUSE)
    node.wait_console(f"boot failed in phase files: cannot fetch {FILES}: ")
    node.wait_console("rebooting in ", 5)
    status = node.wait_failed(10)
    check(FILES in status["error"] and CAUSE in status["error"],
          "the server knows which file, and why")
    check(all(proxy.asked(FILES) for proxy in proxies), "each server was asked")
    check("systemd[1]:" not in node.console(), "the image's init did not start")
