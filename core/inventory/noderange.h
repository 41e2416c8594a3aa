/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/noderange.h - "n[1-3],rack1,-n2": names of many nodes in a few signs.
 */
#ifndef INVENTORY_NODERANGE_H
#define INVENTORY_NODERANGE_H

#include "inventory.h"

/* What a range may name.  Asked once per atom. */
struct noderange_names {
	bool (*is_node)(void *arg, const char *name);
	/* Adds the members and returns true, or returns false: no such group. */
	bool (*group)(void *arg, const char *name, struct strv *members);
	void *arg;
};

/* Expands a range into *nodes, sorted and unique.  names NULL: nothing is looked up and
 * every generated name is taken (mkdef).  Else atoms that are neither node nor group go
 * to *missed.  -EINVAL, said, for a text that cannot be read. */
int noderange_expand(struct log *, const char *range, const struct noderange_names *,
		     struct strv *nodes, struct strv *missed) MUST_CHECK;

/* The same against the inventory; missed names are said as one error and the others still
 * stand in *nodes: returns 0, or -ENOENT when something was missed. */
int noderange_of(struct log *, struct inventory *, const char *range,
		 struct strv *nodes) MUST_CHECK;

#endif
