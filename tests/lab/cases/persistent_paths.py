# SPDX-License-Identifier: GPL-2.0-or-later
"""What a node keeps on an NFS export is there at its next boot, and the image's is not."""
import os
import shutil

from waits import check, wait_for

WORDS = """
  readonly { delegate = "squashfs"  state = ":/state"  litefile = "compute.litefile" }
"""
LIST = """
/etc/
/root/
/var/
/srv/kept/     persistent
/srv/seeded    persistent
"""
UNIT = """[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo a boot >>/srv/seeded; echo a boot >>/srv/kept/boots'
[Install]
WantedBy=multi-user.target
"""
GANESHA = """
NFS_CORE_PARAM {{ Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false; }}
NFSV4 {{ Graceless = true; Only_Numeric_Owners = true; RecoveryBackend = fs;
         RecoveryRoot = "{work}"; }}
EXPORT {{ Export_Id = 1; Path = "{folder}"; Pseudo = "/state"; Access_Type = RW;
         Squash = No_Root_Squash; SecType = sys; Protocols = 4; FSAL {{ Name = VFS; }} }}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def fill(tree, seed):
    """A service that writes at each boot, and what the image has in the listed paths."""
    unit = os.path.join(tree, "etc/systemd/system/counts-boots.service")
    wanted = os.path.join(tree, "etc/systemd/system/multi-user.target.wants")
    write(unit, UNIT)
    os.makedirs(wanted, exist_ok=True)
    if not os.path.lexists(os.path.join(wanted, "counts-boots.service")):
        os.symlink("../counts-boots.service", os.path.join(wanted, "counts-boots.service"))
    write(os.path.join(tree, "srv/seeded"), seed + "\n")
    write(os.path.join(tree, "srv/kept/below/of-image"), seed + "\n")


def boot(cluster, node, generation, boots):
    cluster.site.run("nodeset", node.name, f"netboot=compute@{generation}")
    node.start()
    kept = os.path.join(cluster.path("state"), node.name, "srv/kept/boots")
    wait_for(f"boot {boots} has been counted", 150,
             lambda: os.path.exists(kept) and read(kept) == "a boot\n" * boots)
    node.stop()


def pack(cluster, seed):
    fill(cluster.tree, seed)
    cluster.set_image(WORDS)
    write(cluster.site.path("etc/stateless/images.d/compute.litefile"), LIST)
    out, _ = cluster.site.run("packimage", "compute", "-m", "readonly")
    return out.split("generation ")[1].split()[0]


def run(cluster):
    if not shutil.which("ganesha.nfsd"):
        raise AssertionError("there is no ganesha.nfsd: packaging/install run test")
    cluster.tree = cluster.open_tree()
    folder = cluster.path("state")
    os.makedirs(folder)
    config = cluster.path("ganesha.conf")
    write(config, GANESHA.format(work=cluster.work, folder=folder))
    cluster.spawn("ganesha", "ganesha.nfsd", "-F", "-f", config, "-p",
                  cluster.path("ganesha.pid"), "-L", "STDOUT")
    first = pack(cluster, "first")
    node = cluster.add_node(1, first)
    cluster.serve()
    boot(cluster, node, first, 1)
    own = os.path.join(folder, "n1/srv")
    check(read(f"{own}/seeded") == "first\na boot\n", "the image's file is what it began with")
    check(read(f"{own}/kept/below/of-image") == "first\n", "and its folder, with all in it")
    write(f"{own}/kept/below/of-image", "the node's\n")
    # what a boot that ended in the middle of a copy would leave
    write(os.path.join(folder, "n1/.stateless.new/half"), "")
    boot(cluster, node, pack(cluster, "second"), 2)
    check(read(f"{own}/seeded") == "first\na boot\na boot\n", "it is seeded once")
    check(read(f"{own}/kept/below/of-image") == "the node's\n", "and never overwritten")
    check(os.listdir(folder) == ["n1"], "each node has one folder")
