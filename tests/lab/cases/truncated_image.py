# SPDX-License-Identifier: GPL-2.0-or-later
"""A server's image ends too early, each time: the node names it, and goes on elsewhere."""
from proxy import Truncate
from waits import check

CHUNK = 4 << 20
IMAGE = "/root.squashfs"


def run(cluster):
    short = cluster.add_proxy(Truncate(IMAGE, at=2 * CHUNK + 1))
    whole = cluster.add_proxy()
    node = cluster.add_node(1, cluster.pack(), servers=cluster.asked_in_order(
        "n1", short, whole))
    cluster.serve()
    node.start()
    node.wait_phase("root")
    node.wait_console(f"{short.address}: it closed the connection too early", 1)
    check((short.asked(IMAGE), whole.asked(IMAGE)) == ([0], [2 * CHUNK]),
          "the other server gave the rest")
