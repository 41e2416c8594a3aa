# SPDX-License-Identifier: GPL-2.0-or-later
"""A node with too little memory for its image says so before it fetches it, and ends."""
from waits import check


def run(cluster):
    proxy = cluster.add_proxy()
    node = cluster.add_node(1, cluster.pack(), servers=[proxy], memory=112)
    cluster.serve()
    node.start()
    node.wait_error(" MB of memory", 60)
    node.wait_console("boot failed in phase manifest: image compute needs ", 10)
    node.wait_console("rebooting in ", 5)
    check(not proxy.asked("/root.squashfs"), "the image was not asked for")
