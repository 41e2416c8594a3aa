# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of other architectures, for tests: with emulators, and without any."""

import os
import shutil
import subprocess
import sys

PLACE = "/proc/sys/fs/binfmt_misc"


def register(*machines):
    """Registers emulators in this script's mount namespace, which must be its own: where
    the host has not mounted binfmt_misc, they go with it.  Why it cannot, or None."""
    if not shutil.which("update-binfmts"):
        return "there is no update-binfmts: packaging/install foreign"
    if not os.path.exists(PLACE + "/register"):
        subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", PLACE], check=True,
                       timeout=60)
    for machine in machines:
        name = "qemu-" + machine
        if machine == os.uname().machine or os.path.exists(f"{PLACE}/{name}"):
            continue
        done = subprocess.run(["update-binfmts", "--enable", name], text=True, check=False,
                              capture_output=True, timeout=60)
        if not os.path.exists(f"{PLACE}/{name}"):
            return f"{name} cannot be registered: {done.stderr or done.stdout}"
    return None


def emulate(*machines):
    """The same; ctest takes 77 for a skipped test and shows the reason."""
    reason = register(*machines)
    if reason:
        print("skipped:", reason)
        sys.exit(77)


def without_emulators(command, *registrations):
    """The command in a user namespace whose binfmt_misc holds nothing, or what is written
    to its file `register`.  None where the kernel (before 6.7) has one for all."""
    line = (f"mount -t binfmt_misc binfmt_misc {PLACE} || exit 77\n"
            + "".join(f"printf %s '{text}' >{PLACE}/register || exit 77\n"
                      for text in registrations)
            + 'exec "$@"')
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if subprocess.run([*inside, line, "sh", "true"], check=False, capture_output=True,
                      timeout=60).returncode:
        return None
    return [*inside, line, "sh", *command]
