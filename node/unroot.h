/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unroot.h - unpacks a whole root while its archive arrives.
 */
#ifndef NODE_UNROOT_H
#define NODE_UNROOT_H

#include "untar.h"

enum { UNROOT_DEPTH = 256 /* folders within each other; plugins/ramdisk packs 250 */ };

struct unroot {
	/* Called once, when etc/selinux and the folders that it lies in are there and
	 * before anything else is.  1: a policy was loaded, and labels that were set
	 * before are set again; 0: none; -errno, which ends it.  NULL: no SELinux. */
	int (*policy)(void *arg);
	void *arg;
	/* What came of it. */
	uint64_t entries;
	uint64_t dropped; /* attributes that the file system does not hold */
	char first_dropped[UNTAR_ATTRIBUTE];
	char why[UNTAR_WHY];
};

/* Unpacks into the folder `root`, which stays the caller's: owners, modes, times,
 * attributes, ACLs, devices, hard links and holes as the archive has them.  No link is
 * followed, and an entry whose folder has not come before is refused.  0; or -errno with
 * the reason in why, and what was unpacked until then in the folder. */
int unroot(struct unroot *, int root, const struct untar_source *);

#endif
