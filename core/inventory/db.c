/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/db.c - SQLite with this program's errors.
 */
#include "db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct meaning {
	int code, error;
	const char *advice;
};

static const struct meaning meanings[] = {
	{ SQLITE_BUSY, EBUSY,
	  "another command is changing it; try again when it is done" },
	{ SQLITE_LOCKED, EBUSY, "another command is changing it; try again" },
	{ SQLITE_PERM, EACCES, "run this as root" },
	{ SQLITE_AUTH, EACCES, "run this as root" },
	{ SQLITE_READONLY, EACCES,
	  "run this as root, on a file system that is writable" },
	{ SQLITE_CANTOPEN, EACCES, "run this as root; its folder must be writable" },
	{ SQLITE_FULL, ENOSPC, "make room on its file system" },
	{ SQLITE_CORRUPT, EUCLEAN, "put a backup of the file in its place" },
	{ SQLITE_NOTADB, EUCLEAN, "put a backup of the file in its place" },
	{ SQLITE_NOMEM, ENOMEM, "free some memory" },
};

int db_fail(struct log *log, struct inventory *inv, const char *what)
{
	int code = sqlite3_errcode(inv->db) & 0xff;
	const char *why = sqlite3_errmsg(inv->db);
	int cause = code == SQLITE_IOERR ? sqlite3_system_errno(inv->db) : 0;

	if (cause)
		return log_fail(log, cause, "inventory %s: cannot %s: %s: %s", inv->path,
				what, why, strerror(cause));
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].code == code)
			return log_fail(log, meanings[i].error,
					"inventory %s: cannot %s: %s; %s", inv->path,
					what, why, meanings[i].advice);
	return log_fail(log, EIO, "inventory %s: cannot %s: %s", inv->path, what, why);
}

int db_exec(struct log *log, struct inventory *inv, const char *sql, const char *what)
{
	if (sqlite3_exec(inv->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(log, inv, what);
	return 0;
}

sqlite3_stmt *db_prepare(struct log *log, struct inventory *inv, const char *sql)
{
	sqlite3_stmt *made = NULL;

	for (size_t i = 0; i < inv->n; i++) {
		if (strcmp(sqlite3_sql(inv->statements[i]), sql) != 0)
			continue;
		sqlite3_reset(inv->statements[i]);
		sqlite3_clear_bindings(inv->statements[i]);
		return inv->statements[i];
	}
	if (sqlite3_prepare_v3(inv->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made,
			       NULL) != SQLITE_OK) {
		db_fail(log, inv, "prepare a query");
		return NULL;
	}
	inv->statements = mem_grow(inv->statements, inv->n + 1, sizeof(*inv->statements));
	inv->statements[inv->n++] = made;
	return made;
}

void db_bind(sqlite3_stmt *statement, int at, const char *text)
{
	if (text)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, at);
}

int db_step(struct log *log, struct inventory *inv, sqlite3_stmt *statement,
	    const char *what)
{
	int code = sqlite3_step(statement), rc;

	if (code == SQLITE_ROW)
		return 1;
	rc = code == SQLITE_DONE ? 0 : db_fail(log, inv, what);
	sqlite3_reset(statement);
	return rc;
}

int db_run(struct log *log, struct inventory *inv, sqlite3_stmt *statement,
	   const char *what)
{
	int rc;

	do {
		rc = db_step(log, inv, statement, what);
	} while (rc > 0);
	return rc;
}

char *db_column(sqlite3_stmt *statement, int at)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);

	return text ? mem_ndup(text, (size_t)sqlite3_column_bytes(statement, at)) : NULL;
}

int db_read_begin(struct log *log, struct inventory *inv)
{
	int rc;

	if (!sqlite3_get_autocommit(inv->db))
		return 0;
	rc = db_exec(log, inv, "BEGIN", "begin to read");
	return rc < 0 ? rc : 1;
}

void db_read_end(struct inventory *inv, int begun)
{
	if (begun > 0)
		sqlite3_exec(inv->db, "COMMIT", NULL, NULL, NULL);
}

int db_wanted(struct log *log, struct inventory *inv, const struct strv *names)
{
	static const char what[] = "note the names asked for";
	sqlite3_stmt *insert;
	int rc;

	rc = db_exec(log, inv,
		     "CREATE TEMP TABLE IF NOT EXISTS wanted"
		     " (name TEXT PRIMARY KEY) WITHOUT ROWID; DELETE FROM wanted",
		     what);
	if (rc < 0)
		return rc;
	insert = db_prepare(log, inv, "INSERT OR IGNORE INTO wanted VALUES (?1)");
	if (!insert)
		return -EIO;
	for (size_t i = 0; i < names->n && rc == 0; i++) {
		db_bind(insert, 1, names->v[i]);
		rc = db_run(log, inv, insert, what);
	}
	return rc;
}
