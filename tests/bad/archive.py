# SPDX-License-Identifier: GPL-2.0-or-later
"""A small archive of packages on loopback, signed by a key of its own."""

import functools
import hashlib
import http.server
import os
import socket
import subprocess
import threading
import time


def run(*words, **options):
    return subprocess.run(words, check=True, capture_output=True, timeout=60, **options)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Archive:
    """folder/dists/bookworm, with the packages that add() was given."""

    def __init__(self, folder):
        self.folder = folder
        self.server = None
        os.makedirs(os.path.join(folder, "pool"))

    def add(self, name, size, *fields):
        """A package with one file of zeros: small here, large in a tree."""
        work = os.path.join(self.folder, "work", name)
        os.makedirs(os.path.join(work, "DEBIAN"))
        os.makedirs(os.path.join(work, "usr/share", name))
        with open(os.path.join(work, "usr/share", name, "data"), "wb") as file:
            file.truncate(size)
        with open(os.path.join(work, "DEBIAN/control"), "w", encoding="utf-8") as file:
            file.write("\n".join([f"Package: {name}", "Version: 1", "Architecture: amd64",
                                  "Maintainer: nobody <nobody@localhost>", "Priority: required",
                                  f"Description: {name}", *fields, ""]))
        run("dpkg-deb", "--root-owner-group", "-Zgzip", "-b", work,
            os.path.join(self.folder, "pool", f"{name}_1_amd64.deb"))

    def index(self):
        """Packages and Release, unsigned."""
        suite = os.path.join(self.folder, "dists/bookworm")
        os.makedirs(os.path.join(suite, "main/binary-amd64"), exist_ok=True)
        packages = run("dpkg-scanpackages", "pool", cwd=self.folder).stdout
        with open(os.path.join(suite, "main/binary-amd64/Packages"), "wb") as file:
            file.write(packages)
        date = time.strftime("%a, %d %b %Y %H:%M:%S UTC", time.gmtime())
        with open(os.path.join(suite, "Release"), "w", encoding="utf-8") as file:
            file.write("Origin: test\nSuite: stable\nCodename: bookworm\nComponents: main\n"
                       f"Architectures: amd64 s390x\nDate: {date}\nSHA256:\n "
                       f"{hashlib.sha256(packages).hexdigest()} {len(packages)} "
                       "main/binary-amd64/Packages\n")

    def sign(self, home):
        suite = os.path.join(self.folder, "dists/bookworm")
        run("gpg", "--homedir", home, "--batch", "--yes", "--clearsign", "-o",
            os.path.join(suite, "InRelease"), os.path.join(suite, "Release"))

    def serve(self):
        handler = functools.partial(Quiet, directory=self.folder)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()


def make_key(home, keyring):
    """A new signing key in a GnuPG home of its own; its public part in `keyring`."""
    os.makedirs(home, mode=0o700)
    run("gpg", "--homedir", home, "--batch", "--passphrase", "", "--quick-generate-key",
        "test <test@localhost>", "rsa2048", "sign", "never")
    os.makedirs(os.path.dirname(keyring), exist_ok=True)
    with open(keyring, "wb") as file:
        file.write(run("gpg", "--homedir", home, "--export").stdout)
    os.chmod(keyring, 0o644)


def stop_agent(home):
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False,
                   capture_output=True, timeout=60)


def closed_port():
    """A port of loopback at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
