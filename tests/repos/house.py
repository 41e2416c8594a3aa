# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the repositories share: the tool, and rpm and dnf kept off the host."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = os.path.join(os.environ["BUILD_DIR"], "tests", "repos")
CACHE = os.environ.get("STATELESS_TEST_CACHE") or os.path.join(WORK, "cache")

DNF = """[main]
gpgcheck=1
install_weak_deps=0
cachedir={home}/cache
logdir={home}
reposdir={home}
module_platform_id=platform:el9
"""
REPOSITORY = """[{name}]
name={name}
baseurl=file://{folder}
gpgkey=file://{key}
repo_gpgcheck={checked}
"""


def skip_unless_root():
    """ctest takes 77 for a skipped test and shows the reason."""
    if os.geteuid() != 0:
        print("skipped: installing packages needs root")
        sys.exit(77)


def run(*words, status=0, timeout=300, **options):
    """What a program said; fails with it if it ends otherwise."""
    print("+", *words, flush=True)
    done = subprocess.run(words, text=True, stdin=subprocess.DEVNULL, timeout=timeout,
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options)
    if done.returncode != status:
        sys.stdout.write(done.stdout[-4000:])
        raise AssertionError(f"exit status {done.returncode}, not {status}: {words}")
    return done.stdout


def build(what, folder, status=0):
    """tests/repos/build WHAT FOLDER"""
    return run(os.path.join(HERE, "build"), "--cache", CACHE, what, folder, status=status,
               timeout=1700)


class Dnf:
    """A root to install into, with a configuration and an rpm database of its own."""

    def __init__(self, repositories, checked=True):
        """`repositories`: name -> (folder, file of the public key)"""
        self.home = tempfile.TemporaryDirectory(prefix="stateless-repos-")
        self.root = os.path.join(self.home.name, "root")
        os.makedirs(os.path.join(self.root, "var/lib/rpm"))
        self.conf = os.path.join(self.home.name, "dnf.conf")
        with open(os.path.join(self.home.name, ".rpmmacros"), "w", encoding="utf-8") as file:
            file.write("%_dbpath /var/lib/rpm\n")  # Debian's rpm has it in the home folder
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(DNF.format(home=self.home.name))
            for name, (folder, key) in repositories.items():
                file.write(REPOSITORY.format(name=name, folder=folder, key=key,
                                             checked=int(checked)))

    def run(self, *words, status=0):
        return run("dnf", "-y", "-c", self.conf, f"--installroot={self.root}",
                   "--releasever=9", *words, status=status,
                   env={**os.environ, "HOME": self.home.name, "LC_ALL": "C"})

    def close(self):
        self.home.cleanup()
