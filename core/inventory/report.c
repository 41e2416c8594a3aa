/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/report.c - what each node last told about itself.
 */
#include "core/base/natural.h"
#include "db.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static const char select_all[] = "SELECT o.name, r.address, r.received, r.text"
				 " FROM report r CROSS JOIN object o ON o.id = r.object";
static const char select_wanted[] =
	"SELECT o.name, r.address, r.received, r.text FROM wanted w"
	" CROSS JOIN object o ON o.type = 1 AND o.name = w.name"
	" CROSS JOIN report r ON r.object = o.id";

static int put(struct log *log, struct inventory *inv, const char *node,
	       const char *address, const char *text)
{
	sqlite3_stmt *statement = db_prepare(log, inv,
					     "INSERT OR REPLACE INTO report"
					     " SELECT id, ?2, ?3, ?4 FROM object"
					     " WHERE type = 1 AND name = ?1");
	int rc;

	if (!statement)
		return -EIO;
	db_bind(statement, 1, node);
	db_bind(statement, 2, address);
	sqlite3_bind_int64(statement, 3, (sqlite3_int64)time(NULL));
	db_bind(statement, 4, text);
	rc = db_run(log, inv, statement, "record the report of a node");
	if (rc == 0 && sqlite3_changes(inv->db) == 0)
		rc = log_fail(log, ENOENT,
			      "%s sent the report of node %s, which is not in the "
			      "inventory %s",
			      address, node, inv->path);
	return rc;
}

/* A thousand nodes that boot must not wait for a thousand fsyncs; a report that a power
 * failure of the server takes away comes again with the node's next phase. */
int inventory_put_report(struct log *log, struct inventory *inv, const char *node,
			 const char *address, const char *text)
{
	bool alone = sqlite3_get_autocommit(inv->db);
	int rc;

	if (alone)
		sqlite3_exec(inv->db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL);
	rc = put(log, inv, node, address, text);
	if (alone)
		sqlite3_exec(inv->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
	return rc;
}

static int by_node(const void *a, const void *b)
{
	return natural_compare(((const struct node_report *)a)->node,
			       ((const struct node_report *)b)->node);
}

static void read_row(sqlite3_stmt *row, void *item)
{
	*(struct node_report *)item = (struct node_report){
		.node = db_column(row, 0),
		.address = db_column(row, 1),
		.received = sqlite3_column_int64(row, 2),
		.text = db_column(row, 3),
	};
}

static const struct db_query every_report = {
	.what = "read the reports of nodes",
	.all = select_all,
	.wanted = select_wanted,
	.item_bytes = sizeof(struct node_report),
	.read = read_row,
	.order = by_node,
};

int inventory_reports(struct log *log, struct inventory *inv, const struct strv *names,
		      struct node_reports *out)
{
	struct db_rows rows;
	int rc = db_rows_read(log, inv, &every_report, names, &rows);

	*out = (struct node_reports){ rows.v, rows.n };
	if (rc < 0)
		node_reports_fini(out);
	return rc;
}

void node_reports_fini(struct node_reports *reports)
{
	for (size_t i = 0; i < reports->n; i++) {
		free(reports->v[i].node);
		free(reports->v[i].address);
		free(reports->v[i].text);
	}
	free(reports->v);
	*reports = (struct node_reports){ 0 };
}
