/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/state_test.c - what nodes are set to.
 */
#include "fixture.h"

#include <errno.h>

/* The inventory only reads them. */
static char *borrow(const char *text)
{
	return (char *)(uintptr_t)text;
}

static struct node_state netboot(const char *node)
{
	return (struct node_state){ .node = borrow(node),
				    .state = borrow("netboot"),
				    .image = borrow("compute"),
				    .method = borrow("squashfs"),
				    .generation = borrow("ab12") };
}

static struct node_states states(struct fixture *f, const char *names)
{
	struct strv list CLEANUP_STRV = { 0 };
	struct node_states found;

	if (names)
		strv_split(&list, names, ",");
	UNIT_INT(inventory_states(&f->log, f->inv, names ? &list : NULL, &found), 0);
	return found;
}

static void set(struct fixture *f, const char *node)
{
	struct node_state state = netboot(node);

	UNIT_INT(inventory_want(&f->log, f->inv, &state), 0);
}

static void wanted_states_come_back(void)
{
	struct fixture f;
	struct node_states found;
	const struct node_state *n10;

	fixture_init(&f);
	fixture_node(&f, "n10", "");
	fixture_node(&f, "n2", "");
	fixture_node(&f, "n3", "");
	set(&f, "n10");
	set(&f, "n2");
	found = states(&f, NULL);
	CU_ASSERT_FATAL(found.n == 2);
	UNIT_STR(found.v[0].node, "n2");
	CU_ASSERT_PTR_NULL(node_states_find(&found, "n3"));
	n10 = node_states_find(&found, "n10");
	CU_ASSERT_PTR_NOT_NULL_FATAL(n10);
	UNIT_STR(n10->state, "netboot");
	UNIT_STR(n10->image, "compute");
	UNIT_STR(n10->method, "squashfs");
	UNIT_STR(n10->generation, "ab12");
	CU_ASSERT_PTR_NULL(n10->words);
	CU_ASSERT_FALSE(n10->applied);
	node_states_fini(&found);
	found = states(&f, "n2,n3,n9");
	UNIT_INT(found.n, 1);
	node_states_fini(&found);
	fixture_close(&f);
}

static void applied_holds_until_the_next_want(void)
{
	struct fixture f;
	struct node_states found;
	struct strv names CLEANUP_STRV = { 0 };

	fixture_init(&f);
	fixture_node(&f, "n1", "");
	fixture_node(&f, "n2", "");
	set(&f, "n1");
	set(&f, "n2");
	strv_add(&names, "n2");
	UNIT_INT(inventory_applied(&f.log, f.inv, &names), 0);
	found = states(&f, NULL);
	CU_ASSERT_FALSE(found.n && found.v[0].applied);
	CU_ASSERT_TRUE(found.n == 2 && found.v[1].applied);
	node_states_fini(&found);
	set(&f, "n2");
	found = states(&f, "n2");
	CU_ASSERT_FALSE(found.n && found.v[0].applied);
	node_states_fini(&found);
	fixture_close(&f);
}

static void the_state_stays_when_the_node_changes_and_goes_with_it(void)
{
	struct fixture f;
	struct node_states found;

	fixture_init(&f);
	fixture_node(&f, "n1", "a=1");
	set(&f, "n1");
	fixture_node(&f, "n1", "a=2");
	found = states(&f, NULL);
	UNIT_INT(found.n, 1);
	node_states_fini(&found);
	UNIT_INT(inventory_remove(&f.log, f.inv, OBJECT_NODE, "n1"), 0);
	found = states(&f, NULL);
	UNIT_INT(found.n, 0);
	node_states_fini(&found);
	fixture_close(&f);
}

static void states_are_found_by_a_text_in_their_words(void)
{
	static const char *const words[] = { "t/a\n@h1\n", "t/a\n", NULL, "@h1",
					     "@h2\n" };
	struct fixture f;
	struct node_states found;

	fixture_init(&f);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char *name CLEANUP_FREE = mem_printf("n%zu", i);
		struct node_state state = netboot(name);

		fixture_node(&f, name, "");
		state.words = borrow(words[i]);
		UNIT_INT(inventory_want(&f.log, f.inv, &state), 0);
	}
	UNIT_INT(inventory_states_with(&f.log, f.inv, "@h1", &found), 0);
	CU_ASSERT_FATAL(found.n == 2);
	UNIT_STR(found.v[0].node, "n0");
	UNIT_STR(found.v[1].node, "n3");
	UNIT_STR(found.v[1].words, "@h1");
	node_states_fini(&found);
	UNIT_INT(inventory_states_with(&f.log, f.inv, "@h3", &found), 0);
	UNIT_INT(found.n, 0);
	node_states_fini(&found);
	fixture_close(&f);
}

static void set_to(struct fixture *f, const char *state, const char *generation)
{
	struct node_state wanted = netboot("n1");

	wanted.state = borrow(state);
	wanted.generation = borrow(generation);
	UNIT_INT(inventory_want(&f->log, f->inv, &wanted), 0);
}

static void is_before(struct fixture *f, const char *state, const char *generation)
{
	struct node_states found = states(f, "n1");

	CU_ASSERT_FATAL(found.n == 1);
	CU_ASSERT_TRUE(str_is(found.v[0].previous.state, state));
	CU_ASSERT_TRUE(str_is(found.v[0].previous.generation, generation));
	CU_ASSERT_TRUE(str_is(found.v[0].previous.image, state ? "compute" : NULL));
	CU_ASSERT_TRUE(str_is(found.v[0].previous.method, state ? "squashfs" : NULL));
	node_states_fini(&found);
}

static void another_state_keeps_the_one_before(void)
{
	struct fixture f;

	fixture_init(&f);
	fixture_node(&f, "n1", "");
	set_to(&f, "netboot", "1111");
	is_before(&f, NULL, NULL);
	set_to(&f, "netboot", "1111");
	is_before(&f, NULL, NULL);
	set_to(&f, "netboot", "2222");
	is_before(&f, "netboot", "1111");
	set_to(&f, "netboot", "2222");
	is_before(&f, "netboot", "1111");
	set_to(&f, "boot", NULL);
	is_before(&f, "netboot", "2222");
	set_to(&f, "netboot", "2222");
	is_before(&f, "boot", NULL);
	fixture_close(&f);
}

static void an_unknown_node_is_said(void)
{
	struct fixture f;
	struct node_state state = netboot("n9");

	fixture_init(&f);
	UNIT_INT(inventory_want(&f.log, f.inv, &state), -ENOENT);
	CU_ASSERT(strstr(str_text(&f.said), "n9") != NULL);
	fixture_close(&f);
}

static void what_is_unfinished_is_told(void)
{
	struct fixture f;
	struct strv names CLEANUP_STRV = { 0 }, done CLEANUP_STRV = { 0 };

	fixture_init(&f);
	fixture_node(&f, "n1", "");
	fixture_node(&f, "n2", "");
	fixture_node(&f, "n3", "");
	set(&f, "n1");
	set(&f, "n2");
	strv_add(&done, "n1");
	UNIT_INT(inventory_applied(&f.log, f.inv, &done), 0);
	UNIT_INT(inventory_unapplied(&f.log, f.inv, &names), 0);
	CU_ASSERT_FATAL(names.n == 1);
	UNIT_STR(names.v[0], "n2");
	fixture_close(&f);
}

const char unit_suite[] = "states of nodes";
const struct unit_case unit_cases[] = {
	{ "wanted states come back", wanted_states_come_back },
	{ "applied holds until the next want", applied_holds_until_the_next_want },
	{ "states are found by a text in their words",
	  states_are_found_by_a_text_in_their_words },
	{ "the state stays when the node changes, and goes with it",
	  the_state_stays_when_the_node_changes_and_goes_with_it },
	{ "another state keeps the one before, the same one does not",
	  another_state_keeps_the_one_before },
	{ "an unknown node is said", an_unknown_node_is_said },
	{ "nodes whose files were not finished are told", what_is_unfinished_is_told },
	{ NULL, NULL },
};
