/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/inside.h - a user's command, run in a tree.
 */
#ifndef BUILD_INSIDE_H
#define BUILD_INSIDE_H

#include "core/base/log.h"

#include <stdbool.h>

struct inside {
	const char *const *argv;
	bool terminal; /* standard input is a terminal whose foreground we are */
};

/* Runs argv chrooted into the tree, with /proc, /sys, /dev, an empty /run and this
 * machine's resolver, on our own standard input, output and error.  In the worker alone:
 * what it mounts and what the command leaves running ends with that.  folder and fd: of
 * the tree.  0, or -errno after saying how the command ended. */
int inside_run(struct log *, const char *folder, int fd,
	       const struct inside *) MUST_CHECK;

#endif
