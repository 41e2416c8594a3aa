/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/release.h - what a plugin knows of the release that an image is of.
 *
 * Keys of the data (data.h) that are read here: title, rpmdb, backend, keys, rolling.
 */
#ifndef LIB_RELEASE_H
#define LIB_RELEASE_H

#include "data.h"
#include "rpmdb.h"

struct release {
	struct data data;
	const char *title;   /* "Rocky Linux" */
	const char *version; /* "9.4" */
	char number[16];     /* "9"; "" for a rolling distribution */
	const char *arch;    /* as rpm and uname -m spell it */
	int foreign;         /* this machine is of another architecture */
	struct rpmdb db;
	struct args keys; /* names of files: see repos.h */
};

/* Finds the release of the image by the plugin's data.  0, or -errno after saying what is
 * not known; release_fini() is due in any case. */
int release_find(struct sl_job *, const struct sl_image *, struct release *);
void release_fini(struct release *);

#endif
