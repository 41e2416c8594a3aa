# SPDX-License-Identifier: GPL-2.0-or-later
"""The cable is out: the console names the NIC, and the node ends."""


def run(cluster):
    node = cluster.add_node(1, cluster.pack())
    cluster.serve()
    node.start(hurried=True)
    node.unplug()
    node.wait_console("boot failed in phase network: NIC eth0 "
                      f"({node.mac}) has had no link for 45 s")
    node.wait_reboot()
