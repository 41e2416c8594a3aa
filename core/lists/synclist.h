/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/synclist.h - lists of files to copy, in xCAT's syntax.
 *
 *   SRC -> DST                  a file is DST; a folder's content is DST's
 *   SRC -> DST/                 it is put into DST under its own name
 *   SRC SRC... -> DST           all of them are put into DST; so is what a SRC with * ? [
 *                               stands for
 *   SRC... -> (NODES) DST       for these nodes only: a noderange;
 *   SRC... (NODES) -> DST       the same
 *   APPEND:                     the lines that follow, up to the next clause, add SRC to
 *                               the end of DST
 *   MERGE:                      they add to or replace entries of DST, which is
 *                               /etc/passwd, /etc/shadow or /etc/group
 *   #INCLUDE:file#              that list's lines; #... is a comment
 *
 * Source of the format: xCAT's documentation of synclist files (xdcp -F).  Unlike there,
 * EXECUTE: and EXECUTEALWAYS: are refused (nothing of a list is ever run), and so is a
 * `$`: no variable is replaced.
 */
#ifndef LISTS_SYNCLIST_H
#define LISTS_SYNCLIST_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>

enum synclist_clause { SYNCLIST_COPY, SYNCLIST_APPEND, SYNCLIST_MERGE };

struct synclist_entry {
	enum synclist_clause clause;
	struct strv sources; /* as written: absolute, or relative to the list's folder */
	char *path;  /* DST without its slashes at both ends: "etc/motd", or "" for
		      * the root itself; no part is empty, "." or ".."         */
	bool into;   /* put into `path`, each under its own name              */
	char *nodes; /* noderange, or NULL: the image's own                   */
	char *file;  /* the list that says it                                 */
	unsigned line;
};

/* Start with { 0 }. */
struct synclist {
	struct synclist_entry *v; /* in the order of the files */
	size_t n, room;
};

/* Reads the files in turn, adding to *list.  Said, with file and line: an unreadable
 * file, a loop of includes, a line that is none of the above.  0 or -errno;
 * synclist_fini() is due in both cases. */
int synclist_read(struct log *, const struct strv *files, struct synclist *) MUST_CHECK;
void synclist_fini(struct synclist *);

#endif
