/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/cache.h - downloaded packages, kept from one job to the next.
 *
 * SL_CACHE/NAME/FOLDER is mounted on a folder of the tree, where the package manager
 * looks: nothing is copied.  One job uses it at a time; another one, at the same time,
 * downloads for itself.  It may be emptied whenever no job runs.
 */
#ifndef LIB_CACHE_H
#define LIB_CACHE_H

#include <stateless/plugin.h>

struct cache {
	int lock;          /* descriptor; negative: not mounted */
	const char *place; /* in the tree; borrowed */
};

/* Makes the place in the tree and mounts the cache there, unless another job has it or
 * the job has none.  0, or -errno after saying why.  cache_close() is due after 0, and
 * harmless after an error. */
int cache_open(struct sl_job *, const char *name, const char *folder, const char *place,
	       struct cache *);
int cache_close(struct sl_job *, struct cache *);

#endif
