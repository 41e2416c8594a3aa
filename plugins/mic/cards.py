# SPDX-License-Identifier: BSD-2-Clause
# plugins/mic/cards.py - a site with a host of two cards, for the tests.
"""Format-verified, not hardware-verified: the image is a stand-in, a generation whose files
are made here, and the cards are an emulated sysfs."""

import functools
import gzip
import hashlib
import http.server
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest

import grammar

BUILD, SOURCE = os.environ["BUILD_DIR"], os.environ["SOURCE_DIR"]
sys.path.insert(0, os.path.join(SOURCE, "tests/hostboot"))
from emulator import Device  # pylint: disable=wrong-import-position

KERNEL, INITRD, ROOT, OTHER = 1, 2, 3, 8
INVENTORY = """
cluster:
    objtype=network
    net=10.0.0.0
    mask=255.0.0.0
n001:
    objtype=node
    arch=riscv64
    platform=uboot
    ip=10.1.0.1
    mac=52:54:00:00:00:01
    mic.bridges=micbr0:internal:192.168.0.254/24
mics:
    objtype=group
    arch=k1om
    mic.bridge=micbr0
    host=|^(n\\d+)-mic\\d+$|($1)|
    id=|^n\\d+-mic(\\d+)$|($1)|
    ip=|^n\\d+-mic(\\d+)$|192.168.0.($1+1)|
n001-mic0:
    objtype=node
    groups=mics
n001-mic1:
    objtype=node
    groups=mics
"""
WORDS = ("quiet root=ramfs console=hvc0 cgroup_disable=memory highres=off noautogroup "
         "micpm=cpufreq_on;corec6_off;pc3_on;pc6_on")
CONFIG = ("efi_image", "kernel_image", "kernel_cmdline", "initramfs_image", "boot_timeout",
          "shutdown_timeout")
FILES = {"mpss3": ("cmdline",), "mpss4": tuple(f"config/{name}" for name in CONFIG),
         "upstream": ("bootmode", "firmware", "ramdisk", "cmdline")}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def cpio(name, text):
    """An archive of one file, by GNU cpio."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
        return subprocess.run(["cpio", "-o", "-H", "newc", "--reproducible", "--quiet"],
                              cwd=folder, input=name.encode(), stdout=subprocess.PIPE,
                              check=True, timeout=30).stdout


def generation(root, image, arch, files):
    """files: name -> (role, bytes).  Publishes them as packimage would."""
    manifest = (f"stateless-manifest 1\nimage {image}\nmethod mic\narch {arch}\n"
                "distro mpss\nversion 3.8\nprofile compute\nkernel 2.6.38\nflags 0\n"
                "memory 0 0 0\n")
    for name in sorted(files):
        role, data = files[name]
        digest = hashlib.sha256(data).hexdigest()
        manifest += f"artefact {role} {len(data)} {digest} {name}\n"
    digest = hashlib.sha256(manifest.encode()).hexdigest()[:16]
    folder = f"{root}/install/netboot/{image}/{digest}"
    os.makedirs(folder)
    for name, (_, data) in list(files.items()) + [("manifest", (0, manifest.encode()))]:
        with open(f"{folder}/{name}", "wb") as file:
            file.write(data)
    for link in ("current", "current.mic"):
        os.symlink(digest, f"{root}/install/netboot/{image}/{link}")
    return digest


class Site(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="stateless-mic-")
        self.addCleanup(shutil.rmtree, self.root)
        where = self.serve()
        subprocess.run([f"{BUILD}/make_world", self.root, "0", "riscv64"], check=True,
                       timeout=60)
        self.put("etc/stateless/stateless.conf", f'servers = {{ "{where}" }}\ndomain = "cluster"\n')
        self.base = cpio("base", "from the image")
        self.image("phi", shared=True)
        self.run_it("mkdef", "-z", stdin=INVENTORY)

    def serve(self):
        os.makedirs(f"{self.root}/install")
        handler = functools.partial(Quiet, directory=f"{self.root}/install")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"127.0.0.1:{server.server_port}"

    def put(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)

    def image(self, name, says="", arch="k1om", shared=False, **more):
        self.put(f"etc/stateless/images.d/{name}.conf",
                 f'image "{name}" {{\n\tdistro = "mpss"\n\tarch = "{arch}"\n{says}}}\n')
        files = {"kernel": (KERNEL, b"kernel of " + name.encode()),
                 "System.map": (OTHER, b"map"), "initrd": (INITRD, gzip.compress(self.base))}
        if shared:
            files["shared.cpio"] = (OTHER, self.base)
        files.update({"root.ext4": (ROOT, data) for data in more.values()})
        self.digest = generation(self.root, name, arch, files)
        return self.digest

    def run_it(self, *words, status=0, stdin=""):
        done = subprocess.run([f"{BUILD}/stateless", "--plugins", f"{BUILD}/examples",
                               "--root", self.root, *words], text=True, input=stdin,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.said = done.stderr
        return done.stdout

    def made(self, path=""):
        return f"{self.root}/var/lib/stateless/hosts/n001/{path}"

    def read(self, path):
        with open(self.made(path), encoding="ascii") as file:
            return file.read()

    def steps(self, name="mic0.plan"):
        return [line for line in self.read(f"etc/stateless/boot.d/{name}").split("\n")
                if line and line[0] != "#"]

    def conf(self, name):
        return grammar.read_a(self.made("etc/mpss"), name)

    def host(self, flavours=("mpss3",), **how):
        """A fresh host: its files unpacked, one emulated card of each flavour."""
        root = tempfile.mkdtemp(dir=self.root)
        shutil.copytree(self.made(), root, dirs_exist_ok=True)
        devices = [Device(f"{root}/sys/class/mic/mic{i}", files=FILES[flavour], **how)
                   for i, flavour in enumerate(flavours)]
        for device in devices:
            self.addCleanup(device.end)
        return root, devices

    def agent(self, root, *words, status=0, before=()):
        env = dict(os.environ, ASAN_OPTIONS=f"detect_leaks={0 if before else 1}")
        done = subprocess.run([*before, f"{BUILD}/stateless-hostboot", "--root", root,
                               *words], env=env, timeout=60,
                              text=True, capture_output=True, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def traced(self, root, *words):
        """What the agent wrote to which file of a card, a pair for each write(2), and the
        links it made."""
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        self.agent(root, *words, before=(
            "strace", "-f", "-qq", "-y", "-s", "2000", "-o", f"{root}/trace", "-e",
            "trace=openat,write"))
        with open(f"{root}/trace", encoding="utf-8") as file:
            trace = file.read()
        found = re.findall(r'write\(\d+<\S*/class/mic/(\S+)>, "((?:[^"\\]|\\.)*)", (\d+)\)'
                           r"\s+= (\d+)", trace)
        for _, text, asked, done in found:
            self.assertEqual((asked, done), (str(len(text.replace("\\", ""))), asked))
        return [(name, text.replace('\\"', '"')) for name, text, _, _ in found]

    @staticmethod
    def listing(root):
        found = {}
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, root)] = (
                        os.stat(path).st_mode, hashlib.sha256(file.read()).hexdigest())
        return found
