/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/staging.h - a tree that is being made beside the one that there is.
 */
#ifndef BUILD_STAGING_H
#define BUILD_STAGING_H

#include "core/base/log.h"
#include "core/image/definition.h"

#include <stdbool.h>

/* Every function is called under the image's lock. */
struct staging {
	const struct definition *def; /* borrowed */
	char *folder;                 /* INSTALLDIR/trees/.new-IMAGE */
	char *tree;                   /* folder/rootimg              */
	char *work; /* folder/work: scratch space, gone before it is kept */
};

/* Is there a tree to begin from?  0, or -ENOENT, said with what makes one. */
int staging_needs_tree(struct log *, const struct definition *) MUST_CHECK;

/* Makes the empty folders; what an interrupted command left there is removed. */
int staging_open(struct log *, const struct definition *, struct staging *) MUST_CHECK;

/* Fills them with what the image has: tree, kernels, list of packages.  In a worker: 1
 * when the tree is an overlay, which staging_settle() ends, 0 when it is a copy (layer.h,
 * treecopy.h), or -errno, said.  stop: true ends it with -ECANCELED; or NULL. */
int staging_fill(struct log *, const struct staging *, bool (*stop)(void)) MUST_CHECK;

/* Makes the overlay a tree of its own, behind the last change. */
int staging_settle(struct log *, const struct staging *, bool (*stop)(void)) MUST_CHECK;

/* Puts all of it on disk and in the place of what there was, by one rename; the old tree
 * then goes. */
int staging_keep(struct log *, const struct staging *) MUST_CHECK;

/* rc: how it went.  Removes what was not kept, and frees; returns rc. */
int staging_close(struct log *, struct staging *, int rc);

#endif
