/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/seen_test.c
 */
#include "fixture.h"

#include <errno.h>

static int put(struct fixture *f, const char *node, const char *phase, int64_t at)
{
	const struct node_seen seen = { (char *)(uintptr_t)node, (char *)(uintptr_t)phase,
					at };

	return inventory_put_seen(&f->log, f->inv, &seen);
}

static void phases_are_kept_by_node_and_time(void)
{
	struct fixture f;
	struct node_seens found;
	struct strv names CLEANUP_STRV = { 0 };

	fixture_init(&f);
	fixture_node(&f, "n10", "");
	fixture_node(&f, "n2", "");
	UNIT_INT(put(&f, "n10", "loader", 100), 0);
	UNIT_INT(put(&f, "n2", "kernel", 105), 0);
	UNIT_INT(put(&f, "n2", "loader", 90), 0);
	UNIT_INT(put(&f, "n2", "loader", 101), 0);
	UNIT_INT(inventory_seen(&f.log, f.inv, NULL, &found), 0);
	CU_ASSERT_FATAL(found.n == 3);
	UNIT_STR(found.v[0].node, "n2");
	UNIT_STR(found.v[0].phase, "loader");
	UNIT_INT(found.v[0].at, 101);
	UNIT_STR(found.v[1].phase, "kernel");
	UNIT_STR(found.v[2].node, "n10");
	node_seens_fini(&found);
	strv_add(&names, "n10");
	UNIT_INT(inventory_seen(&f.log, f.inv, &names, &found), 0);
	UNIT_INT(found.n, 1);
	node_seens_fini(&found);
	fixture_close(&f);
}

static void an_unknown_node_is_refused(void)
{
	struct fixture f;

	fixture_init(&f);
	UNIT_INT(put(&f, "n1", "loader", 1), -ENOENT);
	CU_ASSERT(strstr(str_text(&f.said), "node n1 is not in the inventory") != NULL);
	fixture_close(&f);
}

static void what_was_seen_goes_with_the_node(void)
{
	struct fixture f;
	struct node_seens found;

	fixture_init(&f);
	fixture_node(&f, "n1", "");
	UNIT_INT(put(&f, "n1", "loader", 1), 0);
	UNIT_INT(inventory_remove(&f.log, f.inv, OBJECT_NODE, "n1"), 0);
	UNIT_INT(inventory_seen(&f.log, f.inv, NULL, &found), 0);
	UNIT_INT(found.n, 0);
	node_seens_fini(&found);
	fixture_close(&f);
}

static void the_version_shows_changes_of_others(void)
{
	struct fixture f;
	struct inventory *other = NULL;
	struct object node = { .type = OBJECT_NODE };
	int64_t first = 0, second = 0;

	fixture_init(&f);
	UNIT_INT(inventory_open(&f.log, f.path, &other), 0);
	UNIT_INT(inventory_version(&f.log, f.inv, &first), 0);
	fixture_node(&f, "n1", "");
	UNIT_INT(inventory_version(&f.log, f.inv, &second), 0);
	UNIT_INT(second, first);
	node.name = mem_dup("n2");
	UNIT_INT(inventory_put(&f.log, other, &node), 0);
	object_fini(&node);
	UNIT_INT(inventory_version(&f.log, f.inv, &second), 0);
	CU_ASSERT(second != first);
	inventory_close(other);
	fixture_close(&f);
}

const char unit_suite[] = "seen";
const struct unit_case unit_cases[] = {
	{ "phases are kept by node and time", phases_are_kept_by_node_and_time },
	{ "an unknown node is refused", an_unknown_node_is_refused },
	{ "what was seen goes with the node", what_was_seen_goes_with_the_node },
	{ "the version shows what others change", the_version_shows_changes_of_others },
	{ NULL, NULL },
};
