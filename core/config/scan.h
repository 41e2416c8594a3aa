/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/scan.h - the text of a configuration file, before libconfuse reads it.
 */
#ifndef CONFIG_SCAN_H
#define CONFIG_SCAN_H

#include "core/base/log.h"
#include "core/base/str.h"

/* The lines on which the words stand that begin a key or a block at the file's top. */
struct scan_lines {
	int *v;
	size_t n;
};

/* Refuses, with file and line, what libconfuse would take silently or turn into
 * something else: "${" (it expands the environment), characters that it drops, a comment
 * or a text without an end, a NUL byte.  Replaces comments by blanks, since libconfuse
 * counts a line too many for each block comment.  0 or -EINVAL. */
int scan_text(struct log *, const char *file, struct str *text,
	      struct scan_lines *tops) MUST_CHECK;
void scan_lines_fini(struct scan_lines *);

#endif
