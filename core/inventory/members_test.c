/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/members_test.c - node ranges over the inventory.
 */
#include "fixture.h"
#include "noderange.h"

#include <errno.h>

static void expect(struct fixture *f, const char *range, int want, const char *nodes)
{
	struct strv list CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	UNIT_INT(noderange_of(&f->log, f->inv, range, &list), want);
	joined = strv_join(&list, ",");
	UNIT_STR(joined, nodes);
}

static void fill(struct fixture *f)
{
	fixture_init(f);
	fixture_node(f, "n1", "groups=all,rack1");
	fixture_node(f, "n2", "groups=all,rack1");
	fixture_node(f, "n10", "groups=all");
	fixture_node(f, "all", "");
	fixture_put(f, OBJECT_GROUP, "rack1", "arch=x86_64");
	fixture_put(f, OBJECT_GROUP, "empty", "arch=x86_64");
}

static void members_come_from_the_groups_of_nodes(void)
{
	struct fixture f;

	fill(&f);
	expect(&f, "rack1", 0, "n1,n2");
	expect(&f, "empty", 0, "");
	expect(&f, "all", 0, "all"); /* a node's name goes first */
	expect(&f, "n[1-2],-n1", 0, "n2");
	expect(&f, "/n.*", 0, "n1,n2,n10");
	expect(&f, "arch==x86_64", 0, "n1,n2"); /* inherited */
	fixture_close(&f);
}

static void members_of_several_groups_come_once(void)
{
	struct fixture f;
	struct strv groups CLEANUP_STRV = { 0 }, nodes CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	fill(&f);
	strv_split(&groups, "all,rack1,none", ",");
	UNIT_INT(noderange_members(&f.log, f.inv, &groups, &nodes), 0);
	joined = strv_join(&nodes, ",");
	UNIT_STR(joined, "n1,n2,n10");
	fixture_close(&f);
}

static void missed_names_are_one_error(void)
{
	struct fixture f;

	fill(&f);
	expect(&f, "n[1-40],rack9", -ENOENT, "n1,n2,n10");
	UNIT_INT(f.log.errors, 1);
	CU_ASSERT(strstr(str_text(&f.said), "n3, n4, ") != NULL);
	CU_ASSERT(strstr(str_text(&f.said), "and 18 more") != NULL);
	fixture_close(&f);
}

static void a_text_that_cannot_be_read_is_an_error(void)
{
	struct fixture f;

	fill(&f);
	expect(&f, "n1,(n2", -EINVAL, "n1");
	expect(&f, "bad=~(", -EINVAL, "");
	fixture_close(&f);
}

const char unit_suite[] = "node ranges over the inventory";
const struct unit_case unit_cases[] = {
	{ "members come from the groups of nodes",
	  members_come_from_the_groups_of_nodes },
	{ "members of several groups come once", members_of_several_groups_come_once },
	{ "missed names are one error", missed_names_are_one_error },
	{ "a text that cannot be read is an error",
	  a_text_that_cannot_be_read_is_an_error },
	{ NULL, NULL },
};
