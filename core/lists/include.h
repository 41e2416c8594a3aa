/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/lists/include.h - list files of xCAT's kind, with what they include.
 */
#ifndef LISTS_INCLUDE_H
#define LISTS_INCLUDE_H

#include "core/base/log.h"
#include "core/base/strv.h"

/* One line, without the blanks at its end; and where it stands, for messages. */
struct list_line {
	char *text;
	const char *file; /* borrowed from list_lines.files */
	unsigned number;  /* from 1 */
};

/* Start with { 0 }. */
struct list_lines {
	struct list_line *v;
	size_t n, room;
	struct strv files; /* every file that was read, as often as it was read */
};

/* What a relative name in #INCLUDE:name# is relative to. */
enum include_base {
	INCLUDE_FROM_TOP, /* the folder of the file that include_read() was given
			     (pkglist) */
	INCLUDE_FROM_LIST /* the folder of the file that says it (exlist) */
};

/* Appends the lines of `file`; the directive #INCLUDE:name# is replaced by the lines of
 * that file, and what stands before and after it on its line are lines of their own.
 * Empty lines are left out.  Lines that begin with another `#` are handed on as they are:
 * which of them are comments is the caller's matter.  Said, with file and line: a file
 * that cannot be read or is too large, a loop, a directive without its end or with a
 * variable, a NUL byte.
 * On an error *lines keeps what was read so far. */
int include_read(struct log *, const char *file, enum include_base base,
		 struct list_lines *lines) MUST_CHECK;

void include_fini(struct list_lines *);

#endif
