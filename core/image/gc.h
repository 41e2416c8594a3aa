/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/gc.h - generations that nobody needs any more.
 */
#ifndef IMAGE_GC_H
#define IMAGE_GC_H

#include "generation.h"

/* Removes the generations of `image` that no link points to (current, previous and tags
 * of every method keep theirs) and whose digest is not among `keep` (64 hex digits each:
 * what nodes are set to or run).  dry_run: only says which.  removed: their names.  A
 * folder vanishes from its served name by one rename before it is emptied. */
int gc_image(struct log *, const struct site *, const char *image,
	     const struct strv *keep, bool dry_run, struct strv *removed) MUST_CHECK;

/* Removes one generation's folder, in the same way. */
int gc_remove(struct log *, const struct generation *) MUST_CHECK;

#endif
