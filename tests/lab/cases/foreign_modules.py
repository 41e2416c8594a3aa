# SPDX-License-Identifier: GPL-2.0-or-later
"""The initrd has the modules of another kernel than the one that runs.

Two nodes: one whose kernel takes the modules all the same, so that it can report, and one
whose kernel refuses them, as kernels do.
"""
import os
import subprocess

from waits import check


def rename_kernel(root):
    """Gives kernel and modules another version's name; (its own, the other)."""
    modules = os.path.join(root, "usr/lib/modules")
    version, = os.listdir(modules)
    other = version[:-1] + ("x" if version[-1] != "x" else "y")
    subprocess.run(["mv", f"{modules}/{version}", f"{modules}/{other}"], check=True)
    for name in ("vmlinuz", "config", "System.map"):
        path = os.path.join(root, "boot", name + "-")
        if os.path.exists(path + version):
            os.rename(path + version, path + other)
    with open(os.path.join(root, "../kernels"), "w", encoding="utf-8") as file:
        file.write(f"{other} boot/vmlinuz-{other}\n")
    return version, other


def spoil_modules(root, version, other):
    """Each module says which kernel it is for, and is signed: neither fits any more."""
    for base, _, files in os.walk(os.path.join(root, "usr/lib/modules", other)):
        for name in (name for name in files if name.endswith(".ko")):
            path = os.path.join(base, name)
            with open(path, "rb") as file:
                data = file.read()
            with open(path, "wb") as file:
                file.write(data.replace(f"vermagic={version} ".encode(),
                                        f"vermagic={other} ".encode()))


def run(cluster):
    root = cluster.open_tree()
    version, other = rename_kernel(root)
    nodes = [cluster.add_node(1, cluster.pack())]
    spoil_modules(root, version, other)
    nodes.append(cluster.add_node(2, cluster.pack()))
    cluster.serve()
    nodes[0].start()
    nodes[1].start(hurried=True)
    cause = f"the initrd has the modules of kernel {other}, and kernel {version} runs"
    status = nodes[0].wait_failed(120)
    check(cause in status["error"], "the cause is reported where there is a network")
    for node in nodes:
        node.wait_console("boot failed in phase network: " + cause)
        node.wait_console("rebooting in ", 5)
    nodes[1].wait_console("module virtio_pci (", 1)
    check("cannot be loaded" not in nodes[0].console(), "the first node's modules loaded")
    nodes[1].wait_reboot()
