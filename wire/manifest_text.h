/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/manifest_text.h - the lines of a manifest that hold one text each.
 *
 * Private to wire/manifest*.c.
 */
#ifndef WIRE_MANIFEST_TEXT_H
#define WIRE_MANIFEST_TEXT_H

#include "manifest.h"

#define MANIFEST_HEADER "stateless-manifest"

enum {
	MANIFEST_NEEDED = 1,   /* a manifest without it is refused */
	MANIFEST_NULLABLE = 2, /* absent is NULL, not "" */
	MANIFEST_TOKEN = 4     /* no blanks in it */
};

struct manifest_text {
	const char *key;
	size_t offset; /* of its char * in struct wire_manifest */
	int flags;
};

enum { MANIFEST_TEXTS = 11 };
extern const struct manifest_text manifest_texts[MANIFEST_TEXTS]; /* in fixed order */

char **manifest_member(struct wire_manifest *, const struct manifest_text *);

#endif
