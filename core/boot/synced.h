/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/synced.h - the entries of an image's synclists that are for some nodes only.
 */
#ifndef BOOT_SYNCED_H
#define BOOT_SYNCED_H

#include "nodefile.h"

#include "core/base/map.h"
#include "core/base/strv.h"
#include "core/image/definition.h"
#include "core/inventory/inventory.h"

struct synced_entry {
	struct nodefiles files;
	struct strv names; /* of the nodes that get them */
	struct map nodes;
};

struct synced {
	struct synced_entry *v; /* in the order of the lists: the last one wins */
	size_t n;
};

/* Reads the lists, and the files that their entries name.  Entries without nodes are the
 * image's own, and left out; names that are no nodes are warned about.  Said with file
 * and line: what cannot be read, and clauses that need a file of the image.  0 or -errno;
 * synced_fini() is due in both cases. */
int synced_load(struct log *, const struct definition *, struct inventory *,
		struct synced *) MUST_CHECK;
void synced_fini(struct synced *);

#endif
