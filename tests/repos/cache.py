# SPDX-License-Identifier: GPL-2.0-or-later
"""What was made before, by the digest of all that it was made from."""

import contextlib
import fcntl
import hashlib
import os
import shutil

import tools

STAMP = ".tests-repos"


def default():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.environ.get("STATELESS_TEST_CACHE") or os.path.join(base, "stateless-tests")


@contextlib.contextmanager
def locked(folder):
    """One at a time: a second caller waits, and finds everything made."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(*words):
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def digest_of(folder):
    """Names, modes and contents of a folder of sources."""
    sums = []
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = os.path.join(base, name)
            is_link = os.path.islink(path)
            text = os.readlink(path) if is_link else tools.read(path)
            sums += [os.path.relpath(path, folder), str(os.lstat(path).st_mode & 0o111), text]
    return digest(*sums)


def made(folder, make):
    """FOLDER, which `make(NEW)` fills if it is not there: all of it, or nothing."""
    if not os.path.isdir(folder):
        new = folder + ".new"
        shutil.rmtree(new, ignore_errors=True)
        os.makedirs(new)
        make(new)
        os.rename(new, folder)
    return folder


def is_current(target, key):
    """Whether TARGET is what a copy for KEY would be.  Refuses what others made."""
    stamp = os.path.join(target, STAMP)
    if os.path.exists(stamp):
        return tools.read(stamp) == key
    if os.path.isdir(target) and os.listdir(target):
        raise SystemExit(f"{target}: is not empty, and was not made by this tool")
    return False


def copy(source, target, key):
    """A copy that the caller may spoil; the old one is gone when the new one is complete."""
    new = target + ".new"
    shutil.rmtree(new, ignore_errors=True)
    os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    tools.run("cp", "-a", "--reflink=auto", "--", source, new)
    tools.write(os.path.join(new, STAMP), key)
    shutil.rmtree(target, ignore_errors=True)
    os.rename(new, target)
