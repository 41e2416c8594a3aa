/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar.h - reads the archive of a node's files.
 *
 * POSIX.1-2017, pax: ustar entries (files, folders, symbolic links) and the keywords
 * path, linkpath and size of extended headers.
 */
#ifndef NODE_UNTAR_H
#define NODE_UNTAR_H

#include <stddef.h>
#include <stdint.h>

enum { UNTAR_PATH = 4096, UNTAR_WHY = 256 };
enum untar_type { UNTAR_FILE, UNTAR_FOLDER, UNTAR_LINK };

struct untar_entry {
	enum untar_type type;
	char path[UNTAR_PATH];   /* relative; no part is empty, "." or ".." */
	char target[UNTAR_PATH]; /* of a link */
	unsigned mode;           /* 07777 */
	const char *data;        /* in the archive */
	size_t bytes;
};

struct untar {
	const char *data;
	size_t n, at;
	char why[UNTAR_WHY];
};

/* The next entry: 1; 0 at the archive's end; -EINVAL with the reason in why. */
int untar_next(struct untar *, struct untar_entry *);

#endif
