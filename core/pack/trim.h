/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/trim.h - what building an image left in its logs and temporary folders.
 */
#ifndef PACK_TRIM_H
#define PACK_TRIM_H

#include "core/base/log.h"
#include "core/lists/exlist.h"

/* Below `root`: /tmp and /var/tmp become empty; of /var/log, rotated files and journals
 * go, and other files become empty (their owners and modes are what daemons need); shells'
 * histories of root go.  What the list includes (+./var/log/x) stays as it is.  Caches of
 * package managers are their plugins' business.  0 or -errno, said. */
int trim_apply(struct log *, int root, const struct exlist *) MUST_CHECK;

#endif
