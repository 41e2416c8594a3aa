/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/rows.c - lists of what the database holds of nodes.
 */
#include "db.h"

#include <errno.h>
#include <stdlib.h>

static int read_all(struct log *log, struct inventory *inv, const struct db_query *query,
		    sqlite3_stmt *statement, struct db_rows *rows)
{
	size_t room = 0;
	int rc;

	while ((rc = db_step(log, inv, statement, query->what)) > 0) {
		if (rows->n == room) {
			room = room ? room * 2 : 16;
			rows->v = mem_grow(rows->v, room, query->item_bytes);
		}
		query->read(statement, (char *)rows->v + rows->n * query->item_bytes);
		rows->n++;
	}
	if (rows->n)
		qsort(rows->v, rows->n, query->item_bytes, query->order);
	return rc;
}

int db_rows_read(struct log *log, struct inventory *inv, const struct db_query *query,
		 const struct strv *names, struct db_rows *rows)
{
	int begun = db_read_begin(log, inv), rc;
	sqlite3_stmt *statement;

	*rows = (struct db_rows){ 0 };
	if (begun < 0)
		return begun;
	rc = names ? db_wanted(log, inv, names) : 0;
	statement =
		rc == 0 ? db_prepare(log, inv, names ? query->wanted : query->all) : NULL;
	if (statement && !names && query->text)
		db_bind(statement, 1, query->text);
	if (statement)
		rc = read_all(log, inv, query, statement, rows);
	else if (rc == 0)
		rc = -EIO;
	db_read_end(inv, begun);
	return rc;
}
