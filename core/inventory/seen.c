/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/seen.c - what the server saw nodes do before they could say anything.
 */
#include "core/base/natural.h"
#include "db.h"

#include <errno.h>
#include <stdlib.h>

static const char select_all[] = "SELECT o.name, s.phase, s.at"
				 " FROM seen s CROSS JOIN object o ON o.id = s.object";
static const char select_wanted[] =
	"SELECT o.name, s.phase, s.at FROM wanted w"
	" CROSS JOIN object o ON o.type = 1 AND o.name = w.name"
	" CROSS JOIN seen s ON s.object = o.id";

int inventory_put_seen(struct log *log, struct inventory *inv,
		       const struct node_seen *seen)
{
	sqlite3_stmt *put = db_prepare(log, inv,
				       "INSERT OR REPLACE INTO seen"
				       " SELECT id, ?2, ?3 FROM object"
				       " WHERE type = 1 AND name = ?1");
	int rc;

	if (!put)
		return -EIO;
	db_bind(put, 1, seen->node);
	db_bind(put, 2, seen->phase);
	sqlite3_bind_int64(put, 3, seen->at);
	rc = db_run(log, inv, put, "record what a node was seen to fetch");
	if (rc == 0 && sqlite3_changes(inv->db) == 0)
		rc = log_fail(log, ENOENT, "node %s is not in the inventory %s",
			      seen->node, inv->path);
	return rc;
}

static int by_node(const void *left, const void *right)
{
	const struct node_seen *a = left, *b = right;
	int order = natural_compare(a->node, b->node);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

static int read_rows(struct log *log, struct inventory *inv, sqlite3_stmt *query,
		     struct node_seens *out)
{
	size_t room = 0;
	int rc;

	while ((rc = db_step(log, inv, query, "read what nodes were seen to fetch")) >
	       0) {
		if (out->n == room) {
			room = room ? room * 2 : 16;
			out->v = mem_grow(out->v, room, sizeof(*out->v));
		}
		out->v[out->n++] = (struct node_seen){
			.node = db_column(query, 0),
			.phase = db_column(query, 1),
			.at = sqlite3_column_int64(query, 2),
		};
	}
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_node);
	return rc;
}

int inventory_seen(struct log *log, struct inventory *inv, const struct strv *names,
		   struct node_seens *out)
{
	int begun = db_read_begin(log, inv), rc;
	sqlite3_stmt *query;

	*out = (struct node_seens){ 0 };
	if (begun < 0)
		return begun;
	rc = names ? db_wanted(log, inv, names) : 0;
	query = rc == 0 ? db_prepare(log, inv, names ? select_wanted : select_all) : NULL;
	if (query)
		rc = read_rows(log, inv, query, out);
	else if (rc == 0)
		rc = -EIO;
	db_read_end(inv, begun);
	if (rc < 0)
		node_seens_fini(out);
	return rc;
}

void node_seens_fini(struct node_seens *seens)
{
	for (size_t i = 0; i < seens->n; i++) {
		free(seens->v[i].node);
		free(seens->v[i].phase);
	}
	free(seens->v);
	*seens = (struct node_seens){ 0 };
}

int inventory_version(struct log *log, struct inventory *inv, int64_t *version)
{
	static const char what[] = "see whether it has changed";
	sqlite3_stmt *query = db_prepare(log, inv, "PRAGMA data_version");
	int rc = query ? db_step(log, inv, query, what) : -EIO;

	if (rc <= 0)
		return rc ? rc : db_fail(log, inv, what);
	*version = sqlite3_column_int64(query, 0);
	sqlite3_reset(query);
	return 0;
}
