/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/visit.h - every entry of a folder and of the folders in it.
 */
#ifndef BASE_VISIT_H
#define BASE_VISIT_H

#include "log.h"

#include <sys/stat.h>

struct visit_entry {
	int folder;            /* descriptor of the folder that holds it               */
	const char *name;      /* in that folder                                       */
	const char *path;      /* from where the visit began: "usr/share/man"          */
	const struct stat *st; /* of the entry itself: links are not followed          */
};

enum visit_answer {
	VISIT_GO_ON = 0,
	VISIT_PASS_BY = 1 /* does not enter this folder */
};

/* Calls each() for all entries below `folder` (not for itself): a folder before what is
 * in it, names in the order of their bytes.  Follows no link and enters no mount point.
 * Returns 0, what each() returned when that was negative, or -errno after saying what of
 * `where` could not be read. */
int visit_tree(struct log *, int folder, const char *where,
	       int (*each)(void *arg, const struct visit_entry *), void *arg) MUST_CHECK;

#endif
