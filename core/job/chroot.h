/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/job/chroot.h - programs of the tree, run in the tree.
 */
#ifndef JOB_CHROOT_H
#define JOB_CHROOT_H

#include "core/base/exec.h"

/* Runs `exec` chrooted into the tree with /proc, /sys and a small /dev, which are mounted
 * for its time only.  In the worker alone: the mounts are in its namespace.  folder and
 * fd: of the tree.  Returns as exec_run(). */
int chroot_run(struct log *, const char *folder, int fd, const struct exec *) MUST_CHECK;

#endif
