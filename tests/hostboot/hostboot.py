#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/hostboot/hostboot.py - does the agent do to a device what its plan says?
"""Format-verified only: no such device was there."""

import fcntl
import functools
import gzip
import hashlib
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from emulator import Device

AGENT = os.path.join(os.environ["BUILD_DIR"], "stateless-hostboot")
CMDLINE = "quiet root=ramfs console=hvc0 micpm=cpufreq_on;corec6_off"
PLAN = f"""# boots a card
fail boot failed|lost
wait class/mic/mic0/state ready 5
write class/mic/mic0/cmdline {CMDLINE}
write class/mic/mic0/state boot:linux:/boot/kernel:/var/image.gz
wait class/mic/mic0/state online 5
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *words, gets, **more):
        self.gets = gets
        super().__init__(*words, **more)

    def do_GET(self):  # pylint: disable=invalid-name
        self.gets.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        pass


class Agent(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        self.plans = os.path.join(self.root, "etc/stateless/boot.d")
        self.work = os.path.join(self.root, "var/lib/stateless/hostboot")
        os.makedirs(self.plans)

    def device(self, name="mic0", **how):
        device = Device(os.path.join(self.root, "sys/class/mic", name), **how)
        self.addCleanup(device.end)
        return device

    def plan(self, text, name="mic0.plan"):
        path = os.path.join(self.plans, name)
        with open(path, "w", encoding="ascii", newline="") as file:
            file.write(text)
        return path

    def write(self, path, data):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)

    def read(self, path):
        with open(os.path.join(self.root, path), "rb") as file:
            return file.read()

    def run_agent(self, *words, status=0, before=()):
        # Leaks are looked for by ptrace, which strace already uses.
        env = dict(os.environ, ASAN_OPTIONS=f"detect_leaks={0 if before else 1}")
        done = subprocess.run([*before, AGENT, "--root", self.root, *words],
                              env=env, timeout=60, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8", check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def record(self, name="mic0"):
        return self.read(f"var/lib/stateless/hostboot/{name}.status").decode()

    def strace(self, *more):
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        return ("strace", "-f", "-qq", "-y", "-s", "300", "-o", self.root + "/trace",
                *more)

    def serve(self, gets=None):
        os.makedirs(self.root + "/www", exist_ok=True)
        handler = functools.partial(Quiet, directory=self.root + "/www",
                                    gets=[] if gets is None else gets)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"127.0.0.1:{server.server_port}"

    def test_a_device_is_started_and_what_was_done_is_told(self):
        device = self.device()
        self.run_agent("run", self.plan(PLAN))
        self.assertEqual(device.read("cmdline"), CMDLINE)
        self.assertEqual(device.commands, ["boot:linux:/boot/kernel:/var/image.gz"])
        self.assertEqual(self.record(), "action run\nresult done\nline 6\n")
        self.assertEqual(self.run_agent("status"), "mic0: online (run: done)\n")

    def test_each_text_is_one_write(self):
        self.device()
        self.plan(PLAN)
        self.run_agent("boot", "mic0", before=self.strace("-e", "trace=openat,write"))
        trace = self.read("trace").decode()
        writes = re.findall(r'write\(\d+<\S*/(mic0/\w+)>, "([^"]*)", (\d+)\)', trace)
        self.assertEqual(writes, [
            ("mic0/cmdline", CMDLINE, str(len(CMDLINE))),
            ("mic0/state", "boot:linux:/boot/kernel:/var/image.gz", "37")])
        self.assertEqual(len(re.findall(r'mic0/\w+", O_WRONLY\|O_TRUNC\|O_CLOEXEC', trace)),
                         2)

    def test_a_driver_that_refuses_is_named(self):
        self.device()
        path = self.root + "/sys/class/mic/mic0/state"
        self.plan(PLAN)
        said = self.run_agent("boot", status=1, before=self.strace(
            "-P", path, "-e", "trace=write", "-e", "inject=write:error=EIO"))
        self.assertIn("mic0/state: does not take \"boot:linux:/boot/kernel:/var/image.gz\""
                      ": Input/output error", said)
        self.assertIn("result failed\nline 5\nwhy ", self.record())

    def test_a_state_that_never_comes_ends_in_time_and_is_told(self):
        self.device(state="resetting")
        said = self.run_agent("run", self.plan(PLAN.replace("ready 5", "ready 1")),
                              status=1)
        self.assertIn('state: "resetting" after 1 s, "ready" was waited for', said)
        self.assertIn("line 3\n", self.record())

    def test_a_device_that_fails_is_not_waited_for(self):
        self.device(after=("booting", "boot failed"))
        said = self.run_agent("run", self.plan(PLAN.replace("online 5", "online 3000")),
                              status=1)
        self.assertIn('says "boot failed", "online" was waited for', said)
        self.assertIn("mic0: boot failed (run: failed at line 6: ",
                      self.run_agent("status"))

    def test_a_run_that_was_killed_is_not_told_as_running(self):
        self.device(state="resetting")
        self.plan(PLAN.replace("ready 5", "ready 50"))
        run = subprocess.Popen([AGENT, "--root", self.root, "boot"], start_new_session=True)
        self.addCleanup(run.wait)
        try:
            until = time.monotonic() + 20
            while not os.path.exists(self.work + "/mic0.status"):
                self.assertLess(time.monotonic(), until)
                time.sleep(0.05)
            self.assertEqual(self.run_agent("status"), "mic0: resetting (boot: running)\n")
        finally:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        until = time.monotonic() + 20  # the process of the device is nobody's child now
        while "running" in self.run_agent("status"):
            self.assertLess(time.monotonic(), until)
        self.assertEqual(self.run_agent("status"), "mic0: resetting (boot: failed at line 3: "
                         "the run was ended from outside)\n")

    def test_a_state_of_many_odd_bytes_is_recorded(self):
        device = self.device(state="ready")
        device.end()
        device.put("state", "\x01" * 4000)
        said = self.run_agent("run", self.plan("wait class/mic/mic0/state ready 1\n"), status=1)
        self.assertNotIn("the record is too long", said)
        self.assertIn("result failed\nline 1\nwhy ", self.record())
        self.assertIn("(run: failed at line 1: ", self.run_agent("status"))

    def test_a_file_of_many_lines_tells_values_by_their_beginning_and_the_last_as_state(self):
        device = self.device()
        device.end()
        log = "LEVEL   2 (log)\n---\n INFO[A]: start \n INFO[B]: up\n\n"
        device.put("state", log)
        state = "class/mic/mic0/state"
        self.run_agent("run", self.plan(f"fail ERR[*\nwait {state} LEVEL   2 * 1\n"
                                        f"wait {state} INFO[A]: start 1\n"))
        self.assertEqual(self.run_agent("status"), "mic0: INFO[B]: up (run: done)\n")
        said = self.run_agent("run", self.plan(f"wait {state} LEVEL|INFO[C]* 1\n"), status=1)
        self.assertIn('state: "INFO[B]: up" after 1 s, "LEVEL" or "INFO[C]*" was', said)
        device.put("state", log + " ERR[B]: no image\n")
        said = self.run_agent("run", self.plan(f"fail ERR[*\nwait {state} ready 60\n"),
                              status=1)
        self.assertIn('says "ERR[B]: no image", "ready" was waited for', said)

    def test_a_driver_that_is_not_there_is_told(self):
        said = self.run_agent("run", self.plan(PLAN.replace("ready 5", "ready 1")),
                              status=1)
        self.assertIn("class/mic/mic0/state: cannot be read, for 1 s: No such file or "
                      "directory; is the device there, and its driver loaded?", said)
        said = self.run_agent("run", self.plan("write class/x y\n"), status=1)
        self.assertIn("is the driver loaded?", said)
        self.assertFalse(os.path.exists(self.root + "/sys/class/x"))

    def test_devices_start_side_by_side_and_one_that_fails_spoils_no_other(self):
        self.device()
        self.device("mic1", after=("lost",))
        self.plan(PLAN)
        self.plan(PLAN.replace("mic0", "mic1"), "mic1.plan")
        said = self.run_agent("--json", "boot", status=3)
        told = json.loads(said[said.index("["):said.rindex("]") + 1])
        self.assertEqual([(t["name"], t["state"], t["result"], t["line"]) for t in told],
                         [("mic0", "online", "done", 6), ("mic1", "lost", "failed", 6)])

    def test_a_device_that_is_not_to_start_with_the_others_starts_when_named(self):
        devices = [self.device(), self.device("mic1")]
        self.plan(PLAN)
        self.plan(PLAN.replace("mic0", "mic1"), "mic1.plan")
        self.plan("", "mic1.manual")
        self.run_agent("boot")
        self.assertEqual([d.read("state") for d in devices], ["online", "ready"])
        self.assertEqual(self.run_agent("status"), "mic0: online (boot: done)\nmic1: ready\n")
        self.run_agent("boot", "mic1")
        self.assertEqual(devices[1].read("state"), "online")

    def test_devices_that_start_from_one_file_fetch_it_once(self):
        base, gets = os.urandom(3_000_000), []
        where = self.serve(gets)
        self.write("www/base", base)
        for i in range(4):
            self.plan(f"fetch /base sha256:{hashlib.sha256(base).hexdigest()} base\n"
                      f"join mic{i}.image base\n", f"mic{i}.plan")
        self.run_agent("--servers", where, "boot")
        self.assertEqual(gets, ["/base"])
        for i in range(4):
            self.assertEqual(self.read(f"var/lib/stateless/hostboot/mic{i}.image"), base)

    def test_reset_and_shutdown_have_plans_of_their_own(self):
        device = self.device(state="online")
        self.plan(PLAN)
        for verb in ("reset", "shutdown"):
            self.plan(f"write class/mic/mic0/state {verb}\n"
                      "wait class/mic/mic0/state ready 5\n", f"mic0.{verb}")
            self.run_agent(verb, "mic0")
        self.assertEqual(device.commands, ["reset", "shutdown"])
        self.assertIn("mic9.reset", self.run_agent("reset", "mic9", status=2))

    def test_files_are_fetched_verified_joined_compressed_and_linked(self):
        base, part = os.urandom(200_000), b"part" * 128
        where = self.serve()
        self.write("www/base", base)
        self.write("etc/part", part)
        self.write("dev/boot", b"old")
        plan = self.plan(f"fetch /base sha256:{hashlib.sha256(base).hexdigest()} base\n"
                         "join all base /etc/part\n"
                         "gzip /var/image.gz all\n"
                         "link /lib/firmware/image /var/image.gz\n"
                         "stream /dev/boot base /etc/part\n")
        self.run_agent("--servers", where, "run", plan)
        image = self.read("var/image.gz")
        self.assertEqual(gzip.decompress(image), base + part)
        self.assertEqual(os.stat(self.root + "/var/image.gz").st_mode & 0o777, 0o600)
        self.assertEqual(image[3:8], bytes(5), "a name or a time in the head")
        self.assertEqual(os.readlink(self.root + "/lib/firmware/image"), "/var/image.gz")
        self.assertEqual(self.read("dev/boot"), base + part)
        os.unlink(self.root + "/www/base")  # what is there already is not fetched again
        self.run_agent("--servers", where, "run", plan)
        self.assertEqual(self.read("var/image.gz"), image)

    def test_servers_are_those_of_the_hosts_configuration(self):
        device, data = self.device(), b"data"
        self.write("www/base", data)
        plan = self.plan(f"fetch /base sha256:{hashlib.sha256(data).hexdigest()} base\n" + PLAN)
        self.assertIn("mic0: ready\n", self.run_agent("status"))
        said = self.run_agent("boot", status=2)
        self.assertIn("mic0.plan:1: no server is known to fetch /base from; give --servers, or "
                      "HOSTBOOT_SERVERS in /etc/stateless/hostboot.conf", said)
        self.write("etc/stateless/hostboot.conf", b"HOSTBOOT_SERVERS=here\n")
        self.assertIn('hostboot.conf:1: "here" is no list of numeric addresses',
                      self.run_agent("boot", status=2))
        self.write("etc/stateless/hostboot.conf", f"HOSTBOOT_SERVERS={self.serve()}\n".encode())
        self.run_agent("run", plan)
        self.assertEqual(self.read("var/lib/stateless/hostboot/base"), data)
        self.assertEqual(len(device.commands), 1)

    def test_a_file_that_cannot_be_made_leaves_no_half(self):
        self.write("etc/part", b"part" * 100_000)
        for step in ("join /var/all /etc/part /etc/gone\n", "gzip /var/all /etc/gone\n"):
            said = self.run_agent("run", self.plan(step), status=1)
            self.assertIn("/etc/gone: cannot be read: No such file or directory", said)
            self.assertEqual(os.listdir(self.root + "/var"), ["lib"])

    def test_a_device_is_not_opened_for_a_stream_that_cannot_be_had(self):
        self.write("dev/boot", b"as it was")
        self.write("etc/part", b"part")
        said = self.run_agent("run", self.plan("stream /dev/boot /etc/part /etc/gone\n"),
                              status=1)
        self.assertIn("/etc/gone: cannot be read: No such file or directory", said)
        self.assertEqual(self.read("dev/boot"), b"as it was")

    def test_a_full_disk_is_told(self):
        if os.geteuid() != 0 or not shutil.which("unshare"):
            self.skipTest("a small file system needs root and unshare")
        self.write("etc/part", os.urandom(300_000))
        os.mkdir(self.root + "/small")
        for step in ("join /small/all /etc/part\n", "gzip /small/all /etc/part\n"):
            said = self.run_agent("run", self.plan(step), status=1, before=(
                "unshare", "-m", "sh", "-c", 'mount -t tmpfs -o size=64k none "$0" && "$@"',
                self.root + "/small"))
            self.assertIn("/small/all.new: cannot be written", said)
            self.assertIn("No space left on device", said)

    def test_a_wrong_byte_is_refused_before_the_device_is_touched(self):
        device, where = self.device(), self.serve()
        self.write("www/base", b"wrong")
        said = self.run_agent("--servers", where, "run", self.plan(
            f"fetch /base sha256:{'0' * 64} base\n" + PLAN), status=1)
        self.assertIn("it has another SHA-256 than the plan says", said)
        self.assertEqual(device.commands, [])
        self.assertEqual([name for name in os.listdir(self.work)
                          if not name.endswith(".lock")], ["mic0.status"])

    def test_a_wrong_plan_is_refused_before_anything_is_done(self):
        device = self.device()
        good = self.plan(PLAN)
        wrong = self.plan("write class/mic/mic1/state boot\nwait a b\n", "mic1.plan")
        said = self.run_agent("run", good, wrong, status=2)
        self.assertIn("mic1.plan:2: a wait ends with its time limit", said)
        said = self.run_agent("run", self.plan(f"fetch /a sha256:{'0' * 64} a\n"), status=2)
        self.assertIn("mic0.plan:1: no server is known", said)
        self.run_agent("run", "/nowhere.plan", status=2)
        self.run_agent("fly", status=2)
        self.assertEqual(device.commands, [])
        self.assertFalse(os.path.exists(self.work))

    def test_a_dry_run_shows_the_steps_and_does_none(self):
        device = self.device()
        said = self.run_agent("--dry-run", "run", self.plan(PLAN))
        self.assertIn(f"mic0: write {self.root}/sys/class/mic/mic0/cmdline {CMDLINE}\n",
                      said)
        self.assertIn("mic0: fail boot failed|lost\n", said)
        self.assertEqual(device.commands, [])
        self.assertFalse(os.path.exists(self.work))

    def test_a_device_has_one_run_at_a_time(self):
        self.device()
        os.makedirs(self.work)
        with open(self.work + "/mic0.lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            said = self.run_agent("run", self.plan(PLAN), status=1)
        self.assertIn("another run works on this device", said)


if __name__ == "__main__":
    unittest.main()
