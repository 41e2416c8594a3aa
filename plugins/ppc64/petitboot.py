#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A stand-in for petitboot, which no emulator here runs: reads what nodeset published as
petitboot does (fetch, parse, start), and starts that on an emulated POWER machine.

Facts: petitboot's discover/pxe-parser.c (the words, and that slashes in front of a name are
dropped), parser-conf.c (lines, quotes, comments), user-event.c (the names that are tried) and
lib/url/url.c.  Servers and files are the real ones, kexec is QEMU's -kernel."""

import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["SOURCE_DIR"], "plugins/lib"))
import loader_boot as boot  # noqa: E402

COMPILER = "powerpc64le-linux-gnu-gcc"
MAC = "52:54:00:00:00:01"
IP = "10.1.0.1"
SERVER = "10.0.0.1"
BLANKS = "\"' \t\r\n"
QEMU = ["qemu-system-ppc64", "-M", "pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,"
        "cap-ccf-assist=off", "-cpu", "power9", "-vga", "none",
        "-device", "virtio-net-pci,netdev=other,mac=52:54:00:00:00:99,romfile=",
        "-device", f"virtio-net-pci,netdev=net0,mac={MAC},romfile="]


def names(mac, ip):
    """What is looked for below pxelinux.cfg/, best first."""
    address = "".join(f"{int(part):02X}" for part in ip.split("."))
    return (["01-" + mac.lower().replace(":", "-")] +
            [address[:n] for n in range(len(address), 0, -1)] + ["default"])


def join(base, name):
    """The URL of a name in a file below `base`, which ends with a slash."""
    if name.startswith("::"):
        return base.split("/", 3)[0] + "//" + base.split("/", 3)[2] + "/" + name[2:].lstrip("/")
    name = name.lstrip("/")
    return name if "://" in name else base + name


def pairs(text):
    """Word and value of each line that has both."""
    for line in text.split("\n"):
        word, _, value = line.replace("\t", " ").strip(BLANKS).partition(" ")
        value = value.strip(BLANKS)
        if value and not word.startswith("#") and not value.startswith("#"):
            yield word.strip(BLANKS).lower(), value


def parse(text, base):
    """The entries of a file: label, kernel, initrd, append, and whether it is the default."""
    entries, default = [], None
    for word, value in pairs(text):
        if word == "default":
            default = value
        elif word == "label":
            entries.append({"label": value, "append": "",
                            "default": bool(default) and default.lower() == value.lower()})
        elif not entries:
            continue
        elif word in ("kernel", "initrd"):
            entries[-1][word] = join(base, value)
        elif word == "append":
            entries[-1]["append"] = (entries[-1]["append"] + " " + value).strip()
            at = value.lower().find("initrd=")
            if at >= 0:
                entries[-1]["initrd"] = join(base, value[at + 7:].split(" ")[0])
        elif word in ("sysappend", "ipappend"):
            if int(value) & 2:
                entries[-1]["append"] += " BOOTIF=01-" + MAC.replace(":", "-")
        else:
            raise AssertionError(f"petitboot knows no {word!r}")
    return entries


def check_reader():
    """The reader itself, with what petitboot's own tests have."""
    base = "tftp://host/dir/"
    entry, = parse("# c\nDEFAULT linux\n\nLABEL linux\n\tKERNEL ./k\n"
                   "  append \"a b=c INITRD=/i d\"\n", base)
    assert entry == {"label": "linux", "default": True, "kernel": base + "./k",
                     "initrd": base + "i", "append": "a b=c INITRD=/i d"}, entry
    assert join(base, "http://x/y") == "http://x/y" and join(base, "::/y") == "tftp://host/y"
    assert names(MAC, IP)[:3] == ["01-52-54-00-00-00-01", "0A010001", "0A01000"]


def fetch(url, path):
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", "--max-time", "60",
                           "--output", path, url], capture_output=True, text=True,
                          timeout=90, check=False)
    return done.returncode == 0


def find(site):
    """The text of the first file that is there, and its name."""
    path = site.path("fetched.cfg")
    for name in names(MAC, IP):
        if fetch(f"tftp://{SERVER}/pxelinux.cfg/{name}", path):
            with open(path, encoding="ascii") as file:
                return name, file.read()
    raise AssertionError("none of petitboot's files is on the server")


def start(site, entry, log):
    for part in ("kernel", "initrd"):
        if not entry[part].startswith("http://") or not fetch(entry[part], site.path(part)):
            raise AssertionError(f"{entry[part]} cannot be fetched by HTTP")
    machine = site.start([*QEMU, "-kernel", site.path("kernel"), "-initrd",
                          site.path("initrd"), "-append", entry["append"]], log)
    try:
        return site.wait(machine, 200)
    finally:
        boot.stop(machine)


def main():
    boot.need("qemu-system-ppc64", "dnsmasq", "curl", COMPILER, "cpio")
    check_reader()
    tree = boot.Packages("ppc64el").tree("linux-image-powerpc64le", "grub-ieee1275-bin")
    boot.own_network()
    print("this is not petitboot, but a harness that reads its files as petitboot does")
    core = os.path.join(tree, "usr/lib/grub/powerpc-ieee1275/kernel.img")
    site = boot.Site("ppc64le", glob.glob(tree + "/boot/vmlinux-*")[0], COMPILER,
                     f'ppc64 {{ grub = "{core}" }}\n')
    with site.serving() as log:
        name, text = find(site)
        assert name == names(MAC, IP)[0], f"{name} was found first"
        chosen = [entry for entry in parse(text, f"tftp://{SERVER}/") if entry["default"]]
        assert len(chosen) == 1, f"{len(chosen)} defaults in:\n{text}"
        words = start(site, chosen[0], log)
    # nothing is lost and nothing is added on the way
    assert words == chosen[0]["append"].split(), (words, chosen[0]["append"])
    boot.check(words, "console=hvc0,115200n8")
    site.remove()


if __name__ == "__main__":
    main()
