# SPDX-License-Identifier: GPL-2.0-or-later
"""The EL-shaped medium: BaseOS and AppStream as Red Hat's DVD has them."""

import os

import made
import recipe as recipes
import repository
import rpms
import tools

LAYOUT = repository.Layout(".el9", packages="Packages")
KEY = "RPM-GPG-KEY-redhat-release"


def _modules(recipe, folder, values):
    """modules.yaml with what rpm says of the modular packages."""
    names = {rpm.name for rpm in recipe.rpms if rpm.module}
    form = "%{NAME} %{NAME}-%|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE}.%{ARCH}"
    lines = (line.split() for line in rpms.query(repository.all_rpms(folder), form))
    artifacts = "\n".join(f"    - {nevra}" for name, nevra in lines if name in names)
    text = tools.read(recipe.made("modules.yaml"))
    return recipes.fill(text, {**values, "ARTIFACTS": artifacts})


def _index(recipe, folder, key, values):
    for name in sorted({rpm.repository for rpm in recipe.rpms}):
        path = os.path.join(folder, name)
        comps = recipe.made(f"comps-{name}.xml")
        repository.index(path, *(["--groupfile", comps] if os.path.exists(comps) else []))
        if any(rpm.module for rpm in recipe.rpms if rpm.repository == name):
            yaml = os.path.join(folder, "modules.yaml")
            tools.write(yaml, _modules(recipe, path, values))
            tools.run("modifyrepo_c", "--mdtype=modules", yaml,
                      os.path.join(path, "repodata"))
            os.unlink(yaml)
        key.sign_metadata(path)


def build(tree, folder, key):
    """Fills an empty folder."""
    values = repository.values(tree)
    recipe = repository.build_rpms("el", tree, folder, LAYOUT)
    key.sign_packages(repository.all_rpms(folder))
    _index(recipe, folder, key, values)
    tools.write(os.path.join(folder, KEY), key.public())
    made.copy(recipe.made("medium"), folder, values)
