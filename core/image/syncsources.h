/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/syncsources.h - the files of this machine that a synclist's entry names.
 */
#ifndef IMAGE_SYNCSOURCES_H
#define IMAGE_SYNCSOURCES_H

#include "definition.h"

#include "core/lists/synclist.h"

/* Adds the entry's sources as paths of this machine: absolute ones below the site's root,
 * others relative to the list that has them; what a source with * ? [ stands for in the
 * order of its bytes, whatever the locale.  Said with file and line: a pattern that nothing
 * matches.  Whether a path without a pattern is there is for its reader to find out.  0 or
 * -errno. */
int syncsources_find(struct log *, const struct definition *,
		     const struct synclist_entry *, struct strv *paths) MUST_CHECK;

/* Where a source of the entry lies on a node or in an image, without a slash in front; the
 * caller frees it. */
char *syncsources_place(const struct synclist_entry *, const char *source);

enum { SYNCPATH_MOST = 480 };

/* What is wrong with a path (without a slash in front) for a file that a site puts onto
 * nodes: empty, over SYNCPATH_MOST bytes, a control character, hidden by a mount; NULL:
 * nothing. */
const char *syncpath_fault(const char *path);

#endif
