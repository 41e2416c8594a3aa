/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/way.h - how a node gets its root: one file for each way.
 */
#ifndef NODE_WAY_H
#define NODE_WAY_H

#include "node.h"

/* enum sl_root_flag of the plugin border, as it stands in the manifest. */
enum way_flag { WAY_READONLY = 1 << 0, WAY_DIRECT = 1 << 1, WAY_LAZY = 1 << 2 };

#define WAY_LOWER "/sl/lower" /* where a way mounts what it got */
#define WAY_IMAGE "/sl/image" /* the tmpfs that holds a fetched artefact */

struct way {
	const char *name; /* of the way, up to its '+' */
	/* Mounts the root at WAY_LOWER.  fstype: what follows the '+', "" without.
	 * 0, or -errno after saying why. */
	int (*mount)(struct node *, const char *fstype);
	/* The lower mount is held by the overlay; what else does the way leave? */
	void (*settle)(struct node *);
};

extern const struct way way_nfs, way_ram, way_run, way_tar;

/* The artefact that the manifest names as its output; NULL after saying why. */
const struct wire_artefact *way_output(struct node *);

/* Fetches the manifest's output into a tmpfs of its own at WAY_IMAGE, read-only
 * afterwards; path gets its name.  0, or -errno after saying why. */
int way_fetch(struct node *, char *path, size_t room);

/* Mounts an overlay over WAY_LOWER, writes going to a tmpfs of `size` (as tmpfs takes
 * it), at node->root; lower and upper are detached.  0, or -errno after saying why. */
int overlay_mount(struct node *, const char *size);

/* Makes a read-only loop device that goes away with its last user; returns a descriptor
 * that must be open until the mount, or -errno.  device gets its name. */
int loop_attach(const char *file, char *device, size_t room);

#endif
