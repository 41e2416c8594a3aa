/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/inventory_test.c - opening, versions, changes whole or not at all.
 */
#include "inventory.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "db.h"
#include "fixture.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t nodes(struct fixture *f)
{
	struct objects all;
	size_t n;

	UNIT_INT(inventory_load(&f->log, f->inv, OBJECT_NODE, NULL, false, &all), 0);
	n = all.n;
	objects_fini(&all);
	return n;
}

static void a_new_file_is_not_for_all_to_read(void)
{
	struct fixture f;
	struct stat st;

	fixture_init(&f);
	UNIT_INT(stat(f.path, &st), 0);
	UNIT_INT(st.st_mode & 07777, 0640);
	fixture_close(&f);
}

static void a_change_is_kept_only_by_commit(void)
{
	struct fixture f;

	fixture_init(&f);
	UNIT_INT(inventory_begin(&f.log, f.inv), 0);
	fixture_node(&f, "n1", "groups=all");
	inventory_undo(f.inv);
	UNIT_INT(nodes(&f), 0);
	inventory_undo(f.inv);

	UNIT_INT(inventory_begin(&f.log, f.inv), 0);
	fixture_node(&f, "n1", "groups=all");
	UNIT_INT(inventory_commit(&f.log, f.inv), 0);
	UNIT_INT(inventory_begin(&f.log, f.inv), 0);
	fixture_node(&f, "n2", "groups=all");
	fixture_reopen(&f); /* closing undoes */
	UNIT_INT(nodes(&f), 1);
	fixture_close(&f);
}

static void another_connection_sees_committed_nodes_only(void)
{
	struct fixture f;
	struct fixture g = { 0 };

	fixture_init(&f);
	g.path = f.path;
	fixture_connect(&g);
	fixture_listen(&g);
	UNIT_INT(inventory_begin(&f.log, f.inv), 0);
	fixture_node(&f, "n1", "groups=all");
	UNIT_INT(nodes(&g), 0);
	UNIT_INT(inventory_commit(&f.log, f.inv), 0);
	UNIT_INT(nodes(&g), 1);
	inventory_close(g.inv);
	str_fini(&g.said);
	fixture_close(&f);
}

static void a_second_writer_is_told_who_waits(void)
{
	struct fixture f;
	struct fixture g = { 0 };

	fixture_init(&f);
	g.path = f.path;
	fixture_connect(&g);
	fixture_listen(&g);
	sqlite3_busy_timeout(g.inv->db, 20);
	UNIT_INT(inventory_begin(&f.log, f.inv), 0);
	UNIT_INT(inventory_begin(&g.log, g.inv), -EBUSY);
	CU_ASSERT(strstr(str_text(&g.said), f.path) != NULL);
	CU_ASSERT(strstr(str_text(&g.said), "another command") != NULL);
	inventory_close(g.inv);
	str_fini(&g.said);
	fixture_close(&f);
}

static int open_again(struct fixture *f)
{
	inventory_close(f->inv);
	f->inv = NULL;
	return inventory_open(&f->log, f->path, &f->inv);
}

static void a_newer_schema_is_refused(void)
{
	struct fixture f;

	fixture_init(&f);
	UNIT_INT(db_exec(&f.log, f.inv, "PRAGMA user_version = 99", "test"), 0);
	UNIT_INT(open_again(&f), -EINVAL);
	CU_ASSERT_PTR_NULL(f.inv);
	CU_ASSERT(strstr(str_text(&f.said), "newer stateless") != NULL);
	fixture_close(&f);
}

static void an_older_database_is_brought_up_to_date(void)
{
	struct fixture f;
	struct node_states found;
	struct node_state state = { .node = (char[]){ "n1" },
				    .state = (char[]){ "boot" } };

	fixture_init(&f);
	fixture_node(&f, "n1", "");
	UNIT_INT(inventory_want(&f.log, f.inv, &state), 0);
	UNIT_INT(db_exec(&f.log, f.inv,
			 "ALTER TABLE state DROP COLUMN previous_state;"
			 "ALTER TABLE state DROP COLUMN previous_image;"
			 "ALTER TABLE state DROP COLUMN previous_method;"
			 "ALTER TABLE state DROP COLUMN previous_generation;"
			 "PRAGMA user_version = 2",
			 "test"),
		 0);
	UNIT_INT(open_again(&f), 0);
	UNIT_INT(inventory_states(&f.log, f.inv, NULL, &found), 0);
	CU_ASSERT_FATAL(found.n == 1);
	UNIT_STR(found.v[0].state, "boot");
	CU_ASSERT_PTR_NULL(found.v[0].previous.state);
	node_states_fini(&found);
	fixture_close(&f);
}

static void the_database_of_another_program_is_refused(void)
{
	struct fixture f;

	fixture_init(&f);
	UNIT_INT(db_exec(&f.log, f.inv, "PRAGMA application_id = 7", "test"), 0);
	UNIT_INT(open_again(&f), -EINVAL);
	CU_ASSERT(strstr(str_text(&f.said), "another program") != NULL);
	fixture_close(&f);
}

static void a_file_that_is_no_database_is_refused(void)
{
	struct fixture f;
	static const char text[] = "this is a text of more than sixteen bytes\n";

	fixture_init(&f);
	inventory_close(f.inv);
	f.inv = NULL;
	UNIT_INT(file_write(&f.log, f.path, 0640, text, sizeof(text) - 1), 0);
	CU_ASSERT(inventory_open(&f.log, f.path, &f.inv) < 0);
	CU_ASSERT(strstr(str_text(&f.said), f.path) != NULL);
	fixture_close(&f);
}

static void a_missing_folder_is_said(void)
{
	struct fixture f;
	struct inventory *inv;
	char *path CLEANUP_FREE = NULL;

	fixture_init(&f);
	path = path_join(f.path, "none/inventory.db");
	CU_ASSERT(inventory_open(&f.log, path, &inv) < 0);
	CU_ASSERT_PTR_NULL(inv);
	CU_ASSERT(strstr(str_text(&f.said), path) != NULL);
	fixture_close(&f);
}

const char unit_suite[] = "inventory";
const struct unit_case unit_cases[] = {
	{ "a new file is not for all to read", a_new_file_is_not_for_all_to_read },
	{ "a change is kept only by commit", a_change_is_kept_only_by_commit },
	{ "another connection sees committed nodes only",
	  another_connection_sees_committed_nodes_only },
	{ "a second writer is told why it waits", a_second_writer_is_told_who_waits },
	{ "a newer schema is refused", a_newer_schema_is_refused },
	{ "an older database is brought up to date",
	  an_older_database_is_brought_up_to_date },
	{ "the database of another program is refused",
	  the_database_of_another_program_is_refused },
	{ "a file that is no database is refused",
	  a_file_that_is_no_database_is_refused },
	{ "a missing folder is said", a_missing_folder_is_said },
	{ NULL, NULL },
};
