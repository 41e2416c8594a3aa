/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/treecopy.h - a second tree that is the first to the last bit of metadata.
 */
#ifndef BASE_TREECOPY_H
#define BASE_TREECOPY_H

#include "log.h"

#include <stdbool.h>

/* Copies all that is below the folder `from` into the empty folder `to`, and what `from`
 * itself has: owner, mode, times, attributes (capabilities, ACLs, labels).  Hard links
 * stay links among each other, holes stay holes, devices, pipes and sockets are made
 * again; bytes are shared where the file system can (filedata.h).  Mount points below
 * `from` are not entered.  Needs root.
 *
 * stop: asked at each entry, true ends the copy with -ECANCELED; or NULL.  0, or -errno
 * after naming the entry; `to` is then incomplete, and the caller's to remove. */
int treecopy(struct log *, const char *from, const char *to,
	     bool (*stop)(void)) MUST_CHECK;

/* The same of the folders, and of files with more than one name, alone. */
int treecopy_frame(struct log *, const char *from, const char *to,
		   bool (*stop)(void)) MUST_CHECK;

#endif
