/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/object.h - what this folder does with objects besides inventory.h.
 */
#ifndef INVENTORY_OBJECT_H
#define INVENTORY_OBJECT_H

#include "inventory.h"

/* Sorts by name, as objects_find() needs it. */
void objects_sort(struct objects *);

/* Gives each node what its groups say and it does not: its own value wins, then the first
 * group of its list.  Names in `groups` without a group object are fine.  A value that
 * cannot be computed for a node is a warning and stays unset. */
void objects_inherit(struct log *, struct objects *nodes, const struct objects *groups);

#endif
