/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/members.c - node ranges over the nodes and groups of the inventory.
 */
#include "core/base/natural.h"
#include "db.h"
#include "noderange.h"
#include "selection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 20 /* missed names in one message */

struct member {
	char *group, *node; /* node NULL: there is a group object of this name */
};

/* Members are read once, when the first name turns out to be no node. */
struct finder {
	struct log *log;
	struct inventory *inv;
	struct member *v;
	size_t n, room;
	bool loaded;
	int rc; /* the first error, said */
};

static void add_member(struct finder *f, char *group, const char *node)
{
	if (f->n == f->room) {
		f->room = f->room ? f->room * 2 : 64;
		f->v = mem_grow(f->v, f->room, sizeof(*f->v));
	}
	f->v[f->n++] = (struct member){ group, mem_dup(node) };
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->group,
		      ((const struct member *)b)->group);
}

static void add_row(struct finder *f, sqlite3_stmt *row)
{
	const char *name = (const char *)sqlite3_column_text(row, 0);
	const char *groups = (const char *)sqlite3_column_text(row, 1);
	struct strv list CLEANUP_STRV = { 0 };

	if (!groups) {
		add_member(f, mem_dup(name), NULL);
		return;
	}
	strv_split(&list, groups, ",");
	for (size_t i = 0; i < list.n; i++)
		add_member(f, mem_dup(list.v[i]), name);
}

static int load_members(struct finder *f)
{
	sqlite3_stmt *query =
		db_prepare(f->log, f->inv,
			   "SELECT o.name, a.value FROM object o CROSS JOIN attribute a"
			   " ON a.object = o.id AND a.key = 'groups' WHERE o.type = 1"
			   " UNION ALL SELECT name, NULL FROM object WHERE type = 2");
	int rc;

	f->loaded = true;
	if (!query)
		return -EIO;
	while ((rc = db_step(f->log, f->inv, query, "read the groups of nodes")) > 0)
		add_row(f, query);
	if (f->n)
		qsort(f->v, f->n, sizeof(*f->v), compare);
	return rc;
}

static void note(struct finder *f, int rc)
{
	if (rc < 0 && f->rc == 0)
		f->rc = rc;
}

static bool is_node(void *arg, const char *name)
{
	struct finder *f = arg;
	sqlite3_stmt *query = db_prepare(
		f->log, f->inv, "SELECT 1 FROM object WHERE type = 1 AND name = ?1");
	int rc;

	if (!query) {
		note(f, -EIO);
		return false;
	}
	db_bind(query, 1, name);
	rc = db_step(f->log, f->inv, query, "look up a node");
	sqlite3_reset(query);
	note(f, rc);
	return rc > 0;
}

/* The first entry that is not below the group's name. */
static size_t lower_bound(const struct finder *f, const char *group)
{
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(f->v[middle].group, group) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool group(void *arg, const char *name, struct strv *members)
{
	struct finder *f = arg;
	size_t i;
	bool found = false;

	if (!f->loaded)
		note(f, load_members(f));
	for (i = lower_bound(f, name); i < f->n && strcmp(f->v[i].group, name) == 0;
	     i++) {
		found = true;
		if (f->v[i].node)
			strv_add(members, f->v[i].node);
	}
	return found;
}

static int select_nodes(void *arg, const char *text, struct strv *nodes)
{
	struct finder *f = arg;
	struct selection selection = { 0 };
	struct objects all;
	int rc = text ? selection_parse(f->log, text, &selection) : 0;

	if (rc < 0)
		return rc;
	rc = inventory_load(f->log, f->inv, OBJECT_NODE, NULL, text != NULL, &all);
	for (size_t i = 0; i < all.n && rc == 0; i++)
		if (!text || selection_matches(&selection, &all.v[i]))
			strv_add(nodes, all.v[i].name);
	objects_fini(&all);
	selection_fini(&selection);
	return rc;
}

static void finder_fini(struct finder *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].group);
		free(f->v[i].node);
	}
	free(f->v);
}

int noderange_find(struct log *log, struct inventory *inv, const char *range,
		   struct strv *nodes, struct strv *missed)
{
	struct finder f = { .log = log, .inv = inv };
	const struct noderange_names names = { is_node, group, select_nodes, &f };
	int begun = db_read_begin(log, inv), rc;

	if (begun < 0)
		return begun;
	rc = noderange_expand(log, range, &names, nodes, missed);
	db_read_end(inv, begun);
	finder_fini(&f);
	return rc < 0 ? rc : f.rc;
}

int noderange_members(struct log *log, struct inventory *inv, const struct strv *groups,
		      struct strv *nodes)
{
	struct finder f = { .log = log, .inv = inv };

	for (size_t i = 0; i < groups->n; i++)
		(void)group(&f, groups->v[i], nodes);
	natural_sort(nodes);
	finder_fini(&f);
	return f.rc;
}

static int say_missed(struct log *log, const char *range, struct strv *missed)
{
	size_t more = missed->n > SHOWN ? missed->n - SHOWN : 0;
	struct strv some CLEANUP_STRV = { 0 };
	char *names CLEANUP_FREE = NULL;

	if (missed->n == 0)
		return 0;
	for (size_t i = 0; i < missed->n - more; i++)
		strv_add(&some, missed->v[i]);
	if (more)
		strv_addf(&some, "and %zu more", more);
	names = strv_join(&some, ", ");
	return log_fail(log, ENOENT,
			"node range %s: no node or group is called %s; `stateless lsdef` "
			"shows what there is",
			range, names);
}

int noderange_of(struct log *log, struct inventory *inv, const char *range,
		 struct strv *nodes)
{
	struct strv missed CLEANUP_STRV = { 0 };
	int rc = noderange_find(log, inv, range, nodes, &missed);

	return rc < 0 ? rc : say_missed(log, range, &missed);
}
