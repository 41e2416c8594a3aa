/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/exclude.h - leaves out of a view what an exclude list names.
 *
 * What xCAT's `find -path ... | cpio` cannot do is done as its users expect: a folder
 * that a pattern names goes with everything below it, and one that is included comes back
 * with everything below it.  Folders above something that is included stay as they are,
 * with their own owner, mode and attributes.
 */
#ifndef PACK_EXCLUDE_H
#define PACK_EXCLUDE_H

#include "core/base/log.h"
#include "core/lists/exlist.h"

#include <stdint.h>

struct exclude_counts {
	uint64_t entries; /* removed, of any kind */
	uint64_t bytes; /* of removed files of which no other name is left             */
	size_t idle;    /* patterns that matched nothing, which are said at info level */
};

/* Removes below the folder `root`.  /proc, /sys, /dev, /run and /tmp stay, perhaps empty;
 * mount points stay and are not entered; links are removed, never followed. */
int exclude_apply(struct log *, int root, const struct exlist *,
		  struct exclude_counts *) MUST_CHECK;

#endif
