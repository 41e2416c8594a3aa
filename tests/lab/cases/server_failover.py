# SPDX-License-Identifier: GPL-2.0-or-later
"""A server resets in the middle of the image: another takes over at the chunk reached."""
from proxy import Reset
from waits import check

CHUNK = 4 << 20
IMAGE = "/root.squashfs"


def run(cluster):
    fault = Reset(IMAGE, at=3 * CHUNK + 12345, times=1)
    proxies = [cluster.add_proxy(fault), cluster.add_proxy(fault)]
    node = cluster.add_node(1, cluster.pack(), servers=proxies)
    cluster.serve()
    node.start()
    node.wait_phase("root")
    asked = sorted((when, proxy.address, first) for proxy in proxies
                   for when, _, first in proxy.requests_for(IMAGE))
    check(fault.met == 1, "the first server reset the connection")
    check(len(asked) == 2 and asked[0][2] == 0, "the image was asked for twice")
    # What a reset connection still had under way is lost.
    check(asked[1][2] in (CHUNK, 2 * CHUNK, 3 * CHUNK),
          f"the transfer went on at the chunk reached: {asked[1][2]}")
    check(asked[0][1] != asked[1][1], "from the other server")
