# SPDX-License-Identifier: GPL-2.0-or-later
"""The initrd lacks the driver of the node's NIC: the console says so, and the node ends."""


def run(cluster):
    generation = cluster.pack('squashfs { level = 3 } drivers = { "ena" }')
    node = cluster.add_node(1, generation)
    cluster.serve()
    node.start(hurried=True)
    node.wait_console(f"boot failed in phase network: there is no NIC {node.mac} "
                      "(present: none); is its driver, and the driver's firmware, in the "
                      "initrd?")
    node.wait_reboot()
