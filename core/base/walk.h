/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/walk.h - what openat2(RESOLVE_IN_ROOT) does, for kernels before 5.6.
 */
#ifndef BASE_WALK_H
#define BASE_WALK_H

#include "mem.h"

#include <sys/types.h>

/* Opens `path` below the folder `root` by steps that follow no link; links are read and
 * resolved by us, absolute ones and ".." never above root.  A descriptor or -errno. */
int walk_open(int root, const char *path, int flags, mode_t mode) MUST_CHECK;

#endif
