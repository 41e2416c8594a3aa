/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/zone.h - the time zone of an image.
 */
#ifndef PACK_ZONE_H
#define PACK_ZONE_H

#include "core/base/log.h"
#include "core/base/strv.h"

/* Refuses a name that is none ("../x") and one that the tree has no file for. */
int zone_check(struct log *, int tree, const char *zone) MUST_CHECK;

/* Adds "./usr/share/zoneinfo/ZONE" and, where that is a link, the path it ends at. */
void zone_paths(int tree, const char *zone, struct strv *paths);

/* Points etc/localtime there; where there is an etc/timezone, writes the name into it. */
int zone_set(struct log *, int root, const char *zone) MUST_CHECK;

#endif
