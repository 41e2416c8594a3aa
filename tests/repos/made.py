# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that are written for a package or a medium, with @WORDS@ in them."""

import os

import recipe
import tools


def _copy_file(source, target, values):
    if os.path.lexists(target):
        os.unlink(target)  # maybe a hard link, not to be written through
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    mode = 0o755 if os.access(source, os.X_OK) else 0o644
    tools.write(target, recipe.fill(tools.read(source), values), mode)


def copy(source, target, values):
    """Copies what lies in a folder, over what lies in the other; nothing if there is none."""
    for base, _, files in os.walk(source):
        for name in files:
            path = os.path.join(base, name)
            _copy_file(path, os.path.join(target, os.path.relpath(path, source)), values)
