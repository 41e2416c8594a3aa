# SPDX-License-Identifier: GPL-2.0-or-later
"""Dependencies between Debian packages as dependencies between RPMs."""


class Translator:
    """Knows which RPM a Debian package became, and who provides what."""

    def __init__(self, recipe, payloads, packages):
        self.recipe = recipe
        self.payloads = payloads
        self.rpms = {package.name: name for name, payload in payloads.items()
                     for package in payload.packages}
        self.providers = {}
        for package in packages.values():
            for name in package.provides:
                self.providers.setdefault(name, []).append(package.name)
        self.first = recipe.rpms[0].name
        self.before_first = self._closure(self.first)

    def _closure(self, name):
        """What an RPM needs by the list's own words, itself included."""
        found, todo = set(), [name]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += [need for rpm in self.recipe.rpms for need in rpm.words["requires"]
                         if one in (rpm.name, *_names(rpm.words["provides"]))]
                todo += [rpm.name for rpm in self.recipe.rpms
                         if one in _names(rpm.words["provides"])]
        return found

    def _one(self, alternatives):
        """The RPM of the first alternative that there is, or of its first provider."""
        for name in alternatives:
            for candidate in [name, *self.providers.get(name, [])]:
                if candidate in self.rpms:
                    return self.rpms[candidate]
        return None

    def _relations(self, rpm, field):
        found = {self._one(alternatives) for package in self.payloads[rpm.name].packages
                 for alternatives in getattr(package, field)}
        return found - {None, rpm.name}

    def requires(self, rpm):
        if rpm.name in self.before_first:
            return sorted(rpm.words["requires"])
        return sorted(self._relations(rpm, "depends") | {self.first, *rpm.words["requires"]})

    def recommends(self, rpm):
        return sorted(self._relations(rpm, "recommends") | {*rpm.words["recommends"]})


def _names(provides):
    return [word.partition("=")[0] for word in provides]
