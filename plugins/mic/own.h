/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/own.h - secrets of this machine that must not get into an image.
 *
 * Recipes for these cards copy /etc/shadow, host keys and root's keys of the management
 * node into an image that every card and every host can read.
 */
#ifndef MIC_OWN_H
#define MIC_OWN_H

#include "gzip.h"

struct own_file {
	char *path;
	struct mapped mapped;
};

struct own {
	struct own_file *v;
	size_t n;
	char *shadow; /* the text of etc/shadow, or NULL */
};

/* Reads what there is and may be read; root: "" or a folder that stands for "/".  0, or
 * -ENOMEM after fail().  To be ended by own_close() either way. */
int own_open(struct sl_job *, const char *root, struct own *);
void own_close(struct own *);

/* Which of this machine's files these bytes are; NULL: none. */
const char *own_find(const struct own *, const unsigned char *data, size_t n);

/* The account whose password hash of this machine a text in the form of shadow(5) has, in
 * its own first field: its length is *n.  NULL: none. */
const char *own_find_hash(const struct own *, const char *text, size_t bytes, size_t *n);

#endif
