# SPDX-License-Identifier: GPL-2.0-or-later
"""Throw-away OpenPGP keys, and signatures made with them."""

import os
import shutil
import tempfile

import rpms
import tools

PARAMETERS = """%no-protection
Key-Type: RSA
Key-Length: 3072
Key-Usage: sign
Name-Real: {name}
Name-Email: {email}
Expire-Date: 0
%commit
"""


class Key:
    """A key of that name, with a keyring for the length of a `with`; `folder` keeps it."""

    def __init__(self, name, folder):
        self.email = name + "@test.invalid"
        self.name = "Key of the tests: " + name
        self.kept = os.path.join(folder, name + ".asc")
        self.home = None

    def __enter__(self):
        # gpg-agent's socket lies here, and its path has room for 107 bytes
        self.home = tempfile.mkdtemp(prefix="gpg-", dir="/tmp")
        if os.path.exists(self.kept):
            self._gpg("--import", self.kept)
        else:
            self._gpg("--generate-key",
                      stdin=PARAMETERS.format(name=self.name, email=self.email))
            secret = self._gpg("--armor", "--export-secret-keys", self.email)
            tools.write(self.kept, secret, 0o600)
        return self

    def __exit__(self, *_):
        tools.run("gpgconf", "--homedir", self.home, "--kill", "all")
        shutil.rmtree(self.home)

    def _gpg(self, *words, stdin=None):
        return tools.run("gpg", "--homedir", self.home, "--batch", "--quiet", *words,
                         stdin=stdin)

    def public(self):
        """The key as RPM-GPG-KEY-* files hold it."""
        return self._gpg("--armor", "--export", self.email)

    def package_name(self):
        """What rpm calls it in its database, which is what media call its file."""
        listing = self._gpg("--with-colons", "--list-keys", self.email).splitlines()
        fields = next(line.split(":") for line in listing if line.startswith("pub:"))
        return f"gpg-pubkey-{fields[4][-8:].lower()}-{int(fields[5]):08x}"

    def sign_packages(self, paths):
        tools.run("rpmsign", "--addsign", *rpms.defines({
            "_gpg_name": self.email, "_gpg_path": self.home, "__gpg": shutil.which("gpg"),
            "_gpg_digest_algo": "sha256"}), *paths, env={"HOME": self.home})

    def sign_metadata(self, repository):
        """repodata/repomd.xml.asc, and the key beside it, where zypper looks for it."""
        repomd = os.path.join(repository, "repodata/repomd.xml")
        self._gpg("--yes", "--armor", "--detach-sign", "--local-user", self.email, repomd)
        tools.write(repomd + ".key", self.public())
