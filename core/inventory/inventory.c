/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/inventory.c - opens the database; changes that happen whole or not.
 */
#include "inventory.h"
#include "db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS 10000

/* WAL: readers and one writer do not wait for each other.  FULL: a commit that was
 * answered survives a power failure. */
static const char settings[] = "PRAGMA journal_mode = WAL;"
			       "PRAGMA synchronous = FULL;"
			       "PRAGMA foreign_keys = ON;"
			       "PRAGMA temp_store = MEMORY";

/* SQLite would make it readable for all; its -wal and -shm files take its mode. */
static int make_file(struct log *log, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	if (fd < 0)
		return log_fail(log, errno, "cannot open the inventory %s: %s%s", path,
				strerror(errno),
				errno == EACCES ? "; run this as root" : "");
	close(fd);
	return 0;
}

static int connect_file(struct log *log, struct inventory *inv)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX; /* one thread */
	int rc;

	if (sqlite3_open_v2(inv->path, &inv->db, flags, NULL) != SQLITE_OK)
		return db_fail(log, inv, "open it");
	sqlite3_busy_timeout(inv->db, BUSY_MS);
	rc = db_exec(log, inv, settings, "set it up");
	return rc ? rc : schema_update(log, inv);
}

static int open_at(struct log *log, const char *path, struct inventory **out)
{
	struct inventory *inv = mem_alloc(sizeof(*inv));
	int rc;

	inv->path = mem_dup(path);
	rc = connect_file(log, inv);
	if (rc < 0) {
		inventory_close(inv);
		return rc;
	}
	*out = inv;
	return 0;
}

int inventory_open(struct log *log, const char *path, struct inventory **out)
{
	int rc = make_file(log, path);

	*out = NULL;
	return rc < 0 ? rc : open_at(log, path, out);
}

int inventory_open_empty(struct log *log, struct inventory **out)
{
	*out = NULL;
	return open_at(log, ":memory:", out);
}

void inventory_close(struct inventory *inv)
{
	if (!inv)
		return;
	inventory_undo(inv);
	for (size_t i = 0; i < inv->n; i++)
		sqlite3_finalize(inv->statements[i]);
	free(inv->statements);
	sqlite3_close(inv->db);
	free(inv->path);
	free(inv);
}

int inventory_check(struct log *log, struct inventory *inv)
{
	static const char what[] = "check it";
	sqlite3_stmt *query = db_prepare(log, inv, "PRAGMA integrity_check(1)");
	int rc = query ? db_step(log, inv, query, what) : -EIO;
	char *answer CLEANUP_FREE = rc > 0 ? db_column(query, 0) : NULL;

	if (rc < 0)
		return rc;
	sqlite3_reset(query);
	if (answer && strcmp(answer, "ok") == 0)
		return 0;
	return log_fail(log, EUCLEAN,
			"inventory %s is damaged: %s; put a backup of the file in its "
			"place",
			inv->path, answer ? answer : "it does not say how");
}

int inventory_begin(struct log *log, struct inventory *inv)
{
	return db_exec(log, inv, "BEGIN IMMEDIATE", "begin a change");
}

int inventory_commit(struct log *log, struct inventory *inv)
{
	return db_exec(log, inv, "COMMIT", "keep the change");
}

void inventory_undo(struct inventory *inv)
{
	if (inv && inv->db && !sqlite3_get_autocommit(inv->db))
		sqlite3_exec(inv->db, "ROLLBACK", NULL, NULL, NULL);
}
