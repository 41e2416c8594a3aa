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

static void read_row(sqlite3_stmt *row, void *item)
{
	*(struct node_seen *)item = (struct node_seen){
		.node = db_column(row, 0),
		.phase = db_column(row, 1),
		.at = sqlite3_column_int64(row, 2),
	};
}

static const struct db_query every_seen = {
	.what = "read what nodes were seen to fetch",
	.all = select_all,
	.wanted = select_wanted,
	.item_bytes = sizeof(struct node_seen),
	.read = read_row,
	.order = by_node,
};

int inventory_seen(struct log *log, struct inventory *inv, const struct strv *names,
		   struct node_seens *out)
{
	struct db_rows rows;
	int rc = db_rows_read(log, inv, &every_seen, names, &rows);

	*out = (struct node_seens){ rows.v, rows.n };
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
