/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/space.h - the likely cause when programs fail to write.
 */
#ifndef BASE_SPACE_H
#define BASE_SPACE_H

#include "log.h"

#include <stdbool.h>

/* After a failure whose program may not have told the cause: says so when the file system
 * of the folder has less than a megabyte, or no inode, left for what runs as we do.
 * Returns whether it said that. */
bool space_blame(struct log *, const char *folder);

#endif
