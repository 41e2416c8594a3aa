/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/folder.h - media that are mounted, or copied to a folder.
 */
#ifndef MEDIA_FOLDER_H
#define MEDIA_FOLDER_H

#include "listing.h"
#include "sink.h"

/* As iso_list() and iso_extract(), for a folder; what is mounted below it is left out. */
int folder_list(struct log *, const char *folder, bool (*stop)(void),
		struct listing *) MUST_CHECK;
int folder_copy(const char *folder, const struct listing *, struct sink *) MUST_CHECK;

#endif
