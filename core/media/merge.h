/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/merge.h - a further medium's files beside those of the first.
 */
#ifndef MEDIA_MERGE_H
#define MEDIA_MERGE_H

#include "core/base/log.h"

/* 1: every file of `from` is missing in `to`, or the same there, or one of those by which
 * a medium describes itself (at the top, or in a hidden folder there); 0: not so; or
 * -errno, said. */
int merge_fits(struct log *, const char *from, const char *to) MUST_CHECK;

/* Moves what is missing, each file whole, by renames; `from` is on the same file system
 * and is removed.  What is there already stays.  0 or -errno, said; after a failure the
 * same again goes on where it stopped. */
int merge(struct log *, const char *from, const char *to) MUST_CHECK;

#endif
