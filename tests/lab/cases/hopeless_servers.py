# SPDX-License-Identifier: GPL-2.0-or-later
"""What no server gives: one node finds its image nowhere, for another each server stalls.

Both end within their bound, with the cause.
"""
from proxy import Stall, Status
from waits import check

IMAGE = "/root.squashfs"
BOUND = 15


def run(cluster):
    generation = cluster.pack()
    lost = [cluster.add_proxy(Status(IMAGE, 404)) for _ in range(2)]
    stalled = [cluster.add_proxy(Stall(IMAGE, at=99)) for _ in range(2)]
    nodes = [cluster.add_node(1, generation, servers=lost),
             cluster.add_node(2, generation, servers=stalled)]
    causes = ["HTTP status 404", "it sends no more data"]
    cluster.serve()
    for node in nodes:
        node.start(words=f"sl.timeout={BOUND}")
    for node, cause in zip(nodes, causes):
        node.wait_error(cause)
    for node, cause, proxies in zip(nodes, causes, (lost, stalled)):
        node.wait_console("boot failed in phase root: cannot fetch /netboot/")
        node.wait_console("rebooting in ", 5)
        check(cause in node.wait_failed(10)["error"], f"{node.name}: the cause is reported")
        times = sorted(when for proxy in proxies for when, *_ in proxy.requests_for(IMAGE))
        check(all(proxy.asked(IMAGE) for proxy in proxies), "each server was asked")
        check(times[-1] - times[0] < 3 * BOUND,
              f"{node.name} tried for {times[-1] - times[0]:.0f} s")
