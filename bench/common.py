# SPDX-License-Identifier: GPL-2.0-or-later
"""What the measurements share: the release build, a site with its images, clocks, verdicts."""

import hashlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(SOURCE, "build/release")
WORK = os.path.join(SOURCE, "build/bench")
PROGRAM = os.path.join(BUILD, "stateless")
NAME = "bench/" + os.path.basename(sys.argv[0])

# The image of examples/site, and the same with the kernel of real machines.
KERNELS = {"compute": "linux-image-cloud-amd64", "metal": "linux-image-amd64"}


# ---- before anything is measured

def prepare(*programs, root=True, targets=()):
    """Ends the script where it cannot run; else there is a release build."""
    sys.stdout.reconfigure(line_buffering=True)
    if root and os.geteuid() != 0:
        sys.exit(f"{NAME}: run me as root: images hold files of many users")
    for program in programs:
        if not shutil.which(program):
            sys.exit(f"{NAME}: {program} is missing: packaging/install build run bench")
    quiet = {"cwd": SOURCE, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["cmake", "--preset", "release"], **quiet)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", "all", *targets],
                   **quiet)
    os.makedirs(WORK, exist_ok=True)
    say_machine()


def say_machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    print(f"{os.cpu_count()} CPUs{', ' + model.group(1) if model else ''}; "
          f"load {os.getloadavg()[0]:.1f}")


class Site:
    """A copy of examples/site that all measurements use, with trees built once."""

    def __init__(self):
        self.root = os.path.join(WORK, "site")
        self.images = self.path("etc/stateless/images.d")
        shutil.copytree(os.path.join(SOURCE, "examples/site"), self.root, dirs_exist_ok=True)
        with open(os.path.join(self.images, "compute.conf"), encoding="utf-8") as file:
            text = file.read().replace("compute", "metal")
        text = re.sub(r" *squashfs \{[^}]*\}\n", "", text)  # packed by the default level
        # the files beside it are the example's, but for the list of packages
        text = re.sub(r"metal\.(exlist|synclist|postinstall)", r"compute.\1", text)
        self.write("metal.conf", text)
        with open(os.path.join(self.images, "compute.pkglist"), encoding="utf-8") as file:
            self.write("metal.pkglist",
                       file.read().replace(KERNELS["compute"], KERNELS["metal"]))

    def write(self, name, text):
        with open(os.path.join(self.images, name), "w", encoding="utf-8") as file:
            file.write(text)

    def path(self, *names):
        return os.path.join(self.root, *names)

    def command(self, *words):
        return [PROGRAM, "--root", self.root, *words]

    def run(self, *words):
        done = subprocess.run(self.command(*words), capture_output=True, text=True,
                              check=False)
        if done.returncode:
            sys.exit(f"{NAME}: stateless {' '.join(words)} failed:\n{done.stderr}")
        return done.stdout

    def tree(self, image):
        """The image's tree, built unless an earlier measurement did."""
        tree = self.path("install/trees", image, "rootimg")
        if not os.path.exists(tree):
            print(f"building the image {image}, once")
            self.run("genimage", image)
        return tree

    def generation(self, image):
        """The folder of its packed generation, of this build."""
        self.tree(image)
        self.run("packimage", image)
        return os.path.realpath(self.path("install/netboot", image, "current"))


class Server:
    """`stateless serve` of a site on loopback, while in a with statement."""

    def __init__(self, site):
        self.process = subprocess.Popen(
            site.command("serve", "--listen", "127.0.0.1", "--port", "0"),
            stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r"port (\d+)", self.process.stdout.readline()).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# ---- measuring

class Figure:
    def __init__(self, wall, cpu, resident):
        self.wall, self.cpu, self.resident = wall, cpu, resident


def timed(argv, watched=None, **options):
    """Seconds as they pass, seconds of CPU, and the peak memory in MB of the processes
    called `watched`, the sum of each one's own."""
    os.sync()
    started = time.monotonic()
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, **options) as process:
        peaks, ended = {}, threading.Event()
        watcher = threading.Thread(target=watch, args=(process.pid, watched, peaks, ended))
        if watched:
            watcher.start()
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        if watched:
            watcher.join()
    if process.returncode:
        sys.exit(f"{NAME}: {' '.join(argv)} failed:\n{said}")
    return Figure(wall, usage.ru_utime + usage.ru_stime, sum(peaks.values()) / 1024)


def watch(pid, name, peaks, ended):
    """Every 5 ms: the kernel keeps each process's peak, so only its last is lost."""
    seen = {pid}
    while not ended.wait(0.005):
        for parent in list(seen):
            try:
                with open(f"/proc/{parent}/task/{parent}/children", encoding="utf-8") as file:
                    seen.update(map(int, file.read().split()))
                with open(f"/proc/{parent}/status", encoding="utf-8") as file:
                    status = file.read()
            except OSError:
                continue
            peak = re.search(r"VmHWM:\s+(\d+)", status)
            if peak and re.search(rf"(?m)^Name:\t{name}$", status):
                peaks[parent] = max(peaks.get(parent, 0), int(peak.group(1)))


def turns(rounds, peers):
    """{name: [Figure]} of functions that take turns; one round before warms the caches."""
    figures = {name: [] for name in peers}
    for turn in range(rounds + 1):
        for name, run in peers.items():
            figure = run()
            if turn:
                figures[name].append(figure)
    return figures


def median(figures, field="wall"):
    return statistics.median(getattr(figure, field) for figure in figures)


def ratio(ours, theirs, field="wall"):
    """The median of the rounds' ratios: what disturbs the machine disturbs both."""
    return statistics.median(getattr(a, field) / getattr(b, field)
                             for a, b in zip(ours, theirs))


# ---- showing

def show(name, figures, note=""):
    walls = [figure.wall for figure in figures]
    print(f"{name:18} {statistics.median(walls):7.2f} s  {min(walls):.2f} to "
          f"{max(walls):.2f}   CPU {median(figures, 'cpu'):.2f} s   {note}")


class Verdict:
    """Limits; end() makes a missed one the script's exit status.

    One that was never reached is printed as missed each time; the exit status is about
    getting worse than `known`, the figure of docs/performance.md."""

    def __init__(self):
        self.missed = 0

    def limit(self, what, value, most, unit="", least=False, known=None):
        good = value >= most if least else value <= most
        is_known = known is not None and value <= known
        self.missed += not good and not is_known
        print(f"{'ok    ' if good else 'MISSED'} {what}: {value:.2f}{unit}, "
              f"{'at least' if least else 'at most'} {most:g}{unit}"
              + (f" (known: up to {known:g}{unit})" if is_known and not good else ""))

    def end(self):
        sys.exit(1 if self.missed else 0)
