/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/syncfiles.h - what an image's synclists put into its view.
 *
 * Entries for some nodes only are not the image's: nodeset gives them to these nodes
 * (core/boot/synced.h).
 */
#ifndef PACK_SYNCFILES_H
#define PACK_SYNCFILES_H

#include "core/image/definition.h"
#include "core/lists/synclist.h"

/* Start with { 0 }. */
struct syncfiles {
	struct synclist list;
	struct strv *sources; /* of each entry: files of this machine */
};

/* Reads the lists and finds what they name.  Said, with file and line: what synclist_read()
 * refuses, and a source that is not there.  0 or -errno; syncfiles_fini() is due in both
 * cases. */
int syncfiles_read(struct log *, const struct definition *,
		   struct syncfiles *) MUST_CHECK;

/* Applies the entries to the tree below `root`, in the order of the lists.  A copy replaces
 * what was there (a link is replaced, never followed), with the source's mode without
 * set-id bits, owned by root; folders are made 0755, or with the mode of the source's.
 * APPEND: adds to the end of a file that must be there; MERGE: adds or replaces lines of
 * passwd(5), shadow(5), group(5) by their names.  0 or -errno, said. */
int syncfiles_apply(struct log *, int root, const struct syncfiles *) MUST_CHECK;
void syncfiles_fini(struct syncfiles *);

#endif
