/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/objects_sql.c - objects read from and written to the database.
 */
#include "db.h"
#include "object.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Rows of one object follow each other, its attributes by key: both joins walk indexes.
 */
static const char select_all[] = "SELECT o.id, o.name, a.key, a.value FROM object o"
				 " LEFT JOIN attribute a ON a.object = o.id"
				 " WHERE o.type = ?1 ORDER BY o.id, a.key";
static const char select_wanted[] =
	"SELECT o.id, o.name, a.key, a.value FROM wanted w"
	" CROSS JOIN object o ON o.type = ?1 AND o.name = w.name"
	" LEFT JOIN attribute a ON a.object = o.id"
	" ORDER BY w.name, a.key";

static struct object *add_object(struct objects *out, size_t *room)
{
	if (out->n == *room) {
		*room = *room ? *room * 2 : 16;
		out->v = mem_grow(out->v, *room, sizeof(*out->v));
	}
	out->v[out->n] = (struct object){ 0 };
	return &out->v[out->n++];
}

static void add_attribute(struct object *object, sqlite3_stmt *row)
{
	/* In steps of eight: most objects have fewer, and nothing records the room. */
	if (object->n % 8 == 0)
		object->attrs =
			mem_grow(object->attrs, object->n + 8, sizeof(*object->attrs));
	object->attrs[object->n].key = db_column(row, 2);
	object->attrs[object->n].value = db_column(row, 3);
	object->n++;
}

static int read_rows(struct log *log, struct inventory *inv, sqlite3_stmt *query,
		     enum object_type type, struct objects *out)
{
	struct object *object = NULL;
	sqlite3_int64 last = 0;
	size_t room = 0;
	int rc;

	while ((rc = db_step(log, inv, query, "read its objects")) > 0) {
		sqlite3_int64 id = sqlite3_column_int64(query, 0);

		if (!object || id != last) {
			object = add_object(out, &room);
			object->type = type;
			object->name = db_column(query, 1);
			last = id;
		}
		if (sqlite3_column_type(query, 2) != SQLITE_NULL)
			add_attribute(object, query);
	}
	return rc;
}

static int read_objects(struct log *log, struct inventory *inv, enum object_type type,
			const struct strv *names, struct objects *out)
{
	sqlite3_stmt *query;
	int rc = names ? db_wanted(log, inv, names) : 0;

	if (rc < 0)
		return rc;
	query = db_prepare(log, inv, names ? select_wanted : select_all);
	if (!query)
		return -EIO;
	sqlite3_bind_int(query, 1, (int)type);
	rc = read_rows(log, inv, query, type, out);
	objects_sort(out);
	return rc;
}

static int read_groups(struct log *log, struct inventory *inv, struct objects *nodes)
{
	struct objects groups = { 0 };
	int rc = read_objects(log, inv, OBJECT_GROUP, NULL, &groups);

	if (rc == 0)
		objects_inherit(log, nodes, &groups);
	objects_fini(&groups);
	return rc;
}

int inventory_load(struct log *log, struct inventory *inv, enum object_type type,
		   const struct strv *names, bool inherit, struct objects *out)
{
	int begun = db_read_begin(log, inv), rc;

	*out = (struct objects){ 0 };
	if (begun < 0)
		return begun;
	rc = read_objects(log, inv, type, names, out);
	if (rc == 0 && inherit && type == OBJECT_NODE)
		rc = read_groups(log, inv, out);
	db_read_end(inv, begun);
	if (rc < 0)
		objects_fini(out);
	return rc;
}

static int find_object(struct log *log, struct inventory *inv,
		       const struct object *object, sqlite3_int64 *id)
{
	sqlite3_stmt *find = db_prepare(
		log, inv, "SELECT id FROM object WHERE type = ?1 AND name = ?2");
	int rc;

	if (!find)
		return -EIO;
	sqlite3_bind_int(find, 1, (int)object->type);
	db_bind(find, 2, object->name);
	rc = db_step(log, inv, find, "look up an object");
	if (rc > 0)
		*id = sqlite3_column_int64(find, 0);
	sqlite3_reset(find);
	return rc;
}

/* The object's row, made when it is missing.  (RETURNING would be one statement, and
 * needs SQLite 3.35: EL 9 has 3.34.) */
static int put_object(struct log *log, struct inventory *inv, const struct object *object,
		      sqlite3_int64 *id)
{
	sqlite3_stmt *put;
	int rc = find_object(log, inv, object, id);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	put = db_prepare(log, inv, "INSERT INTO object (type, name) VALUES (?1, ?2)");
	if (!put)
		return -EIO;
	sqlite3_bind_int(put, 1, (int)object->type);
	db_bind(put, 2, object->name);
	rc = db_run(log, inv, put, "write an object");
	*id = sqlite3_last_insert_rowid(inv->db);
	return rc;
}

static int put_attributes(struct log *log, struct inventory *inv,
			  const struct object *object, sqlite3_int64 id)
{
	static const char what[] = "write attributes";
	sqlite3_stmt *clear =
		db_prepare(log, inv, "DELETE FROM attribute WHERE object = ?1");
	sqlite3_stmt *put =
		db_prepare(log, inv, "INSERT INTO attribute VALUES (?1, ?2, ?3)");
	int rc;

	if (!clear || !put)
		return -EIO;
	sqlite3_bind_int64(clear, 1, id);
	rc = db_run(log, inv, clear, what);
	for (size_t i = 0; i < object->n && rc == 0; i++) {
		sqlite3_bind_int64(put, 1, id);
		db_bind(put, 2, object->attrs[i].key);
		db_bind(put, 3, object->attrs[i].value);
		rc = db_run(log, inv, put, what);
	}
	return rc;
}

static int run_text(struct log *log, struct inventory *inv, const char *sql)
{
	sqlite3_stmt *statement = db_prepare(log, inv, sql);

	return statement ? db_run(log, inv, statement, "change an object") : -EIO;
}

/* A savepoint: an object is put whole or not at all, inside a change or alone. */
int inventory_put(struct log *log, struct inventory *inv, const struct object *object)
{
	sqlite3_int64 id = 0;
	int rc = run_text(log, inv, "SAVEPOINT put"), released;

	if (rc < 0)
		return rc;
	rc = put_object(log, inv, object, &id);
	if (rc == 0)
		rc = put_attributes(log, inv, object, id);
	if (rc < 0)
		sqlite3_exec(inv->db, "ROLLBACK TO put", NULL, NULL, NULL);
	released = run_text(log, inv, "RELEASE put");
	return rc ? rc : released;
}

int inventory_remove(struct log *log, struct inventory *inv, enum object_type type,
		     const char *name)
{
	sqlite3_stmt *remove =
		db_prepare(log, inv, "DELETE FROM object WHERE type = ?1 AND name = ?2");

	if (!remove)
		return -EIO;
	sqlite3_bind_int(remove, 1, (int)type);
	db_bind(remove, 2, name);
	return db_run(log, inv, remove, "remove an object");
}

int inventory_holder(struct log *log, struct inventory *inv, const struct attribute *have,
		     const char *but, char **holder)
{
	/* The condition on the key is that of the index, or it would not be used. */
	sqlite3_stmt *query = db_prepare(log, inv,
					 "SELECT o.name FROM attribute a"
					 " CROSS JOIN object o ON o.id = a.object"
					 " WHERE (a.key = 'mac' OR a.key = 'ip')"
					 " AND a.key = ?1 AND a.value = ?2"
					 " AND o.type = 1 AND o.name <> ?3 LIMIT 1");
	int rc;

	*holder = NULL;
	if (!query)
		return -EIO;
	db_bind(query, 1, have->key);
	db_bind(query, 2, have->value);
	db_bind(query, 3, but);
	rc = db_step(log, inv, query, "look up an address");
	if (rc > 0)
		*holder = db_column(query, 0);
	sqlite3_reset(query);
	return rc < 0 ? rc : 0;
}
