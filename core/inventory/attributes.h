/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/attributes.h - what nodes, groups and networks can be told.
 */
#ifndef INVENTORY_ATTRIBUTES_H
#define INVENTORY_ATTRIBUTES_H

#include "core/base/str.h"
#include "inventory.h"

struct attribute_rule {
	const char *key;
	unsigned types;   /* 1 << enum object_type                                      */
	const char *list; /* what parts its values: "," or " "; NULL: it has one value  */
	const char *help; /* one line                                                   */
	/* Adds the value as it is kept, or the reason ("must be ...") and -EINVAL. */
	int (*check)(const char *value, struct str *normal, struct str *why);
};

/* PLUGIN.KEY: who knows the plugins answers for them. */
struct attribute_plugins {
	/* 0, or -EINVAL with the reason: also for a key that no plugin has. */
	int (*check)(void *arg, const char *key, const char *value, struct str *why);
	void (*keys)(void *arg, struct strv *keys); /* adds all there are */
	void *arg;
};

/* All there are, ended by a NULL key. */
extern const struct attribute_rule attribute_rules[];

/* NULL: no attribute of that type of object. */
const struct attribute_rule *attribute_rule(enum object_type, const char *key);

/* Is the value fit for the attribute?  0, with the value as it is kept (a MAC in lower
 * case) in *normal, a new text; or -EINVAL with the reason in *why, for an unknown
 * attribute with those that are spelled alike.  A group's value may be a pattern
 * (pattern.h): only its form is checked.  plugins NULL: no PLUGIN.KEY is accepted. */
int attribute_check(const struct attribute_plugins *, enum object_type,
		    const struct attribute *, char **normal, struct str *why) MUST_CHECK;

/* Are the attributes fit for each other: is a network whole?  0, or -EINVAL. */
int attribute_check_all(const struct object *, struct str *why) MUST_CHECK;

/* Is it fit for a name: of a node (it is part of paths, DHCP and DNS), or of a group or
 * network (the same, and for a group no node range)?  0, or -EINVAL. */
int attribute_check_name(enum object_type, const char *name, struct str *why) MUST_CHECK;

const char *object_type_text(enum object_type);    /* "node" */
enum object_type object_type_of(const char *text); /* 0: none of them */

#endif
