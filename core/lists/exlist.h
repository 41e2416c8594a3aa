/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/exlist.h - exclude lists in xCAT's syntax.
 *
 *   # comment, after blanks too        #INCLUDE:file#  relative to the list that says it
 *   ./usr/share/man*                   excluded; a `-` before it means nothing
 *   +./usr/share/locale/en*            included again; the order of lines means nothing
 *
 * A pattern is matched against the whole path as by find -path: `*` and `?` match slashes
 * and leading dots, [...] works, a backslash quotes.
 */
#ifndef LISTS_EXLIST_H
#define LISTS_EXLIST_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>

/* Start with { 0 }. */
struct exlist {
	struct strv excludes,
		includes; /* patterns as find -path takes them: "./usr/x*" */
};

/* Reads the files in turn, adding to *list.  An unreadable file, a loop of includes, and
 * a pattern that does not begin with "./" are errors with file and line; a pattern that
 * ends in a slash is warned about and left out, because it never matches. */
int exlist_read(struct log *, const struct strv *files, struct exlist *list) MUST_CHECK;

/* Does one pattern match "./usr/share/man"? */
bool exlist_match(const char *pattern, const char *path);

/* Is "./usr/share/man" matched? */
bool exlist_excludes(const struct exlist *, const char *path);
bool exlist_includes(const struct exlist *, const char *path);
void exlist_fini(struct exlist *);

#endif
