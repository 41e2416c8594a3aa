/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/view_check.h - can this folder carry an overlay, and this tree be under one?
 */
#ifndef PACK_VIEW_CHECK_H
#define PACK_VIEW_CHECK_H

#include "core/base/log.h"

#include <stdint.h>

/* Tries in the folder what an upper layer needs: device nodes, trusted.* and user.*
 * attributes, capabilities.  Refuses with cause and cure; leaves nothing behind. */
int view_check_scratch(struct log *, const char *scratch) MUST_CHECK;

/* Looks at every entry.  Refuses 0:0 devices and trusted.overlay.* attributes, which an
 * overlay would take for its own, and names them.  *time becomes that of the environment
 * variable SOURCE_DATE_EPOCH, or else the newest modification in the tree, in seconds. */
int view_check_tree(struct log *, const char *tree, int64_t *time) MUST_CHECK;

#endif
