/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/gc.h - generations that nobody needs any more.
 */
#ifndef IMAGE_GC_H
#define IMAGE_GC_H

#include "generation.h"

/* Takes away the generations of `image` that no link points to (current, previous and tags
 * of every method keep theirs) and whose digest is not among `keep` (64 hex digits each:
 * what nodes are set to or run).  dry_run: only says which.  removed: their names.  A
 * folder vanishes from its served name by one rename; gc_sweep() then empties it.
 *
 * The caller holds the image's lock, and a change of the inventory (inventory_begin) from
 * before it reads `keep` until this has returned: what nodeset records meanwhile would
 * not be in it. */
int gc_image(struct log *, const struct site *, const char *image,
	     const struct strv *keep, bool dry_run, struct strv *removed) MUST_CHECK;

/* Takes one generation away, in the same way. */
int gc_take(struct log *, const struct generation *) MUST_CHECK;

/* Removes the files of what was taken away, also by a command that was killed. */
int gc_sweep(struct log *, const struct site *, const char *image) MUST_CHECK;

#endif
