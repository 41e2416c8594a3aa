# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the programs that do the work, and says what failed."""

import os
import subprocess
import sys


def run(*words, env=None, timeout=600, stdin=None):
    """What a program wrote to its output; ends the tool if it fails."""
    try:
        done = subprocess.run(
            words, text=True, input=stdin or "", timeout=timeout, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})})
    except FileNotFoundError:
        sys.exit(f"{words[0]} is not installed: packaging/install run test")
    except subprocess.TimeoutExpired:
        sys.exit(f"{words[0]} was still running after {timeout} s")
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)[:500]}: exit status {done.returncode}\n"
                 f"{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()
