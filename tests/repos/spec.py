# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec file and a build root: an RPM as rpmbuild wants to have it."""

import os
import re
import stat

import made
import recipe as recipes
import tools

UNITS = "/usr/lib/systemd/system/"
PRESET = """
%post
# what systemd's %systemd_post does
if [ $1 -eq 1 ] && [ -x /usr/bin/systemctl ]; then
	/usr/bin/systemctl --no-reload preset {units} || :
fi
"""


class Writer:
    """What is the same for all specs of a repository."""

    def __init__(self, recipe, tree, facts):
        self.recipe = recipe
        self.tree = tree
        self.facts = facts  # users, groups, capabilities, values for @WORDS@, dist

    def write(self, rpm, payload, translator, folder):
        """FOLDER/spec and FOLDER/root.  Files are links into the tree, made ones are copies."""
        root = os.path.join(folder, "root")
        self._stage(rpm, payload, root)
        parts = [self._header(rpm, payload, translator),
                 f"%description\nMade from {self._origin(payload)}.\n",
                 *self._scripts(rpm, payload),
                 "%files\n%defattr(-,root,root)", *self._files(payload, root)]
        tools.write(os.path.join(folder, "spec"), "\n".join(parts) + "\n")

    @staticmethod
    def _origin(payload):
        return ", ".join(f"{one.name} {one.version}" for one in payload.packages) or "nothing"

    def _stage(self, rpm, payload, root):
        os.makedirs(root)
        for target in payload.folders:
            os.makedirs(root + target, exist_ok=True)
            os.chmod(root + target, stat.S_IMODE(self.tree.mode(payload.folders[target])))
        for target, source in payload.files.items():
            os.makedirs(os.path.dirname(root + target), exist_ok=True)
            os.link(self.tree.on_disk(source), root + target, follow_symlinks=False)
        # files made for this package win over the tree's
        made.copy(self.recipe.made(rpm.name), root, self.facts.values)

    def _header(self, rpm, payload, translator):
        version, release = version_of(rpm, payload)
        everywhere = (all(one.everywhere for one in payload.packages)
                      and not rpm.words["take"])
        summary = payload.packages[0].summary if payload.packages else rpm.name
        lines = [f"Name: {rpm.name}", f"Version: {version}",
                 f"Release: {release}{self.facts.dist}", f"Summary: {escape(summary)}",
                 "License: see /usr/share/doc", "AutoReqProv: no"]
        lines += ["BuildArch: noarch"] if everywhere else []
        lines += [f"ModularityLabel: {self.facts.label(rpm.module)}"] if rpm.module else []
        lines += [f"Requires: {name}" for name in translator.requires(rpm)]
        lines += [f"Recommends: {name}" for name in translator.recommends(rpm)]
        lines += ["Provides: " + escape(word.replace("=", " = ", 1))
                  for word in rpm.words["provides"]]
        return "\n".join(lines) + "\n"

    def _scripts(self, rpm, payload):
        """Those written for the package, and presets of its units."""
        path = self.recipe.made(rpm.name + ".spec")
        text = recipes.fill(tools.read(path), self.facts.values) if os.path.exists(path) else ""
        units = sorted(target[len(UNITS):] for target, source in payload.files.items()
                       if target.startswith(UNITS) and self._is_enabled_by_preset(source))
        if units and "%post\n" not in text:
            text += PRESET.format(units=" ".join(units))
        return [text]

    def _is_enabled_by_preset(self, source):
        path = self.tree.on_disk(source)
        if os.path.islink(path) or "@" in source or "/" in source.partition(UNITS)[2]:
            return False
        return os.path.isfile(path) and "\n[Install]" in tools.read(path)

    def _files(self, payload, root):
        sources = {**payload.folders, **payload.files}
        for base, folders, files in sorted(os.walk(root)):
            for name in sorted(folders + files):
                target = os.path.join(base, name)[len(root):]
                is_folder = os.path.isdir(root + target) and not os.path.islink(root + target)
                if not is_folder or target in payload.folders:
                    yield self._file(target, sources.get(target), is_folder, payload)

    def _file(self, target, source, is_folder, payload):
        words = ["%dir"] if is_folder else []
        if source:
            # nobody but root has a name before the package of /etc/passwd is there
            words += [] if "/etc/passwd" in payload.files else self._owner(source)
            words += ["%config(noreplace)"] if source in payload.conffiles else []
            caps = self.facts.capabilities.get(source)
            words += [f"%caps({caps})"] if caps else []
        elif target.startswith("/etc/") and not is_folder:
            words.append("%config(noreplace)")
        return " ".join([*words, quoted(target)])

    def _owner(self, source):
        st = os.lstat(self.tree.on_disk(source))
        if st.st_uid == 0 and st.st_gid == 0:
            return []
        return [f"%attr(-,{self.facts.users[st.st_uid]},{self.facts.groups[st.st_gid]})"]


def version_of(rpm, payload):
    """Version and release: those that the list says, or those of the first package."""
    if rpm.words["version"]:
        return translated(rpm.words["version"][0])
    if not payload.packages:
        raise SystemExit(f"{rpm.name}: no Debian package is named that is in the tree, "
                         "and no version=")
    return translated(payload.packages[0].version)


def translated(text):
    """2:1.2-3-4+b1 is version 1.2.3 and release 4+b1; 1.2 is release 1 of it."""
    text = text.partition(":")[2] or text
    version, _, release = text.rpartition("-")
    clean = [re.sub(r"[^A-Za-z0-9._+~]", ".", part) for part in (version or text, release)]
    return clean[0], clean[1] if version else "1"


def escape(text):
    return text.replace("%", "%%")


def quoted(path):
    """For %files, where blanks, percent signs and what glob(7) knows have a meaning."""
    return '"' + escape(re.sub(r"[\\\[\]{}*\"]", "?", path)) + '"'
