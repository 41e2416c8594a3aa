# SPDX-License-Identifier: GPL-2.0-or-later
"""A byte of the image arrives wrong: that chunk alone is fetched again."""
from proxy import Flip
from waits import check

CHUNK = 4 << 20
IMAGE = "/root.squashfs"


def run(cluster):
    fault = Flip(IMAGE, at=5 * CHUNK + 4711, times=1)
    proxies = [cluster.add_proxy(fault), cluster.add_proxy(fault)]
    node = cluster.add_node(1, cluster.pack(), servers=proxies)
    cluster.serve()
    node.start()
    node.wait_phase("root")
    node.wait_console("chunk 5 does not have the SHA-256", 1)
    check([proxy.asked(IMAGE) for proxy in proxies] in ([[0], [5 * CHUNK]],
                                                       [[5 * CHUNK], [0]]),
          "what was good is kept, and the other server gives the chunk")
