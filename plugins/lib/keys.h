/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/keys.h - files of keys that packages are checked with.
 */
#ifndef LIB_KEYS_H
#define LIB_KEYS_H

#include "repos.h"

/* Adds the files that hold keys for a repository: the chosen ones; else those of the
 * given names, else any, of its folder or the nearest above it, no further than `top`;
 * else those of the names that are on this machine.  folder NULL: a URL.  Nothing found
 * is no error.  0 or -errno, said. */
int keys_find(struct sl_job *, const char *folder, const char *top,
	      const struct repos_keys *, struct args *files);

#endif
