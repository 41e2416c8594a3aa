/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/exlist.h - exclude lists in xCAT's syntax.
 */
#ifndef LISTS_EXLIST_H
#define LISTS_EXLIST_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>

struct exlist {
	struct strv excludes,
		includes; /* patterns as find -path takes them: "./usr/x*" */
};

/* Reads the files in turn, adding to *list; #INCLUDE:file# is relative to the list that
 * says it.  An unreadable file, a loop of includes, and a pattern that does not begin
 * with "./" are errors with file and line. */
int exlist_read(struct log *, const struct strv *files, struct exlist *list) MUST_CHECK;

/* Is "./usr/share/man" matched? */
bool exlist_excludes(const struct exlist *, const char *path);
bool exlist_includes(const struct exlist *, const char *path);
void exlist_fini(struct exlist *);

#endif
