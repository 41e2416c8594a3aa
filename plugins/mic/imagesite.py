# SPDX-License-Identifier: BSD-2-Clause
# plugins/mic/imagesite.py - the example site with the stand-ins in it, for tests of images.
"""What the tests of the image of examples/site share: a copy of the site, and its programs."""

import os
import shutil
import subprocess
import tempfile
import unittest

import standin

BUILD, SOURCE = os.environ["BUILD_DIR"], os.environ["SOURCE_DIR"]


def run(*words, status=0, **options):
    done = subprocess.run(words, capture_output=True, timeout=120, check=False, **options)
    if done.returncode != status:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


class Site(unittest.TestCase):
    def setUp(self):
        self.root = self.site()
        self.images = self.root + "/etc/stateless/images.d"

    def site(self):
        folder = tempfile.TemporaryDirectory(prefix="stateless-mic-")
        self.addCleanup(folder.cleanup)
        root = os.path.realpath(folder.name) + "/site"
        shutil.copytree(SOURCE + "/examples/site", root)
        for at, folders, files in os.walk(root):
            for name in files:
                os.chmod(os.path.join(at, name), 0o755 if "init.d" in at else 0o644)
        standin.write(root + "/etc/stateless/images.d/mic/vendor")
        return root

    def stateless(self, *words, status=0, root=None):
        done = run(BUILD + "/stateless", "--root", root or self.root, *words, status=status,
                   text=True)
        return done.stdout + done.stderr

    def current(self, name, root=None):
        with open(f"{root or self.root}/install/netboot/mic/current/{name}", "rb") as file:
            return file.read()

    def build(self, root=None):
        self.stateless("genimage", "mic", root=root)
        return self.stateless("packimage", "mic", "-m", "mic", root=root)

    def write(self, path, data, mode=0o644):
        path = os.path.join(self.images, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)

    def append(self, path, text):
        with open(os.path.join(self.images, path), "a", encoding="ascii") as file:
            file.write(text)

    def edit(self, old, new):
        path = self.images + "/mic.conf"
        with open(path, encoding="ascii") as file:
            text = file.read()
        self.assertIn(old, text)
        with open(path, "w", encoding="ascii") as file:
            file.write(text.replace(old, new))
