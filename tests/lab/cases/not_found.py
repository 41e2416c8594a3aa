# SPDX-License-Identifier: GPL-2.0-or-later
"""One server answers 404, another 503: each is named, and asked again until it serves."""
from proxy import Status
from waits import check

IMAGE = "/root.squashfs"


def run(cluster):
    lost = Status(IMAGE, 404, times=2)
    busy = Status(IMAGE, 503, times=2)
    proxies = [cluster.add_proxy(lost), cluster.add_proxy(busy)]
    node = cluster.add_node(1, cluster.pack(), servers=proxies)
    cluster.serve()
    node.start()
    node.wait_phase("root")
    for proxy, status in zip(proxies, ("404", "503")):
        node.wait_console(f"{IMAGE} from {proxy.address}: HTTP status {status}", 1)
    check(lost.met + busy.met >= 4, "both were asked again")
