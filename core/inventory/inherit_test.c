/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/inherit_test.c - nodes take the attributes of their groups.
 */
#include "fixture.h"

static void patterns_of_groups_are_computed_for_each_node(void)
{
	struct fixture f;
	struct objects nodes;

	fixture_init(&f);
	fixture_put(&f, OBJECT_GROUP, "all",
		    "ip=|n(\\d+)|10.0.0.($1+10)| mac=|n(\\d+)|525400AB00($1)| "
		    "host=|| arch=x86_64");
	fixture_node(&f, "n17", "groups=all");
	fixture_node(&f, "n18", "groups=all ip=10.1.1.1");
	UNIT_INT(inventory_load(&f.log, f.inv, OBJECT_NODE, NULL, true, &nodes), 0);
	UNIT_STR(object_get(&nodes.v[0], "ip"), "10.0.0.27");
	UNIT_STR(object_get(&nodes.v[0], "mac"), "52:54:00:ab:00:17");
	CU_ASSERT_PTR_NULL(object_get(&nodes.v[0], "host"));
	UNIT_STR(object_get(&nodes.v[0], "arch"), "x86_64");
	UNIT_STR(object_get(&nodes.v[1], "ip"), "10.1.1.1");
	UNIT_STR(str_text(&f.said), "");
	objects_fini(&nodes);
	fixture_close(&f);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void what_cannot_be_computed_is_said_once_and_unset(void)
{
	struct fixture f;
	struct objects nodes;

	fixture_init(&f);
	fixture_put(&f, OBJECT_GROUP, "all",
		    "ip=|n(\\d+)|10.0.0.($1)| id=|(1/$1)| profile=|(| arch=x");
	fixture_node(&f, "n0", "groups=all");
	fixture_node(&f, "n300", "groups=all");
	fixture_node(&f, "n400", "groups=all");
	UNIT_INT(inventory_load(&f.log, f.inv, OBJECT_NODE, NULL, true, &nodes), 0);
	UNIT_STR(object_get(&nodes.v[0], "ip"), "10.0.0.0");
	CU_ASSERT_PTR_NULL(object_get(&nodes.v[0], "id"));
	CU_ASSERT_PTR_NULL(object_get(&nodes.v[1], "ip"));
	UNIT_STR(object_get(&nodes.v[1], "id"), "0");
	CU_ASSERT_PTR_NULL(object_get(&nodes.v[2], "profile"));
	UNIT_STR(object_get(&nodes.v[2], "arch"), "x");
	UNIT_INT(lines(str_text(&f.said)), 3);
	CU_ASSERT(strstr(str_text(&f.said), "node n300") != NULL);
	objects_fini(&nodes);
	fixture_close(&f);
}

const char unit_suite[] = "inheritance";
const struct unit_case unit_cases[] = {
	{ "patterns of groups are computed for each node",
	  patterns_of_groups_are_computed_for_each_node },
	{ "what cannot be computed is said once and stays unset",
	  what_cannot_be_computed_is_said_once_and_unset },
	{ NULL, NULL },
};
