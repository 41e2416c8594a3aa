/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/state.c - what each node is set to boot.
 */
#include "core/base/natural.h"
#include "db.h"

#include <errno.h>
#include <stdlib.h>

#define COLUMNS                                                                          \
	"SELECT o.name, s.state, s.image, s.method, s.generation, s.words, s.applied,"   \
	" s.previous_state, s.previous_image, s.previous_method, s.previous_generation "

static const char select_all[] =
	COLUMNS "FROM state s CROSS JOIN object o ON o.id = s.object";
static const char select_with[] =
	COLUMNS "FROM state s CROSS JOIN object o ON o.id = s.object"
		" WHERE instr(s.words, ?1)";
static const char select_wanted[] =
	COLUMNS "FROM wanted w"
		" CROSS JOIN object o ON o.type = 1 AND o.name = w.name"
		" CROSS JOIN state s ON s.object = o.id";

static void state_fini(struct node_state *state)
{
	free(state->node);
	free(state->state);
	free(state->image);
	free(state->method);
	free(state->generation);
	free(state->words);
	free(state->previous.state);
	free(state->previous.image);
	free(state->previous.method);
	free(state->previous.generation);
}

static void read_row(sqlite3_stmt *row, void *item)
{
	*(struct node_state *)item = (struct node_state){
		.node = db_column(row, 0),
		.state = db_column(row, 1),
		.image = db_column(row, 2),
		.method = db_column(row, 3),
		.generation = db_column(row, 4),
		.words = db_column(row, 5),
		.applied = sqlite3_column_int(row, 6) != 0,
		.previous = { .state = db_column(row, 7),
			      .image = db_column(row, 8),
			      .method = db_column(row, 9),
			      .generation = db_column(row, 10) },
	};
}

static int by_node(const void *a, const void *b)
{
	return natural_compare(((const struct node_state *)a)->node,
			       ((const struct node_state *)b)->node);
}

static const struct db_query every_state = {
	.what = "read the states of nodes",
	.all = select_all,
	.wanted = select_wanted,
	.item_bytes = sizeof(struct node_state),
	.read = read_row,
	.order = by_node,
};

static int read_states(struct log *log, struct inventory *inv,
		       const struct db_query *query, const struct strv *names,
		       struct node_states *out)
{
	struct db_rows rows;
	int rc = db_rows_read(log, inv, query, names, &rows);

	*out = (struct node_states){ rows.v, rows.n };
	if (rc < 0)
		node_states_fini(out);
	return rc;
}

int inventory_states(struct log *log, struct inventory *inv, const struct strv *names,
		     struct node_states *out)
{
	return read_states(log, inv, &every_state, names, out);
}

int inventory_states_with(struct log *log, struct inventory *inv, const char *text,
			  struct node_states *out)
{
	struct db_query query = every_state;

	query.all = select_with;
	query.text = text;
	return read_states(log, inv, &query, NULL, out);
}

/* Only another state moves the one of before: setting a node again to what it is, or
 * marking its files as due, leaves a way back. */
#define KEEP(column)                                                                     \
	" previous_" column " = CASE WHEN (state, image, method, generation) IS NOT"     \
	" (excluded.state, excluded.image, excluded.method, excluded.generation)"        \
	" THEN state." column " ELSE previous_" column " END,"

static const char want[] =
	"INSERT INTO state (object, state, image, method, generation, words, applied)"
	" SELECT id, ?2, ?3, ?4, ?5, ?6, ?7 FROM object WHERE type = 1 AND name = ?1"
	" ON CONFLICT (object) DO UPDATE SET" KEEP("state") KEEP("image") KEEP("method")
		KEEP("generation") " state = excluded.state, image = excluded.image, "
				   "method = excluded.method,"
				   " generation = excluded.generation, words = "
				   "excluded.words,"
				   " applied = excluded.applied";

int inventory_want(struct log *log, struct inventory *inv, const struct node_state *state)
{
	sqlite3_stmt *put = db_prepare(log, inv, want);
	int rc;

	if (!put)
		return -EIO;
	db_bind(put, 1, state->node);
	db_bind(put, 2, state->state);
	db_bind(put, 3, state->image);
	db_bind(put, 4, state->method);
	db_bind(put, 5, state->generation);
	db_bind(put, 6, state->words);
	sqlite3_bind_int(put, 7, state->applied);
	rc = db_run(log, inv, put, "record what a node is set to");
	if (rc == 0 && sqlite3_changes(inv->db) == 0)
		rc = log_fail(log, ENOENT, "node %s is not in the inventory %s",
			      state->node, inv->path);
	return rc;
}

int inventory_applied(struct log *log, struct inventory *inv, const struct strv *names)
{
	int rc = db_wanted(log, inv, names);
	sqlite3_stmt *mark;

	if (rc < 0)
		return rc;
	mark = db_prepare(log, inv,
			  "UPDATE state SET applied = 1 WHERE object IN"
			  " (SELECT o.id FROM wanted w CROSS JOIN object o"
			  "  ON o.type = 1 AND o.name = w.name)");
	if (!mark)
		return -EIO;
	return db_run(log, inv, mark, "mark the files of nodes as written");
}

int inventory_unapplied(struct log *log, struct inventory *inv, struct strv *names)
{
	sqlite3_stmt *query = db_prepare(log, inv,
					 "SELECT o.name FROM state s"
					 " CROSS JOIN object o ON o.id = s.object"
					 " WHERE s.applied = 0");
	int rc;

	if (!query)
		return -EIO;
	while ((rc = db_step(log, inv, query, "read which nodes are unfinished")) > 0) {
		char *name CLEANUP_FREE = db_column(query, 0);

		strv_add(names, name);
	}
	return rc;
}

const struct node_state *node_states_find(const struct node_states *states,
					  const char *node)
{
	struct node_state key = { .node = (char *)(uintptr_t)node };

	if (states->n == 0)
		return NULL;
	return bsearch(&key, states->v, states->n, sizeof(key), by_node);
}

void node_states_fini(struct node_states *states)
{
	for (size_t i = 0; i < states->n; i++)
		state_fini(&states->v[i]);
	free(states->v);
	*states = (struct node_states){ 0 };
}
