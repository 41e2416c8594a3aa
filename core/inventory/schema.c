/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/schema.c - the tables, and how older ones are brought up to date.
 */
#include "db.h"

#include <errno.h>

/* "SLin": file(1) and we ourselves can tell our database from another program's. */
#define APPLICATION_ID 0x534c696e

/* steps[v] leads from user_version v to v + 1; never change one that was released. */
static const char *const steps[] = {
	"CREATE TABLE object ("
	" id INTEGER PRIMARY KEY,"
	" type INTEGER NOT NULL," /* enum object_type */
	" name TEXT NOT NULL,"
	" UNIQUE (type, name));"
	"CREATE TABLE attribute ("
	" object INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,"
	" key TEXT NOT NULL,"
	" value TEXT NOT NULL,"
	" PRIMARY KEY (object, key)) WITHOUT ROWID;"
	/* Who has this address?  Asked for every node that is put. */
	"CREATE INDEX attribute_address ON attribute (key, value)"
	" WHERE key = 'mac' OR key = 'ip';"
	"CREATE TABLE state ("
	" object INTEGER PRIMARY KEY REFERENCES object ON DELETE CASCADE,"
	" state TEXT NOT NULL,"
	" image TEXT,"
	" method TEXT,"
	" generation TEXT,"
	" words TEXT,"
	" applied INTEGER NOT NULL);"
	"CREATE TABLE report ("
	" object INTEGER PRIMARY KEY REFERENCES object ON DELETE CASCADE,"
	" address TEXT NOT NULL,"
	" received INTEGER NOT NULL," /* seconds since 1970 */
	" text TEXT NOT NULL);",
	"CREATE TABLE seen ("
	" object INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,"
	" phase TEXT NOT NULL,"
	" at INTEGER NOT NULL," /* seconds since 1970 */
	" PRIMARY KEY (object, phase)) WITHOUT ROWID;",
	/* All four are NULL until a node is set to something else. */
	"ALTER TABLE state ADD COLUMN previous_state TEXT;"
	"ALTER TABLE state ADD COLUMN previous_image TEXT;"
	"ALTER TABLE state ADD COLUMN previous_method TEXT;"
	"ALTER TABLE state ADD COLUMN previous_generation TEXT;",
};

#define CURRENT ((int)(sizeof(steps) / sizeof(steps[0])))

static int read_number(struct log *log, struct inventory *inv, const char *pragma,
		       int *number)
{
	static const char what[] = "read its version";
	sqlite3_stmt *query = db_prepare(log, inv, pragma);
	int rc = query ? db_step(log, inv, query, what) : -EIO;

	if (rc <= 0)
		return rc ? rc : db_fail(log, inv, what);
	*number = sqlite3_column_int(query, 0);
	sqlite3_reset(query);
	return 0;
}

static int run_steps(struct log *log, struct inventory *inv, int version)
{
	char *done CLEANUP_FREE =
		mem_printf("PRAGMA application_id = %d; PRAGMA user_version = %d",
			   APPLICATION_ID, CURRENT);
	int rc = 0;

	for (; version < CURRENT && rc == 0; version++)
		rc = db_exec(log, inv, steps[version], "make its tables");
	return rc ? rc : db_exec(log, inv, done, "note its version");
}

/* A second process may have brought it up to date while we waited for the lock. */
static int update_locked(struct log *log, struct inventory *inv)
{
	int version = 0, rc = inventory_begin(log, inv);

	if (rc < 0)
		return rc;
	rc = read_number(log, inv, "PRAGMA user_version", &version);
	if (rc == 0)
		rc = run_steps(log, inv, version);
	if (rc == 0)
		return inventory_commit(log, inv);
	inventory_undo(inv);
	return rc;
}

int schema_update(struct log *log, struct inventory *inv)
{
	int version = 0, application = 0;

	if (read_number(log, inv, "PRAGMA user_version", &version) < 0 ||
	    read_number(log, inv, "PRAGMA application_id", &application) < 0)
		return -EIO;
	if (application != 0 && application != APPLICATION_ID)
		return log_fail(log, EINVAL,
				"%s is another program's database; move it away",
				inv->path);
	if (version > CURRENT)
		return log_fail(log, EINVAL,
				"inventory %s was written by a newer stateless (version "
				"%d, this one knows %d); use that one",
				inv->path, version, CURRENT);
	return version == CURRENT ? 0 : update_locked(log, inv);
}
