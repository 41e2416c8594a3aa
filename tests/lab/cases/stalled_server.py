# SPDX-License-Identifier: GPL-2.0-or-later
"""A server stalls in the middle of the image: it is left, within the node's bound."""
from proxy import Stall
from waits import check

CHUNK = 4 << 20
IMAGE = "/root.squashfs"
STALL_SECONDS = 10  # HTTP_STALL_MS of node/http.h; guest time may run slower than ours


def run(cluster):
    stalled = cluster.add_proxy(Stall(IMAGE, at=CHUNK + 99))
    good = cluster.add_proxy()
    node = cluster.add_node(1, cluster.pack(), servers=cluster.asked_in_order(
        "n1", stalled, good))
    cluster.serve()
    node.start()
    node.wait_phase("root")
    check((stalled.asked(IMAGE), good.asked(IMAGE)) == ([0], [CHUNK]),
          "the other server gave the rest")
    (first, *_), (then, *_) = stalled.requests_for(IMAGE) + good.requests_for(IMAGE)
    check(STALL_SECONDS - 1 < then - first < 3 * STALL_SECONDS,
          f"the stalled server was left after {then - first:.0f} s")
