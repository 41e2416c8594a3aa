#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/layers/layers.py - do the sources keep the borders of docs/design.md?
"""layers.py TREE: prints each breach as FILE:LINE: what; exit status 1 if there is one."""

import os
import re
import sys

FOLDERS = ("api", "wire", "core", "node", "hostboot", "plugins", "tests")

# Whom the files of a folder may include, by the longest prefix that fits.  A file of the
# same folder is included by its bare name.
MAY_INCLUDE = {
    "api": (),
    "wire": (),
    "node": ("wire/",),
    "hostboot": ("wire/", "node/", "core/base/"),
    "plugins": ("plugins/lib/",),
    "plugins/lib": (),
    "core": ("core/", "wire/"),
    "core/base": (),
    "core/config": ("core/base/",),
    "core/lists": ("core/base/",),
    "core/plugin": ("core/base/", "core/config/"),
    "core/job": ("core/base/", "core/config/", "core/plugin/"),
    "core/inventory": ("core/base/", "core/config/", "core/lists/", "wire/"),
    "core/label": ("core/base/",),
    "core/image": ("core/base/", "core/config/", "core/lists/", "wire/"),
    "tests": ("core/", "wire/", "node/", "tests/"),
}
NOBODY_INCLUDES = {"core/cli/": ("core/cli", "core/main.c")}
BORDER = "stateless/plugin.h"
SEES_BORDER = ("api", "core", "plugins", "tests")

# A library lives in its folders and nowhere else.
LIBRARIES = {
    "confuse.h": ("core/config/",),
    "dlfcn.h": ("core/plugin/",),
    "sqlite3.h": ("core/inventory/",),
    "archive.h": ("plugins/lib/", "core/initrd/", "core/media/"),
    "archive_entry.h": ("plugins/lib/", "core/initrd/", "core/media/"),
    "selinux/label.h": ("core/label/",),
    "selinux/selinux.h": ("core/label/",),
    "microhttpd.h": ("core/serve/",),
    "libelf.h": ("core/plugin/", "core/initrd/"),
    "gelf.h": ("core/plugin/", "core/initrd/"),
}

# What the core must not know: names of distributions, architectures, methods and
# platforms, DHCP vendor classes.  The folders of plugins/ are added.
NAMES = """rhel rocky almalinux centos fedora oraclelinux sles suse opensuse leap debian
ubuntu dnf yum zypper apt mmdebstrap dracut mkinitramfs
x86_64 i686 amd64 aarch64 arm64 ppc64 ppc64le riscv64 k1om
squashfs erofs ramdisk dwarfs readonly
grub ipxe iPXE petitboot shim undionly PXEClient HTTPClient""".split()

FORBIDDEN_CALLS = re.compile(r"\b(system|popen|tmpnam|mktemp)\s*\(")
MOST_LINES = 600


def without_comments(text):
    """Comments as blank lines; what stands in quotes is no comment."""
    pattern = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|/\*.*?\*/|//[^\n]*',
                         re.DOTALL)

    def keep(match):
        found = match.group(0)
        return found if found[0] in "\"'" else "\n" * found.count("\n")

    return pattern.sub(keep, text)


def is_test(path):
    name = os.path.basename(path)
    return (path.startswith("tests/") or name.endswith(("_test.c", "_fuzz.c"))
            or name in ("fixture.c", "fixture.h", "standin.c", "standin.h", "fakehost.c",
                        "fakehost.h", "fuzzhost.c", "fuzzhost.h"))


def rule_of(path):
    folder = os.path.dirname(path)
    while folder not in MAY_INCLUDE and "/" in folder:
        folder = os.path.dirname(folder)
    return MAY_INCLUDE.get(folder, ())


def check_include(tree, path, bracket, header):
    if bracket == "<":
        if header == BORDER and not path.startswith(SEES_BORDER):
            return "the plugin border is no matter of this folder"
        folders = LIBRARIES.get(header)
        if folders and not is_test(path) and not path.startswith(folders):
            return f"<{header}> may be included in {', '.join(folders)} only"
        return None
    if "/" not in header:
        beside = os.path.join(tree, os.path.dirname(path), header)
        return None if os.path.exists(beside) else f'"{header}" is not in this folder'
    if is_test(path):
        return None
    for prefix, who in NOBODY_INCLUDES.items():
        if header.startswith(prefix) and not path.startswith(who):
            return f'"{header}": nobody includes {prefix}'
    if not header.startswith(rule_of(path)):
        return f'"{header}" is beyond this folder\'s border'
    return None


def check_lines(tree, path, text, names):
    for number, line in enumerate(text.split("\n"), 1):
        include = re.match(r'\s*#\s*include\s*([<"])([^">]+)[">]', line)
        if include:
            why = check_include(tree, path, *include.groups())
            if why:
                yield number, why
            continue
        call = FORBIDDEN_CALLS.search(re.sub(r'"(?:[^"\\]|\\.)*"', '""', line))
        if call:
            yield number, f"{call.group(1)}() is never called"
        if not path.startswith("core/") or is_test(path):
            continue
        for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
            for name in names.findall(literal):
                yield number, f'the core knows no "{name}"'


def plugin_names(tree):
    folder = os.path.join(tree, "plugins")
    found = os.listdir(folder) if os.path.isdir(folder) else []
    # nfs is also a way of mounting, which the core and the node program do know.
    known = [n for n in found if n not in ("lib", "nfs")
             and os.path.isdir(os.path.join(folder, n))]
    words = "|".join(re.escape(w) for w in sorted(set(NAMES + known)))
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{words})(?![A-Za-z0-9_])")


def sources(tree):
    for top in FOLDERS:
        for folder, _, files in os.walk(os.path.join(tree, top)):
            for name in sorted(files):
                if name.endswith((".c", ".h", ".cc")):
                    yield os.path.relpath(os.path.join(folder, name), tree)


def breaches(tree):
    names = plugin_names(tree)
    for path in sorted(sources(tree)):
        with open(os.path.join(tree, path), encoding="utf-8") as file:
            text = file.read()
        lines = text.count("\n")
        if lines > MOST_LINES:
            yield f"{path}:{lines}: longer than {MOST_LINES} lines"
        if "SPDX-License-Identifier:" not in text.split("\n", 1)[0]:
            yield f"{path}:1: begins without its licence (SPDX-License-Identifier)"
        for number, why in check_lines(tree, path, without_comments(text), names):
            yield f"{path}:{number}: {why}"


def main():
    found = list(breaches(sys.argv[1]))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
