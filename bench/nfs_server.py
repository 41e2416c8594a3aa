# SPDX-License-Identifier: GPL-2.0-or-later
"""An NFS server on loopback, for bench/memory: roots that stay on a server."""

import os
import subprocess
import time

import common

PORT = 20490
READY_SECONDS = 60
CONFIG = """
NFS_CORE_PARAM {{ NFS_Port = {port}; Bind_addr = 127.0.0.1; Protocols = 4;
	Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false;
	mount_path_pseudo = true; }}
NFSV4 {{ Graceless = true; Only_Numeric_Owners = true; RecoveryBackend = fs;
	RecoveryRoot = "{work}"; }}
%include "{state}/nfs/ganesha.conf"
"""


class NfsServer:
    """nfs-ganesha for a site's images on loopback, where the emulator's user network
    reaches it, while in a with statement; or nothing, when no method needs it."""

    def __init__(self, site, methods):
        self.site, self.is_needed = site, "nfs" in methods
        self.process = None

    def __enter__(self):
        if self.is_needed:
            self.site.run("mkdef", "-f", "-t", "network", "loopback", "net=127.0.0.0",
                          "mask=255.0.0.0")
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=60)

    def allow(self, image):
        """The image's own port."""
        if self.is_needed:
            path = os.path.join(self.site.images, f"{image}.conf")
            with open(path, encoding="utf-8") as file:
                text = file.read().rstrip().removesuffix("}")
            self.site.write(f"{image}.conf", f"{text}  nfs {{ port = {PORT} }}\n}}\n")

    def start(self):
        """Once an image is packed: packing writes what is exported."""
        if not self.is_needed or self.process:
            return
        names = {name: os.path.join(common.WORK, "ganesha." + name)
                 for name in ("conf", "log", "pid")}
        with open(names["conf"], "w", encoding="utf-8") as file:
            file.write(CONFIG.format(port=PORT, work=common.WORK,
                                     state=self.site.path("var/lib/stateless")))
        if os.path.exists(names["log"]):
            os.unlink(names["log"])
        self.process = subprocess.Popen(["ganesha.nfsd", "-F", "-f", names["conf"], "-L",
                                         names["log"], "-p", names["pid"], "-N", "EVENT"])
        until = time.monotonic() + READY_SECONDS
        while "NFS SERVER INITIALIZED" not in log_of(names["log"]):
            if time.monotonic() > until or self.process.poll() is not None:
                raise SystemExit(f"{common.NAME}: the NFS server did not start: "
                                 + log_of(names["log"])[-2000:])
            time.sleep(0.1)


def log_of(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
