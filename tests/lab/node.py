# SPDX-License-Identifier: GPL-2.0-or-later
"""An emulated node: started by its NIC's ROM, or at the kernel to save time."""
import os
import re
import socket

import agent
from waits import check, wait_for

SHELL = re.compile(r"(?m)^(~ #|# |sh-\d|bash-\d|\(initramfs\)|.*emergency mode)")


class Node:
    def __init__(self, cluster, name, mac, memory=768, commands=False):
        """commands: it will be told some, by run()."""
        self.cluster, self.name, self.mac, self.memory = cluster, name, mac, memory
        self.tap = "tap-" + name
        self.commands = commands
        self.process, self.agent = None, None

    # ---- starting and stopping

    def emulate(self, *words):
        rng = "rng-random,id=rng0,filename=/dev/urandom"
        self.process = self.cluster.spawn(
            "qemu-" + self.name, "qemu-system-x86_64", "-M", "q35", "-accel", "tcg",
            "-display", "none", "-no-reboot", "-smp", "1",
            "-monitor", f"unix:{self.monitor_path()},server=on,wait=off",
            "-m", str(self.memory), "-serial", "file:" + self.console_path(),
            "-netdev", f"tap,id=net0,ifname={self.tap},script=no,downscript=no",
            "-object", rng, "-device", "virtio-rng-pci,rng=rng0",
            *(agent.words(self.port_path()) if self.commands else []), *words)

    def nic(self, more=""):
        return ["-device", f"virtio-net-pci,netdev=net0,mac={self.mac}{more}"]

    def start_by_pxe(self):
        print(f"+ {self.name} boots from its NIC's ROM", flush=True)
        self.emulate(*self.nic(",bootindex=0"))

    def start(self, words="", hurried=False):
        """At the kernel, with the command line that nodeset rendered, and these words.
        hurried: time in which the node only waits passes at once; not for a node that
        talks to others, whose answers would come late."""
        print(f"+ {self.name} boots at the kernel", flush=True)
        kernel, initrd, rendered = self.loaded()
        more = ["-icount", "shift=1,sleep=off"] if hurried else []
        self.emulate("-kernel", kernel, "-initrd", initrd, "-append", f"{rendered} {words}",
                     *self.nic(), *more)

    def unplug(self):
        """Takes the cable out: the NIC has no carrier."""
        with socket.socket(socket.AF_UNIX) as monitor:
            wait_for(f"{self.name} can be unplugged", 10,
                     lambda: monitor.connect_ex(self.monitor_path()) == 0)
            monitor.sendall(b"set_link net0 off\n")
            monitor.settimeout(10)
            while b"off" not in monitor.recv(4096):
                pass

    def loaded(self):
        """(kernel, initrd, command line), as the node's iPXE script says."""
        name = self.mac.replace(":", "-") + ".ipxe"
        with open(self.cluster.site.path("install/boot/x86_64", name),
                  encoding="utf-8") as file:
            script = file.read()
        kernel, words = re.search(r"(?m)^kernel .*\$\{base\}(\S+) (.*) \|\| ",
                                  script).groups()
        initrd = re.search(r"(?m)^initrd --name initrd \$\{base\}(\S+) ", script).group(1)
        install = self.cluster.site.path("install")
        return install + kernel, install + initrd, self.reporting(words)

    def reporting(self, words):
        """Reports go past the proxies: the server takes a node's only from its address."""
        return re.sub(r"sl\.status=http://[^/]*",
                      "sl.status=http://" + self.cluster.server, words)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    # ---- commands

    def answer(self, script, seconds=60):
        """(exit status, output, when it began) of a shell's script."""
        if not self.agent:
            self.agent = agent.Agent(self.port_path(), 150)
        return self.agent.run(script, seconds)

    def run(self, script, seconds=60):
        """Its output; it must end well."""
        status, output, _ = self.answer(script, seconds)
        print(f"{self.name}# {script}\n{output}", end="", flush=True)
        check(status == 0, f"exit status {status} on {self.name}")
        return output

    # ---- looking

    def monitor_path(self):
        """In /tmp, which is the test's own: a socket's path has room for 107 bytes."""
        return f"/tmp/{self.name}.monitor"

    def port_path(self):
        return f"/tmp/{self.name}.port"

    def console_path(self):
        return self.cluster.path(self.name + ".console")

    def console(self):
        if not os.path.exists(self.console_path()):
            return ""
        with open(self.console_path(), encoding="utf-8", errors="replace") as file:
            return file.read()

    def status(self):
        return self.cluster.status(self.name)

    def wait_status(self, what, seconds, is_so):
        """Until a report says so; it.  A boot that ended is not waited for."""
        def look():
            status = self.status()
            if is_so(status):
                return status
            if status["state"] == "failed":
                raise AssertionError(f"{self.name} failed: {status.get('error')}")
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} is off or restarted")
            return None
        return wait_for(f"{self.name} reports {what}", seconds, look)

    def wait_state(self, state, seconds=150):
        return self.wait_status(state, seconds, lambda status: status["state"] == state)

    def wait_phase(self, phase, seconds=90):
        return self.wait_status(f"the phase {phase}", seconds,
                                lambda status: phase in status["phases"])

    def wait_failed(self, seconds):
        """Until a report says that the boot has failed; it."""
        def look():
            status = self.status()
            return status if status["state"] == "failed" else None
        return wait_for(f"{self.name} reports that it failed", seconds, look)

    def wait_console(self, text, seconds=120):
        wait_for(f"{self.name} says: {text}", seconds,
                 lambda: text in self.console())

    def wait_error(self, text, seconds=120):
        """Until a report names the cause."""
        wait_for(f"{self.name} reports the error: {text}", seconds,
                 lambda: text in self.status().get("error", ""))

    def wait_reboot(self, seconds=120):
        """-no-reboot makes a reboot the emulator's end."""
        wait_for(f"{self.name} reboots", seconds,
                 lambda: self.process.poll() is not None)

    def check_no_shell(self):
        found = SHELL.search(self.console())
        check(not found, f"{self.name} opened no shell")
