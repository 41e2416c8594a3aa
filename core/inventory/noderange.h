/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/noderange.h - "n[1-3],rack1,-n2": names of many nodes in a few signs.
 */
#ifndef INVENTORY_NODERANGE_H
#define INVENTORY_NODERANGE_H

#include "inventory.h"

#define NODERANGE_MOST 1000000 /* names that one range may generate */

/*
 * Parts are parted by commas, blanks around them do not matter; the result is sorted
 * (n2 before n10) and unique.
 *
 *   n1                    a node, or the members of a group; a node's name goes first
 *   n[1-3,7]r[01-04]      every combination; the zeros of a first number stay
 *   n1-n9  n1:n9          the one number that differs counts up
 *   n1+3                  n1 and the three after it
 *   ^FILE                 each line of the file: a range, up to a blank or colon
 *   /REGEX                nodes whose whole name matches
 *   ATTRIBUTE==VALUE      nodes with it (= != =~ !~ too), inherited from groups or own
 *   A@B                   nodes of both; binds tighter than the comma;
 *                         @B as a part of its own: of all before it
 *   -A                    without these, wherever it stands; -(A): without these of what
 *                         stands before it
 *   (A)                   first this
 *
 * Not as in xCAT: a range that runs backwards, a missing file, -A after an @, an
 * open bracket and a lone ")" are errors; a bare number has no prefix; -^FILE excludes.
 */

/* What a range may name.  Asked once per atom. */
struct noderange_names {
	bool (*is_node)(void *arg, const char *name);
	/* Adds the members and returns true, or returns false: no such group. */
	bool (*group)(void *arg, const char *name, struct strv *members);
	/* Adds the nodes that a selection (selection.h) chooses, all if it is NULL.
	 * Returns 0, or -errno after saying why. */
	int (*select)(void *arg, const char *selection, struct strv *nodes);
	void *arg;
};

/* Expands a range into *nodes, which is empty before.  names NULL: nothing is looked up
 * and every generated name is taken (mkdef).  Else atoms that are neither node nor group
 * go to *missed.  -EINVAL, said, for a text that cannot be read or makes too many names;
 * other -errno, said, for a file that cannot be read. */
int noderange_expand(struct log *, const char *range, const struct noderange_names *,
		     struct strv *nodes, struct strv *missed) MUST_CHECK;

/* The same against the inventory.  -errno, said, also for the database. */
int noderange_find(struct log *, struct inventory *, const char *range,
		   struct strv *nodes, struct strv *missed) MUST_CHECK;

/* The same against the inventory; missed names are said as one error and the others still
 * stand in *nodes: returns 0, or -ENOENT when something was missed. */
int noderange_of(struct log *, struct inventory *, const char *range,
		 struct strv *nodes) MUST_CHECK;

/* The nodes whose `groups` name any of these, sorted and unique. */
int noderange_members(struct log *, struct inventory *, const struct strv *groups,
		      struct strv *nodes) MUST_CHECK;

#endif
