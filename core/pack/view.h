/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view.h - the tree with a throwaway layer over it, in which packing happens.
 */
#ifndef PACK_VIEW_H
#define PACK_VIEW_H

#include "core/base/log.h"
#include "core/label/label.h"

#include <stdbool.h>
#include <stdint.h>

/* Lives in the mount namespace of the worker and is gone with it. */
struct view {
	char *lower; /* the tree: never changed          */
	char *upper; /* what was changed lies here, on scratch disk; of a copy: all */
	char *work;
	char *merged; /* what everybody looks at          */
	int fd;       /* of merged                        */
	int64_t time; /* the generation's time, in seconds: SOURCE_DATE_EPOCH, or the
		       * newest time in the tree */
};

/* Mounts an overlay of `tree` below the empty folder `scratch`.  Refuses, with cause and
 * cure, folders that cannot carry one, and trees that hold 0:0 devices or
 * trusted.overlay.* attributes (with their paths). */
int view_open(struct log *, const char *tree, const char *scratch,
	      struct view *) MUST_CHECK;

/* The same view of a copy of the tree (treecopy.h), for folders that cannot carry an
 * overlay: it takes the tree's size of disk, where the file system shares no blocks.
 * stop: true ends the copy with -ECANCELED; or NULL. */
int view_open_copy(struct log *, const char *tree, const char *scratch,
		   bool (*stop)(void), struct view *) MUST_CHECK;

/* Gives what packing changed its final times (folders those of the tree, new files the
 * view's) and its SELinux labels (NULL: none), then makes the view read-only. */
int view_finish(struct log *, struct view *, const struct labels *) MUST_CHECK;

void view_close(struct view *);

#endif
