/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/db.h - the database below inventory.h; for this folder only.
 */
#ifndef INVENTORY_DB_H
#define INVENTORY_DB_H

#include "inventory.h"

#include <sqlite3.h>

/* One connection.  For one thread at a time. */
struct inventory {
	sqlite3 *db;
	char *path;
	sqlite3_stmt **statements; /* prepared once, found again by their text */
	size_t n;
};

/* Says "inventory PATH: cannot WHAT: why, what to do"; returns -errno. */
int db_fail(struct log *, struct inventory *, const char *what);

/* Statements without parameters and rows, several if need be. */
int db_exec(struct log *, struct inventory *, const char *sql,
	    const char *what) MUST_CHECK;

/* The prepared statement of this text (which must live as long as the inventory), ready
 * to be bound; NULL after saying why. */
sqlite3_stmt *db_prepare(struct log *, struct inventory *, const char *sql);

/* Binds a text that stays as it is until the statement has run; NULL is SQL's NULL. */
void db_bind(sqlite3_stmt *, int at, const char *text);

/* 1: a row is there; 0: no more, the statement is reset; -errno, said and reset. */
int db_step(struct log *, struct inventory *, sqlite3_stmt *,
	    const char *what) MUST_CHECK;

/* Runs it to its end, dropping rows. */
int db_run(struct log *, struct inventory *, sqlite3_stmt *, const char *what) MUST_CHECK;

/* A copy of a column's text, or NULL; the caller frees it. */
char *db_column(sqlite3_stmt *, int at);

/* Several queries see one state of the database: begin returns 1 when it opened a
 * transaction that db_read_end() must close, 0 when one is open already. */
int db_read_begin(struct log *, struct inventory *) MUST_CHECK;
void db_read_end(struct inventory *, int begun);

/* Fills the temporary table `wanted` with these names, for joins. */
int db_wanted(struct log *, struct inventory *, const struct strv *names) MUST_CHECK;

/* A list of what the database holds of nodes. */
struct db_query {
	const char *what;   /* it does, for messages: "read the reports of nodes" */
	const char *all;    /* the query of all rows                              */
	const char *text;   /* its parameter, or NULL: it has none                */
	const char *wanted; /* that of the nodes in the table `wanted`            */
	size_t item_bytes;
	void (*read)(sqlite3_stmt *row, void *item); /* fills one item */
	int (*order)(const void *, const void *);    /* of two items   */
};

struct db_rows {
	void *v; /* n items, in order; the caller frees them and what they hold */
	size_t n;
};

/* Of these nodes (NULL: of all), in one state of the database.  After an error the rows
 * are those that were read until then. */
int db_rows_read(struct log *, struct inventory *, const struct db_query *,
		 const struct strv *names, struct db_rows *) MUST_CHECK;

/* Brings a new or older database to this program's schema. */
int schema_update(struct log *, struct inventory *) MUST_CHECK;

#endif
