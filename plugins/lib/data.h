/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/data.h - what a plugin knows of its distributions: one file for each.
 *
 * The files lie in SL_DATA/data.  Lines of one are
 *
 *   # a comment
 *   key = value            for every release
 *   [PATTERN, PATTERN...]  the keys below are for releases that match (fnmatch)
 *   like = OTHER           before the first pattern: what this file lacks is in OTHER
 *
 * A value that is a list has commas between its items.  The keys are the plugin's affair,
 * but for `names`: patterns of the distribution as users write it.
 */
#ifndef LIB_DATA_H
#define LIB_DATA_H

#include "args.h"

struct data_entry {
	char *releases; /* patterns; NULL: every release */
	char *key, *value;
};

struct data {
	char *name; /* of the file */
	struct data_entry *v;
	size_t n;
	struct data *like; /* or NULL */
};

/* Finds the file that has a pattern in the list `key` which matches the text (of several
 * the one whose pattern is longest), and what that file is like.  1: found, 0: there is none, -errno after saying why.  data_fini()
 * is due in any case. */
int data_find(struct sl_job *, const char *key, const char *text, struct data *);
void data_fini(struct data *);

/* The value for a release, or NULL.  What is said of a release goes before what is said
 * of all; what this file says before what it is like. */
const char *data_get(const struct data *, const char *release, const char *key);

/* Adds the items of a value that is a list. */
void data_list(const struct data *, const char *release, const char *key,
	       struct args *items);

/* Reads one file's text; `name` is for messages.  0, or -errno after saying which line is
 * wrong. */
int data_parse(struct sl_job *, const char *name, const char *text, struct data *);

/* The image's version, or what follows the letters of its distro ("rhels9.4"): never
 * NULL, "" where there is neither. */
const char *data_release(const struct sl_image *);

#endif
