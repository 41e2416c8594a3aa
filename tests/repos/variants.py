# SPDX-License-Identifier: GPL-2.0-or-later
"""Small repositories: additions to a medium, and those with one thing wrong."""

import os
import tempfile

import keys
import repository
import rpms
import tools

SPEC = """Name: {name}
Version: {version}
Release: 1
Summary: {summary}
License: GPL-2.0-or-later
{architecture}
AutoReqProv: no
{header}
%description
Made for tests.
{scripts}
%files
/usr/share/{name}
{files}
"""
HERE = os.path.dirname(os.path.abspath(__file__))
DRIVER = "kernel/drivers/net/vmxnet3/vmxnet3.ko"
UPDATED = b"a driver update of the tests"
KMOD = """Name: kmod-vmxnet3
Version: 99
Release: 1
Summary: A network driver of the kernel, as a driver update
License: GPL-2.0-only
AutoReqProv: no
Requires: kmod

%description
The kernel's own driver, and some bytes, in the folder that driver updates go to.

%post
/usr/sbin/depmod -a {kernel}

%postun
[ ! -x /usr/sbin/depmod ] || /usr/sbin/depmod -a {kernel} || :

%files
/usr/lib/modules/{kernel}/extra
"""


class Repository:
    """A repository in the making: packages, then signatures, then metadata."""

    def __init__(self, folder, work, key):
        self.folder = folder
        self.work = work
        self.key = key

    def add(self, name, version="1.0", where="", arch=None, file="", **parts):
        """A package with a file that holds its version, and maybe `file`.  Returns the
        RPM's path."""
        build = os.path.join(self.work, name)
        for path in (f"/usr/share/{name}/version", file):
            if path:
                tools.write(f"{build}/root{path}", version + "\n")
        defaults = {"summary": "A package for tests", "header": "", "scripts": "",
                    "architecture": "" if arch else "BuildArch: noarch", "files": file}
        tools.write(f"{build}/spec", SPEC.format(name=name, version=version,
                                                 **{**defaults, **parts}))
        target = os.path.join(self.folder, where)
        rpms.build(build, target, arch=arch)
        return os.path.join(target, f"{name}-{version}-1.{arch or 'noarch'}.rpm")

    def finish(self, *places):
        """Signs packages, writes and signs metadata, and puts the key beside it."""
        self.key.sign_packages(repository.all_rpms(self.folder))
        for place in places or [""]:
            self.sign_metadata(os.path.join(self.folder, place))
        tools.write(os.path.join(self.folder, "RPM-GPG-KEY-tests"), self.key.public())

    def sign_metadata(self, path, *words, modules=None):
        """Writes and signs what createrepo_c makes, with its further words."""
        repository.index(path, *words)
        if modules:
            tools.run("modifyrepo_c", "--mdtype=modules", modules,
                      os.path.join(path, "repodata"))
        self.key.sign_metadata(path)


def otherpkgs(repo, _):
    """Two folders as a list names them: site/site-tools needs base/site-common."""
    repo.add("site-common", where="base")
    repo.add("site-tools", where="site", header="Requires: site-common")
    repo.add("site-obsolete", where="site")
    repo.finish("base", "site")


def updates_1(repo, _):
    """The first version of a package; updates-2 has the second."""
    repo.add("site-versioned", "1.0")
    repo.finish()


def updates_2(repo, _):
    repo.add("site-versioned", "2.0")
    repo.finish()


def broken_requires(repo, _):
    repo.add("broken-requires", header="Requires: no-such-thing >= 1")
    repo.finish()


def failing_post(repo, _):
    scripts = "%post\necho failing-post: the script of this package fails >&2\nexit 1\n"
    repo.add("failing-post", scripts=scripts)
    repo.finish()


def failing_pre(repo, _):
    scripts = "%pre\necho failing-pre: the script of this package fails >&2\nexit 1\n"
    repo.add("failing-pre", scripts=scripts)
    repo.finish()


def wrong_signature(repo, _):
    """Signed by a key that nobody has heard of; metadata and key file are the good ones."""
    path = repo.add("wrong-signature")
    with keys.Key("stranger", os.path.dirname(repo.key.kept)) as stranger:
        stranger.sign_packages([path])
    repo.sign_metadata(repo.folder)
    tools.write(os.path.join(repo.folder, "RPM-GPG-KEY-tests"), repo.key.public())


def missing_key(repo, _):
    """All signed, and no key to be found."""
    repo.add("missing-key")
    repo.finish()
    os.unlink(os.path.join(repo.folder, "RPM-GPG-KEY-tests"))
    os.unlink(os.path.join(repo.folder, "repodata/repomd.xml.key"))


def unsigned(repo, _):
    """A package without a signature, in signed metadata."""
    repo.add("unsigned")
    repo.sign_metadata(repo.folder)
    tools.write(os.path.join(repo.folder, "RPM-GPG-KEY-tests"), repo.key.public())


def damaged(repo, _):
    """One byte of a package's payload is another one than was signed."""
    path = repo.add("damaged")
    repo.finish()
    with open(path, "r+b") as file:
        file.seek(-9, os.SEEK_END)
        byte = file.read(1)[0]
        file.seek(-9, os.SEEK_END)
        file.write(bytes([byte ^ 0xff]))


def _add_script(repo, arch, program):
    """A package whose script is a program of its architecture: not for this machine alone."""
    target = f"{repo.work}/site-script/root/usr/bin/site-script"
    os.makedirs(os.path.dirname(target))
    tools.run("cp", "--", program, target)
    repo.add("site-script", arch=arch, files="/usr/bin/site-script",
             scripts="%post -p /usr/bin/site-script")


def choices(repo, _):
    """What a list may choose from: a group and a pattern, weak dependencies, versions, the
    streams of a module, architectures."""
    made = os.path.join(HERE, "choices")
    repo.add("site-kernel", file="/lib/modules/1.0-site/vmlinuz")
    for name in ("site-a", "site-b", "site-c", "site-nice"):
        repo.add(name)
    repo.add("site-wants", header="Recommends: site-nice")
    repo.add("patterns-site-basis", header="Requires: site-a\nRecommends: site-b\n"
             "Provides: pattern() = site_basis\nProvides: pattern-visible()")
    repo.add("site-product-release", header="Provides: product() = site%%2Dproduct")
    repo.add("site-reboot", header="Provides: installhint(reboot-needed)")
    for version in ("1.0", "2.0"):
        stream = version[0]
        repo.add("site-two", version)
        repo.add("site-stream", version,
                 header=f"ModularityLabel: site-module:{stream}:{stream}:00000000")
    for debian, arch in repository.MACHINES.items():
        repo.add("site-arch", arch=arch)
        _add_script(repo, arch, f"/usr/lib/arch-test/{debian}")
    repo.finish()
    repo.sign_metadata(repo.folder, "--groupfile", os.path.join(made, "comps.xml"),
                       modules=os.path.join(made, "modules.yaml"))


def drivers(repo, tree):
    """A driver update for the kernel of the media."""
    kernel = repository.values(tree())["V"]
    build = os.path.join(repo.work, "kmod-vmxnet3")
    target = f"{build}/root/usr/lib/modules/{kernel}/extra/vmxnet3.ko"
    os.makedirs(os.path.dirname(target))
    tools.run("cp", "--", f"{tree()}/usr/lib/modules/{kernel}/{DRIVER}", target)
    with open(target, "ab") as file:  # what follows an ELF file's sections is nobody's
        file.write(UPDATED)
    tools.write(f"{build}/spec", KMOD.format(kernel=kernel))
    rpms.build(build, repo.folder)
    repo.finish()


KINDS = {make.__name__.replace("_", "-"): make for make in (
    otherpkgs, updates_1, updates_2, choices, drivers, broken_requires, failing_pre, failing_post,
    wrong_signature, missing_key, unsigned, damaged)}


def build(kind, folder, kept_keys, tree):
    """Fills an empty folder.  `tree` gives the tree of Debian packages, if it is asked for."""
    with keys.Key("tests", kept_keys) as key, tempfile.TemporaryDirectory() as work:
        KINDS[kind](Repository(folder, work, key), tree)
