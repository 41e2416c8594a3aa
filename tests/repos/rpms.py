# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds RPMs, two at a time and more where there are processors."""

import concurrent.futures
import os
import shutil

import tools

MACROS = {
    "__os_install_post": "%{nil}",  # no stripping, no checks: the files are finished
    "debug_package": "%{nil}",
    "_binary_payload": "w1.zstdio",
    "_build_id_links": "none",
    "_buildhost": "localhost",
    "use_source_date_epoch_as_buildtime": "1",
}


def defines(macros):
    return [word for name, value in macros.items() for word in ("--define", f"{name} {value}")]


def build(folder, target, by_arch=False, arch=None):
    """FOLDER/spec with FOLDER/root -> TARGET/[ARCH/]NAME-VERSION-RELEASE.ARCH.rpm; `arch`:
    another architecture than this machine's."""
    name = "%%{ARCH}/" if by_arch else ""
    name += "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm"
    other = ["--target", arch] if arch else []
    tools.run("rpmbuild", "-bb", "--quiet", "--nodeps", *other, *defines(MACROS),
              *defines({"_topdir": folder, "_rpmdir": target, "_build_name_fmt": name}),
              "--buildroot", os.path.join(folder, "root"), os.path.join(folder, "spec"),
              env={"HOME": folder, "SOURCE_DATE_EPOCH": "1700000000"})
    shutil.rmtree(folder)


def build_all(jobs):
    """Jobs are arguments of build()."""
    with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        for future in [pool.submit(build, *job) for job in jobs]:
            future.result()


def query(paths, form):
    """A line per package, whatever its signature says."""
    out = tools.run("rpm", "-q", "--nosignature", "--nodigest", "--queryformat", form + "\n",
                    "-p", *paths)
    return out.splitlines()
