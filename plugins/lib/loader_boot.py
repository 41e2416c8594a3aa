# SPDX-License-Identifier: BSD-2-Clause
"""An emulated machine goes from its firmware to the kernel, by the files of nodeset.

The image is one of make_world's, in which kernel and initrd are a distribution's kernel and
a static program that tells its command line: what is proven is the loader's part.  A
machine may have a second card, on a network where nobody answers.  Kernel and loader are
Debian's packages for that architecture, fetched into a package cache of the build tree; the
host's dpkg knows nothing of them.
"""

import contextlib
import glob
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.environ["BUILD_DIR"]
PROGRAM = os.path.join(BUILD, "stateless")
SKIP = 77
OTHER = 8  # SL_OTHER of api/stateless/plugin.h
NETWORK = ("deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
           "http://deb.debian.org/debian {} main\n")
INIT = r"""
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
	char text[4096];
	ssize_t n;
	int fd;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
	mount("proc", "/proc", "proc", 0, 0);
	fd = open("/dev/console", O_RDWR);
	for (int i = 0; fd >= 0 && i < 3; i++)
		dup2(fd, i);
	fd = open("/proc/cmdline", O_RDONLY);
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	printf("\nLOADED %sEND\n", text);
	fflush(stdout);
	sleep(1);
	reboot(RB_POWER_OFF);
	return 0;
}
"""


def skip(why):
    print("skipped:", why)
    sys.exit(SKIP)


def need(*programs):
    if os.geteuid() != 0:
        skip("a network of its own needs root")
    for program in programs:
        if not shutil.which(program):
            skip(f"{program} is not installed")
    if not os.path.exists("/dev/net/tun"):
        skip("there is no /dev/net/tun")


def run(*words, **options):
    done = subprocess.run(words, text=True, capture_output=True, timeout=300, check=False,
                          **options)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)


class Packages:
    """Packages of another architecture, unpacked."""

    def __init__(self, arch, suite="bookworm"):
        place = arch if suite == "bookworm" else f"{arch}-{suite}"
        self.top = os.path.join(BUILD, "tests", "packages-" + place)
        for name in ("lists/partial", "cache/archives/partial", "tree"):
            os.makedirs(os.path.join(self.top, name), exist_ok=True)
        for name, text in (("sources", NETWORK.format(suite)), ("status", "")):
            with open(os.path.join(self.top, name), "w", encoding="ascii") as file:
                file.write(text)
        self.options = []
        for key, value in (("APT::Architecture", arch), ("APT::Architectures", arch),
                           ("Dir::State", self.top), ("Dir::Cache", self.top + "/cache"),
                           ("Dir::State::status", self.top + "/status"),
                           ("Dir::State::lists", self.top + "/lists"),
                           ("Dir::Etc::sourcelist", self.top + "/sources"),
                           ("Dir::Etc::sourceparts", "/dev/null"),
                           ("APT::Sandbox::User", "root")):
            self.options += ["-o", f"{key}={value}"]

    def tree(self, kernel, *names):
        """The folder they are unpacked in; `kernel` is a metapackage, or None."""
        tree = os.path.join(self.top, "tree")
        names = [name for name in (kernel, *names) if name]
        missing = [name for name in names if not os.path.exists(self.done(name))]
        if missing:
            try:
                run("apt-get", *self.options, "update")
            except AssertionError as error:
                skip(f"packages cannot be fetched: {error}")
        for name in missing:
            self.unpack(name, self.depends(name) if name == kernel else name, tree)
        return tree

    def done(self, name):
        return os.path.join(self.top, "done-" + name)

    def depends(self, name):
        """The kernel that the metapackage stands for."""
        told = run("apt-cache", *self.options, "depends", name)
        return told.split("Depends: ")[1].split()[0]

    def unpack(self, name, package, tree):
        run("apt-get", *self.options, "download", package, cwd=self.top)
        for file in glob.glob(self.top + "/*.deb"):
            run("dpkg-deb", "-x", file, tree)
            os.remove(file)
        with open(self.done(name), "w", encoding="ascii"):
            pass


def make_initrd(compiler, folder):
    root = os.path.join(folder, "initrd.d")
    os.makedirs(root)
    source = os.path.join(folder, "init.c")
    with open(source, "w", encoding="ascii") as file:
        file.write(INIT)
    run(compiler, "-static", "-O2", "-o", os.path.join(root, "init"), source)
    return subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input=b"init\n", cwd=root,
                          stdout=subprocess.PIPE, timeout=60, check=True).stdout


class Site:
    """A node n1 that is set to image a."""

    def __init__(self, arch, kernel, compiler, section, more=None, words=None):
        self.root = tempfile.mkdtemp(prefix="loader-" + arch + "-",
                                     dir=os.path.join(BUILD, "tests"))
        run(os.path.join(BUILD, "make_world"), self.root, "1", arch)
        with open(self.path("etc/stateless/stateless.conf"), "a", encoding="ascii") as file:
            file.write('dhcpinterfaces = { "sl0" }\n' + section)
        if more:
            self.add_artefact(more)
        if words:
            self.run("chdef", "-t", "node", "-o", "n1", "addkcmdline=" + words)
        self.run("nodeset", "n1", "netboot=a")
        # nodeset knows the sizes of what make_world made
        current = os.path.realpath(self.path("install/netboot/a/current"))
        shutil.copyfile(kernel, os.path.join(current, "kernel"))
        with open(os.path.join(current, "initrd"), "wb") as file:
            file.write(make_initrd(compiler, self.root))

    def add_artefact(self, path):
        """A file that the platform's plugin would have made, in a generation of its own."""
        current = os.path.realpath(self.path("install/netboot/a/current"))
        name = os.path.basename(path)
        shutil.copyfile(path, os.path.join(current, name))
        with open(path, "rb") as file:
            line = "artefact {} {} {} {}".format(
                OTHER, os.path.getsize(path), hashlib.sha256(file.read()).hexdigest(), name)
        with open(os.path.join(current, "manifest"), encoding="ascii") as file:
            lines = file.read().splitlines()
        rest = [old for old in lines if not old.startswith("artefact ")]
        artefacts = sorted([line] + lines[len(rest):], key=lambda old: old.split()[4])
        text = "\n".join(rest + artefacts) + "\n"
        with open(os.path.join(current, "manifest"), "w", encoding="ascii") as file:
            file.write(text)
        generation = hashlib.sha256(text.encode()).hexdigest()[:16]
        os.rename(current, os.path.join(os.path.dirname(current), generation))
        for link in glob.glob(self.path("install/netboot/a/current*")):
            os.remove(link)
            os.symlink(generation, link)

    def path(self, name):
        return os.path.join(self.root, name)

    def run(self, *words):
        return run(PROGRAM, "--root", self.root, *words)

    @contextlib.contextmanager
    def serving(self):
        """The node's network, with DHCP, TFTP and HTTP; yields where their words go."""
        for words in ("link set lo up", "tuntap add dev sl0 mode tap",
                      "addr add 10.0.0.1/8 dev sl0", "link set sl0 up",
                      "tuntap add dev other0 mode tap", "link set other0 up"):
            run("ip", *words.split())
        log = open(self.path("dnsmasq.log"), "w", encoding="utf-8")
        dnsmasq = subprocess.Popen(
            ["dnsmasq", "--keep-in-foreground", "--port=0", "--user=root", "--group=root",
             "--log-facility=-", "--log-dhcp", f"--dhcp-leasefile={self.path('leases')}",
             f"--conf-file={self.path('var/lib/stateless/dnsmasq/stateless.conf')}",
             f"--pid-file={self.path('dnsmasq.pid')}"], stdout=log, stderr=log)
        web = subprocess.Popen([sys.executable, "-m", "http.server", "80", "--bind", "10.0.0.1",
                                "--directory", self.path("install")], stdout=log, stderr=log)
        try:
            self.wait_for_servers()
            yield log
        finally:
            for process in (dnsmasq, web):
                stop(process)
            log.close()

    def wait_for_servers(self):
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("10.0.0.1", 80), timeout=5).close()
                if os.path.exists(self.path("dnsmasq.pid")):
                    return
            except ConnectionRefusedError:
                pass
            if time.monotonic() > until:
                raise AssertionError("the servers do not come up within 30 s")
            time.sleep(0.05)

    def start(self, emulator, log):
        return subprocess.Popen(
            [*emulator, "-accel", "tcg", "-display", "none", "-monitor", "none", "-no-reboot",
             "-m", "2G", "-serial", f"file:{self.path('console')}",
             "-netdev", "tap,id=other,ifname=other0,script=no,downscript=no",
             "-netdev", "tap,id=net0,ifname=sl0,script=no,downscript=no"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def boot(self, emulator, seconds, refusal=None):
        """The kernel's command line, as the node tells it; or, with `refusal`, what the
        console says until a loader has said that."""
        with self.serving() as log:
            machine = self.start(emulator, log)
            try:
                return self.wait(machine, seconds, refusal)
            finally:
                stop(machine)

    def wait(self, machine, seconds, refusal=None):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            text = self.console()
            if refusal and refusal in text:
                return text
            if "LOADED " in text and "END" in text.split("LOADED ", 1)[1]:
                if refusal:
                    raise AssertionError(f"it was loaded, without {refusal!r}")
                return text.split("LOADED ", 1)[1].split("END")[0].split()
            if machine.poll() is not None:
                break
            time.sleep(0.5)
        with open(self.path("dnsmasq.log"), encoding="utf-8") as file:
            told = file.read()
        raise AssertionError(f"no {refusal or 'kernel'} within {seconds} s:\n{self.console()[-3000:]}\n"
                             f"{told[-3000:]}")

    def expect(self, *wanted):
        """What the servers of the loader's files have said."""
        with open(self.path("dnsmasq.log"), encoding="utf-8") as file:
            told = file.read()
        for text in wanted:
            if text not in told:
                raise AssertionError(f"{text!r} was not asked for:\n{told[-3000:]}")

    def console(self):
        try:
            with open(self.path("console"), encoding="utf-8", errors="replace") as file:
                return file.read().replace("\r", "")
        except FileNotFoundError:
            return ""

    def remove(self):
        shutil.rmtree(self.root)


def own_network():
    """Runs this script again, in a network namespace of its own."""
    if os.environ.get("OWN_NETWORK") == "1":
        return
    os.environ["OWN_NETWORK"] = "1"
    os.execvp("unshare", ["unshare", "--net", sys.executable, "-B", *sys.argv])


def check(words, *wanted):
    for word in ("BOOTIF=01-52-54-00-00-00-01", "ip=10.1.0.1:::255.0.0.0:n1::none",
                 *wanted):
        if word not in words:
            raise AssertionError(f"{word} is not on the command line: {' '.join(words)}")
    print("loaded with", " ".join(words))
