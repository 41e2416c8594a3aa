/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/inventory.h - nodes, groups and networks, and what each node boots.
 *
 * SQLite lives in this folder and nowhere else.
 */
#ifndef INVENTORY_INVENTORY_H
#define INVENTORY_INVENTORY_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>
#include <stdint.h>

struct inventory;

enum object_type { OBJECT_NODE = 1, OBJECT_GROUP, OBJECT_NETWORK };

struct attribute {
	char *key, *value; /* the value is never empty: an empty one is no attribute */
};

struct object {
	enum object_type type;
	char *name;
	struct attribute *attrs; /* by key */
	size_t n;
};

struct objects {
	struct object *v; /* by name, in natural order: n2 before n10 */
	size_t n;
};

/* Opens (and makes, mode 0640) the database file.  Another process may hold it open too;
 * a writer waits for at most ten seconds for another one, then fails with -EBUSY.  One
 * struct inventory is for one thread at a time.  All failures are said. */
int inventory_open(struct log *, const char *path, struct inventory **) MUST_CHECK;
/* An empty one that is in memory only: what a dry run sees where there is none yet. */
int inventory_open_empty(struct log *, struct inventory **) MUST_CHECK;
void inventory_close(struct inventory *); /* NULL is fine; an open change is undone */

/* Is the file whole?  Reads all of it: 0, or -EUCLEAN, said with what is wrong first. */
int inventory_check(struct log *, struct inventory *) MUST_CHECK;

/* All changes between begin and commit happen, or none; what was committed survives a
 * power failure.  A commit that fails leaves the change open: undo it.  Undo without an
 * open change is harmless. */
int inventory_begin(struct log *, struct inventory *) MUST_CHECK;
int inventory_commit(struct log *, struct inventory *) MUST_CHECK;
void inventory_undo(struct inventory *);

/* The objects of these names (NULL: all of the type) in one query.  Names that are not
 * there are left out.  inherit: a node also shows the attributes of its groups, the first
 * group of its list winning over later ones, its own over all; the groups' |regex|value|
 * expressions (pattern.h) are computed for it. */
int inventory_load(struct log *, struct inventory *, enum object_type,
		   const struct strv *names, bool inherit, struct objects *) MUST_CHECK;

/* Replaces or makes the object with exactly these attributes; when it fails, the object
 * is as it was.  What a node is set to and has reported stays. */
int inventory_put(struct log *, struct inventory *, const struct object *) MUST_CHECK;

/* Removes the object, its state and its report; one that is not there is no error. */
int inventory_remove(struct log *, struct inventory *, enum object_type,
		     const char *name) MUST_CHECK;

/* Another node than `but` whose own mac or ip (have->key) is have->value: its name in
 * *holder, which the caller frees, or NULL. */
int inventory_holder(struct log *, struct inventory *, const struct attribute *have,
		     const char *but, char **holder) MUST_CHECK;

const char *object_get(const struct object *, const char *key); /* NULL: unset */
void object_set(struct object *, const char *key,
		const char *value); /* NULL, "": unset */
const struct object *objects_find(const struct objects *, const char *name);
void object_fini(struct object *);
void objects_fini(struct objects *);

/* ---- what a node is set to, and whether its files say so ---- */

/* What it was set to before. */
struct node_previous {
	char *state; /* NULL: it was never set to anything else */
	char *image, *method, *generation;
};

struct node_state {
	char *node;
	char *state; /* "netboot", "boot", "offline"                             */
	char *image; /* NULL but for netboot                                     */
	char *method;
	char *generation; /* 64 hex digits                                            */
	char *words;  /* the files that are its own, as core/boot names them; or NULL */
	bool applied; /* the files on disk are those of this state                */
	struct node_previous previous; /* kept by the inventory itself */
};

struct node_states {
	struct node_state *v; /* by node, in natural order */
	size_t n;
};

int inventory_states(struct log *, struct inventory *, const struct strv *names,
		     struct node_states *) MUST_CHECK; /* names NULL: all */
/* Those whose words have this text somewhere in them. */
int inventory_states_with(struct log *, struct inventory *, const char *text,
			  struct node_states *) MUST_CHECK;
/* What it was set to until now becomes its previous state, if it is another one;
 * `previous` is not read.  -ENOENT, said, when there is no such node. */
int inventory_want(struct log *, struct inventory *,
		   const struct node_state *) MUST_CHECK;
int inventory_applied(struct log *, struct inventory *,
		      const struct strv *names) MUST_CHECK;
/* Adds the nodes whose state is recorded and whose files were not finished. */
int inventory_unapplied(struct log *, struct inventory *, struct strv *names) MUST_CHECK;
const struct node_state *node_states_find(const struct node_states *, const char *node);
void node_states_fini(struct node_states *);

/* ---- what a node last told about itself ---- */

struct node_report {
	char *node;
	char *address;    /* that sent it                     */
	int64_t received; /* seconds since 1970               */
	char *text;       /* as wire/report.h writes it       */
};

struct node_reports {
	struct node_report *v; /* by node, in natural order */
	size_t n;
};

/* Replaces the node's report; -ENOENT, said, when there is no such node.  Outside of a
 * begun change it is written at once without waiting for the disk. */
int inventory_put_report(struct log *, struct inventory *, const char *node,
			 const char *address, const char *text) MUST_CHECK;
int inventory_reports(struct log *, struct inventory *, const struct strv *names,
		      struct node_reports *) MUST_CHECK; /* names NULL: all */
void node_reports_fini(struct node_reports *);

/* ---- what the server saw a node do before the node could say anything ---- */

struct node_seen {
	char *node;
	char *phase; /* "loader", "kernel", "initrd" */
	int64_t at;  /* seconds since 1970           */
};

struct node_seens {
	struct node_seen *v; /* by node, in natural order; of one node by time */
	size_t n;
};

/* -ENOENT, said, when there is no such node. */
int inventory_put_seen(struct log *, struct inventory *,
		       const struct node_seen *) MUST_CHECK;
int inventory_seen(struct log *, struct inventory *, const struct strv *names,
		   struct node_seens *) MUST_CHECK; /* names NULL: all */
void node_seens_fini(struct node_seens *);

/* A number that is another one once somebody else (not this struct inventory) has changed
 * anything. */
int inventory_version(struct log *, struct inventory *, int64_t *version) MUST_CHECK;

#endif
