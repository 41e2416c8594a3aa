# SPDX-License-Identifier: GPL-2.0-or-later
"""Every server's manifest is wrong: named on console and to the server; then it gives up."""
from proxy import Flip
from waits import check

CAUSE = "do not have the SHA-256 "


def run(cluster):
    proxies = [cluster.add_proxy(Flip("/manifest", at=30)) for _ in range(2)]
    node = cluster.add_node(1, cluster.pack(), servers=proxies)
    cluster.serve()
    node.start(words="sl.timeout=10")
    node.wait_error(CAUSE)
    check(node.status()["state"] == "booting", "the node goes on trying")
    node.wait_console("boot failed in phase manifest: cannot fetch ")
    node.wait_console("rebooting in ", 5)
    node.wait_failed(10)
    check(all(path.endswith("/manifest") for proxy in proxies
              for _, path, _ in proxy.requests), "nothing that it names was asked for")
