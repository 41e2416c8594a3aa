/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/cache.h - downloaded packages, kept from one job to the next.
 *
 * SL_CACHE/FAMILY/archives is mounted on the tree's var/cache/apt/archives, so that apt
 * finds what it has and nothing is copied.  One job uses it at a time; another one, at
 * the same time, downloads for itself.  It may be emptied whenever no job runs.
 */
#ifndef DEBIAN_CACHE_H
#define DEBIAN_CACHE_H

#include <stateless/plugin.h>

#define CACHE_PLACE "var/cache/apt/archives"

struct cache {
	int lock; /* descriptor; negative: not mounted */
};

/* 0, or -errno after saying why.  cache_close() is due after 0. */
int cache_open(struct sl_job *, const char *family, struct cache *);
int cache_close(struct sl_job *, struct cache *);

#endif
