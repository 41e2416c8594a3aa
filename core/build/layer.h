/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/layer.h - a second tree that begins as the first, for what it costs to change.
 *
 * While the second is changed, an overlay shows the first below it, so nothing is written
 * to the first.  Afterwards the files that stayed the same become hard links to the
 * first's: the second is then a whole tree, whether the first stays or goes.
 */
#ifndef BUILD_LAYER_H
#define BUILD_LAYER_H

#include "core/base/log.h"

#include <stdbool.h>

/* Mounts the overlay on the empty folder `tree`, in the mount namespace of the caller, to
 * whom `tree` shows all of `from` then.  scratch: a folder on the same file system, whose
 * entry "layer" is taken.  1, or 0 when `from` or the file system allows no overlay: `tree`
 * is then empty as before.  -errno after saying why.  stop: true ends it with -ECANCELED;
 * or NULL. */
int layer_open(struct log *, const char *from, const char *tree, const char *scratch,
	       bool (*stop)(void)) MUST_CHECK;

/* Unmounts it and makes `tree` whole.  Folders keep the times that they had in the
 * overlay.  0 or -errno, said; `tree` is then incomplete. */
int layer_close(struct log *, const char *from, const char *tree,
		bool (*stop)(void)) MUST_CHECK;

#endif
