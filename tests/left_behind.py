# SPDX-License-Identifier: GPL-2.0-or-later
"""What a command might leave behind on the host: mounts and processes."""

import os
import sys


def in_own_mounts():
    """Starts the script again in a mount namespace, where mounts of other tests do not
    show, and where nothing has to be unmounted."""
    if os.environ.get("IN_OWN_MOUNTS"):
        return
    os.environ["IN_OWN_MOUNTS"] = "yes"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private",
                          sys.executable, "-B", *sys.argv])


def mounts():
    with open("/proc/self/mounts", encoding="utf-8") as file:
        return sorted(line.split()[1] for line in file)


def processes(word):
    """Command lines that hold `word`: what a command left running."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                line = file.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in line and int(pid) != os.getpid():
            found.append(line)
    return found
