/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/release.h - what the plugin knows of the release that an image is of.
 */
#ifndef RHEL_RELEASE_H
#define RHEL_RELEASE_H

#include "plugins/lib/data.h"
#include "plugins/lib/rpmdb.h"

struct release {
	struct data data;
	const char *title;    /* "Rocky Linux" */
	const char *version;  /* "9.4" */
	char number[16];      /* "9": what repositories call $releasever */
	const char *arch;     /* as rpm and uname -m spell it */
	int foreign;          /* this machine is of another architecture */
	const char *platform; /* "platform:el9", or NULL */
	struct rpmdb db;
	struct args keys; /* names of files: see plugins/lib/repos.h */
};

/* Finds the release of the image by the plugin's data.  0, or -errno after saying what is
 * not known; release_fini() is due in any case. */
int release_find(struct sl_job *, const struct sl_image *, struct release *);
void release_fini(struct release *);

#endif
