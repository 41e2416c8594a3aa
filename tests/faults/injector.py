# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs `stateless` with inject.so preloaded, and strikes at one call of one class."""

import mmap
import os
import signal
import struct
import subprocess
import tempfile
import time

# As in inject.h.
CLASSES = ["write", "rename", "link", "mount", "sync"]
NONE, FAIL, KILL, SIGNAL = range(4)
FAULT = struct.Struct("=IIIIQ5Q")
WANTS_END = 12
SECONDS = 60


class Result:
    def __init__(self, status, out, said, counts):
        self.status, self.out, self.said, self.counts = status, out, said, counts


def libraries(build):
    """Sanitizers want to be loaded first."""
    program = os.path.join(build, "stateless")
    linked = subprocess.run(["ldd", program], text=True, capture_output=True, check=True).stdout
    first = [line.split()[2] for line in linked.splitlines()
             if line.split()[0].startswith(("libasan", "libubsan", "libclang_rt"))]
    return first + [os.path.join(build, "faults", "inject.so")]


def run(build, words, kind="write", at=0, action=NONE, error=0):
    """One run; `words` are those of the command line, options included."""
    with tempfile.NamedTemporaryFile(prefix="stateless-fault-") as file:
        file.write(FAULT.pack(CLASSES.index(kind), action, error, 0, at, *[0] * 5))
        file.flush()
        with mmap.mmap(file.fileno(), FAULT.size) as shared:
            env = dict(os.environ, FAULT_FILE=file.name,
                       LD_PRELOAD=":".join(libraries(build)),
                       ASAN_OPTIONS="detect_leaks=0")
            program = subprocess.Popen([os.path.join(build, "stateless"), *words], text=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env=env, start_new_session=True)
            watch(program, shared)
            out, said = program.communicate(timeout=SECONDS)
            return Result(program.returncode, out, said, FAULT.unpack(shared[:])[5:])


def watch(program, shared):
    """Kills the whole process group once a process of it asks for that."""
    end = time.monotonic() + SECONDS
    while program.poll() is None and time.monotonic() < end:
        if shared[WANTS_END]:
            os.killpg(program.pid, signal.SIGKILL)
            return
        time.sleep(0.002)
    if program.poll() is None:
        os.killpg(program.pid, signal.SIGKILL)
        raise AssertionError(f"{program.args} did not end in {SECONDS} s")
