/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/tidy.h - what is kept out of the tree, and taken out of it again.
 *
 * Both return 0, or -errno after saying why.
 */
#ifndef DEBIAN_TIDY_H
#define DEBIAN_TIDY_H

#include "release.h"

#include "plugins/lib/args.h"

/* Where apt keeps downloaded packages; the cache is mounted there (plugins/lib/cache.h). */
#define CACHE_PLACE "var/cache/apt/archives"

/* Before the first package: with the option nodocs dpkg unpacks no documentation. */
int tidy_before(struct sl_job *);

/* After the last package: removes apt's lists and caches, logs, and what served the
 * installation only; writes the tree's own sources.list. */
int tidy_after(struct sl_job *, const struct release *, const struct args *lines);

#endif
