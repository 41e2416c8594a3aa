# SPDX-License-Identifier: GPL-2.0-or-later
"""The SLE-shaped medium: product and modules as SUSE's full medium has them."""

import os

import made
import repository
import tools

LAYOUT = repository.Layout(".150400", by_arch=True)


def build(tree, folder, key):
    """Fills an empty folder."""
    values = repository.values(tree)
    recipe = repository.build_rpms("sle", tree, folder, LAYOUT)
    key.sign_packages(repository.all_rpms(folder))
    for name in sorted({rpm.repository for rpm in recipe.rpms}):
        repository.index(os.path.join(folder, name))
        key.sign_metadata(os.path.join(folder, name))
    tools.write(os.path.join(folder, key.package_name() + ".asc"), key.public())
    made.copy(recipe.made("medium"), folder, values)
