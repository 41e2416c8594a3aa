# SPDX-License-Identifier: GPL-2.0-or-later
"""Five nodes boot by PXE while a changing tree is packed and cleaned up in a loop.

They are set to three generations: one by its name, one by a tag, the previous, the current
one by name and by default.  None fails, and each boots the one that it was set to.
"""
import os
import re
import threading

from waits import check

SECONDS = 600
BOOT_SECONDS = 480  # five emulated nodes and a packer share the processors
PACK = "squashfs { level = 1 }"

# The nodes are there to boot the right root; what serves people then only takes time.
LIGHT = "addkcmdline=" + " ".join("systemd.mask=" + unit for unit in (
    "ssh.service", "stateless-hostkeys.service", "systemd-timesyncd.service"))


class Packer(threading.Thread):
    """Changes the tree, publishes it and cleans up, until it is told to stop."""

    def __init__(self, cluster, root):
        super().__init__()
        self.cluster, self.root = cluster, root
        self.packed, self.gone, self.failure = [], 0, None
        self.enough = threading.Event()

    def pack(self):
        """A generation of its own: each has a different number in it."""
        folder = os.path.join(self.root, "usr/share/lab")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "number"), "w", encoding="utf-8") as file:
            file.write(f"{len(self.packed)}\n")
        self.packed.append(self.cluster.pack(PACK))
        return self.packed[-1]

    def run(self):
        try:
            while not self.enough.wait(1):
                self.pack()
                out, _ = self.cluster.site.run("gc")
                self.gone += len(re.findall(r"[0-9a-f]{16}", out))
        except (AssertionError, OSError) as failure:
            self.failure = failure

    def stop(self):
        self.enough.set()
        self.join()
        check(self.failure is None, f"every packimage and gc went well ({self.failure})")


def run(cluster):
    packer = Packer(cluster, cluster.open_tree())
    pinned, previous, current = [packer.pack() for _ in range(3)]
    cluster.site.run("tag", f"compute@{pinned}", "good")
    wanted = {pinned: pinned, "good": pinned, "previous": previous, current: current,
              "current": current}
    nodes = [cluster.add_node(1 + i, name, LIGHT, memory=512)
             for i, name in enumerate(wanted)]
    first = set(packer.packed)
    cluster.serve()
    for node in nodes:
        node.start_by_pxe()
    packer.start()
    try:
        reports = [node.wait_phase("root", BOOT_SECONDS) for node in nodes]
        # Of a generation they need no more.  One node proves that a boot ends well, too.
        for node in nodes[1:]:
            node.stop()
        nodes[0].wait_state("up", BOOT_SECONDS)
    finally:
        packer.stop()
    later = [generation for generation in packer.packed if generation not in first]
    check(len(later) > 2 and len(set(later)) == len(later),
          f"{len(later)} other generations were published meanwhile")
    check(packer.gone > 0, f"and {packer.gone} of them removed again")
    for node, (name, generation), report in zip(nodes, wanted.items(), reports):
        check(report["generation"].startswith(generation),
              f"{node.name}, set to {name}, has the root of {generation}")
        check({"kernel", "initrd"} <= report["seen"].keys(),
              f"the server saw {node.name} fetch its kernel and initrd")
