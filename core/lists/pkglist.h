/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/pkglist.h - package lists in xCAT's syntax.
 */
#ifndef LISTS_PKGLIST_H
#define LISTS_PKGLIST_H

#include "core/base/log.h"
#include "core/base/strv.h"

struct pkgpass {
	struct strv env, remove_before, install, remove_after, repositories;
};

struct pkglist {
	struct pkgpass *passes;
	size_t n;
};

/* Reads the files in turn; passes with one number are merged.  #INCLUDE:file# is relative
 * to the top-level list.  An unreadable file, a loop of includes and a name that could be
 * an option of a package manager are errors with file and line. */
int pkglist_read(struct log *, const struct strv *files, struct pkglist *) MUST_CHECK;
void pkglist_fini(struct pkglist *);

#endif
