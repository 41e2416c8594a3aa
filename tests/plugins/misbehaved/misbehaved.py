# SPDX-License-Identifier: GPL-2.0-or-later
"""A plugin that crashes, exits or hangs in any of its hooks ends in a message that names
both, in status 1, and with nothing changed, mounted or running."""

import os
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = os.environ["BUILD_DIR"]
ARCH = os.uname().machine
SITE = 'servers = { "10.0.0.1" }\nhook_timeout = 1\n'
IMAGE = """image "c" {{
  distro = "misbehaved"
  arch = "{arch}"
  pkglist = {{ "c.pkglist" }}
  method = "misbehaved"
  platforms = {{ "misbehaved" }}
  initrd = "{initrd}"
}}
"""
NODE = ["mkdef", "-t", "node", "n1", f"arch={ARCH}", "platform=misbehaved",
        "mac=52:54:00:00:00:01", "ip=10.0.0.2"]
HOSTED = ["mkdef", "-t", "node", "n2", f"arch={ARCH}", "platform=misbehaved", "host=n1",
          "ip=10.0.0.3", "mac=52:54:00:00:00:02"]

# hook -> the command that runs it in a worker.
IN_WORKER = {"install": "genimage", "update": "genimage --update", "configure": "genimage",
             "open": "genimage", "method.prepare": "packimage", "initrd": "packimage",
             "pack": "packimage", "emulate": "testboot", "verify": "packimage",
             "platform.prepare": "packimage"}
# hook -> the command that runs it itself.
IN_PROCESS = {"bid": ["genimage", "c"], "setup": ["nodeset", "n2", "netboot=c"],
              "open": ["nodeset", "n2", "netboot=c"], "render": ["nodeset", "n2", "netboot=c"],
              "render_host": ["nodeset", "n2", "netboot=c"]}
WAYS = {"crash": "crashed (bad memory access)", "overflow": "crashed (bad memory access)",
        "abort": "aborted", "exit": "called exit()", "hang": "hangs"}


class Misbehaved(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-misbehaved-")
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.put("stateless.conf", SITE)
        self.put("images.d/c.pkglist", "none\n")
        self.write_image("own")

    def put(self, name, text):
        path = f"{self.root}/etc/stateless/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def write_image(self, initrd):
        self.put("images.d/c.conf", IMAGE.format(arch=ARCH, initrd=initrd))

    def run_it(self, *words, status=0, misbehave=None):
        # Reports of a sanitizer take longer than a hook may.
        env = dict(os.environ, ASAN_OPTIONS="handle_segv=0:handle_abort=0:detect_leaks=0")
        if misbehave:
            env["MISBEHAVE"] = misbehave
        began = time.monotonic()
        done = subprocess.run([f"{BUILD}/stateless", "--plugins", f"{BUILD}/misbehaved",
                               "--root", self.root, *words], env=env, text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (words, misbehave, done.stdout, done.stderr))
        self.assertLess(time.monotonic() - began, 20, "the hook was not bounded")
        return done.stderr

    def files(self):
        """Every path and what is in it, but for locks and the inventory's own files."""
        found = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                if "/run/" in path or "/var/lib/" in path:
                    continue
                if os.path.islink(path):
                    found[path] = os.readlink(path)
                else:
                    with open(path, "rb") as file:
                        found[path] = file.read()
        return found

    def mounted(self):
        with open("/proc/self/mountinfo", encoding="utf-8") as file:
            return [line for line in file if self.root in line]

    def fails(self, words, misbehave):
        before = self.files()
        said = self.run_it(*words, status=1, misbehave=misbehave)
        self.assertEqual(self.files(), before, misbehave)
        self.assertEqual(self.mounted(), [])
        return said

    def test_in_a_worker(self):
        if os.geteuid() != 0:
            self.skipTest("namespaces need root")
        self.run_it("genimage", "c")
        self.run_it("packimage", "c")
        for hook, command in IN_WORKER.items():
            name = hook.split(".")[-1]
            self.write_image("distro" if hook == "initrd" else "own")
            for how in WAYS:
                words = [*command.split(), "c"]
                if command == "testboot":
                    words += ["--platform", "misbehaved"]
                said = self.fails(words, f"{hook}:{how}")
                if how == "hang":
                    self.assertIn(f"plugin first: its hook {name} had not ended after 1 s", said)
                    self.assertIn("hook_timeout in stateless.conf", said)
                else:
                    self.assertIn(f"plugin first died in its hook {name} (", said)
        self.write_image("own")
        self.run_it("packimage", "c")

    def test_in_the_command_itself(self):
        if os.geteuid() != 0:
            self.skipTest("packing needs root")
        self.run_it("genimage", "c")
        self.run_it("packimage", "c")
        self.run_it(*NODE)
        self.run_it(*HOSTED)
        for hook, words in IN_PROCESS.items():
            for how, said_how in WAYS.items():
                said = self.fails(words, f"{hook}:{how}")
                plugin = "second" if hook == "bid" and "plugin second" in said else "first"
                self.assertIn(f"plugin {plugin} {said_how} in its hook {hook}; nothing was "
                              "changed", said)
        self.run_it("nodeset", "n[1-2]", "netboot=c")


if __name__ == "__main__":
    sys.exit(not unittest.main(exit=False, verbosity=2).result.wasSuccessful())
