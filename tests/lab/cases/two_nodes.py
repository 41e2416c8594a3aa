# SPDX-License-Identifier: GPL-2.0-or-later
"""Two nodes boot at once, from their NICs' ROMs, while packimage packs in a loop.

Each boots the generation that it was set to; none fails.
"""
import threading

from waits import check

UP_SECONDS = 220  # two emulated nodes and a packer share the processors


KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + 42 * "A" + " lab"


def pack(cluster, number):
    """A generation that differs from the others by an administrator's key."""
    path = cluster.site.path("etc/stateless/images.d/lab.pub")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{KEY}{number}\n")
    return cluster.pack('squashfs { level = 1 } authorized_keys = { "lab.pub" }')


class Packer(threading.Thread):
    """Publishes one generation after the other until it is told to stop."""

    def __init__(self, cluster):
        super().__init__()
        self.cluster, self.packed, self.failure = cluster, [], None
        self.enough = threading.Event()

    def run(self):
        try:
            while not self.enough.wait(3):
                self.packed.append(pack(self.cluster, 3 + len(self.packed)))
        except (AssertionError, OSError) as failure:
            self.failure = failure

    def stop(self):
        self.enough.set()
        self.join()
        check(self.failure is None, f"every packimage went well ({self.failure})")
        return set(self.packed)


def run(cluster):
    wanted = [pack(cluster, number) for number in (1, 2)]
    nodes = [cluster.add_node(1 + i, generation) for i, generation in enumerate(wanted)]
    cluster.serve()
    print("left out, to save time: more than two nodes at once; other loaders and ROMs")
    packer = Packer(cluster)
    for node in nodes:
        node.start_by_pxe()
    packer.start()
    try:
        reports = [node.wait_state("up", UP_SECONDS) for node in nodes]
    finally:
        packed = packer.stop()
    check(len(packed) > 1 and not packed & set(wanted),
          f"{len(packed)} other generations were published meanwhile")
    for node, generation, report in zip(nodes, wanted, reports):
        check(report["generation"].startswith(generation),
              f"{node.name} runs {generation}, which it was set to")
        check({"kernel", "initrd"} <= report["seen"].keys(),
              f"the server saw {node.name} fetch its kernel and initrd")
