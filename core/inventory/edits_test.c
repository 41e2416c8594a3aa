/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/edits_test.c - many objects changed at once, each whole or not.
 */
#include "edits.h"
#include "fixture.h"

#include <errno.h>

static void edit(struct fixture *f, struct edit *change, enum edit_mode mode,
		 const char *text)
{
	char *key CLEANUP_FREE = mem_dup(text);
	char *equals = strchr(key, '=');
	struct attribute a = { key, equals + 1 };

	*equals = '\0';
	edit_attribute(&f->log, change, mode, &a);
}

static void make(struct fixture *f, struct edits *edits, const char *name,
		 const char *text)
{
	edit(f, edits_add(edits, OBJECT_NODE, name, NULL), EDIT_SET, text);
}

/* "n1=VALUE n2=-" of one attribute of all nodes */
static void expect(struct fixture *f, const char *key, const char *want)
{
	struct str text CLEANUP_STR = { 0 };
	struct objects all;

	UNIT_INT(inventory_load(&f->log, f->inv, OBJECT_NODE, NULL, false, &all), 0);
	for (size_t i = 0; i < all.n; i++) {
		const char *value = object_get(&all.v[i], key);

		str_addf(&text, "%s%s=%s", i ? " " : "", all.v[i].name,
			 value ? value : "-");
	}
	UNIT_STR(str_text(&text), want);
	objects_fini(&all);
}

static void values_are_computed_for_each_node(void)
{
	struct fixture f;
	struct edits edits = { 0 };

	fixture_init(&f);
	make(&f, &edits, "n1", "ip=|n(\\d+)|10.0.0.($1+10)|");
	make(&f, &edits, "n2", "ip=|n(\\d+)|10.0.0.($1+10)|");
	make(&f, &edits, "n300", "ip=|n(\\d+)|10.0.0.($1+10)|");
	make(&f, &edits, "x", "ip=|10.0.0.($1)|");
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_put(&f.log, f.inv, &edits), 0);
	UNIT_INT(edits_failed(&edits), 2);
	expect(&f, "ip", "n1=10.0.0.11 n2=10.0.0.12");
	CU_ASSERT(strstr(str_text(&f.said), "node n300: ip=10.0.0.310: must") != NULL);
	CU_ASSERT(strstr(str_text(&f.said), "node x: ip=") != NULL);
	edits_fini(&edits);
	fixture_close(&f);
}

static void one_address_for_two_nodes_names_both(void)
{
	struct fixture f;
	struct edits edits = { 0 };

	fixture_init(&f);
	make(&f, &edits, "n1", "mac=52-54-00-00-00-AA");
	make(&f, &edits, "n2", "mac=525400.0000aa");
	make(&f, &edits, "n3", "mac=52:54:00:00:00:ab");
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_put(&f.log, f.inv, &edits), 0);
	UNIT_INT(edits_failed(&edits), 1);
	expect(&f, "mac", "n1=52:54:00:00:00:aa n3=52:54:00:00:00:ab");
	CU_ASSERT(strstr(str_text(&f.said), "node n2: mac=52:54:00:00:00:aa: node n1") !=
		  NULL);
	edits_fini(&edits);
	fixture_close(&f);
}

static void change(struct fixture *f, struct edits *edits, const struct objects *objects,
		   const char *name, const char *text)
{
	struct edit *one =
		edits_add(edits, OBJECT_NODE, name, objects_find(objects, name));

	edit_keep(one);
	edit(f, one, EDIT_SET, text);
}

static void nodes_may_exchange_their_addresses(void)
{
	struct fixture f;
	struct edits edits = { 0 };
	struct objects old;

	fixture_init(&f);
	fixture_node(&f, "n1", "ip=10.0.0.1");
	fixture_node(&f, "n2", "ip=10.0.0.2");
	UNIT_INT(inventory_load(&f.log, f.inv, OBJECT_NODE, NULL, false, &old), 0);
	change(&f, &edits, &old, "n1", "ip=10.0.0.2");
	change(&f, &edits, &old, "n2", "ip=10.0.0.1");
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_put(&f.log, f.inv, &edits), 0);
	UNIT_INT(edits_failed(&edits), 0);
	expect(&f, "ip", "n1=10.0.0.2 n2=10.0.0.1");
	edits_fini(&edits);
	objects_fini(&old);
	fixture_close(&f);
}

static void what_fails_is_as_it_was_even_in_a_chain(void)
{
	struct fixture f;
	struct edits edits = { 0 };
	struct objects old;

	fixture_init(&f);
	fixture_node(&f, "n1", "ip=10.0.0.1");
	fixture_node(&f, "n2", "ip=10.0.0.2");
	fixture_node(&f, "n3", "ip=10.0.0.3");
	UNIT_INT(inventory_load(&f.log, f.inv, OBJECT_NODE, NULL, false, &old), 0);
	change(&f, &edits, &old, "n1", "ip=10.0.0.3"); /* taken */
	change(&f, &edits, &old, "n2", "ip=10.0.0.1"); /* free only if n1 goes */
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_put(&f.log, f.inv, &edits), 0);
	UNIT_INT(edits_failed(&edits), 2);
	expect(&f, "ip", "n1=10.0.0.1 n2=10.0.0.2 n3=10.0.0.3");
	edits_fini(&edits);
	objects_fini(&old);
	fixture_close(&f);
}

static void lists_are_appended_to_and_removed_from(void)
{
	static const struct {
		enum edit_mode mode;
		const char *key, *before, *edit, *want; /* want NULL: fails */
	} rows[] = {
		{ EDIT_APPEND, "groups", "a,b", "b,c", "a,b,c" },
		{ EDIT_APPEND, "groups", "", "c", "c" },
		{ EDIT_REMOVE, "groups", "a,b,c", "b,x", "a,c" },
		{ EDIT_REMOVE, "groups", "a", "a", "" },
		{ EDIT_APPEND, "addkcmdline", "quiet", "debug x=1", "quiet debug x=1" },
		{ EDIT_REMOVE, "addkcmdline", "quiet debug", "quiet", "debug" },
		{ EDIT_SET, "groups", "a", "", "" },
		{ EDIT_APPEND, "arch", "a", "b", NULL },
	};
	struct fixture f;

	fixture_init(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct object before = { .type = OBJECT_NODE, .name = mem_dup("n1") };
		struct attribute a = { (char *)(uintptr_t)rows[i].key,
				       (char *)(uintptr_t)rows[i].edit };
		struct edits edits = { 0 };
		struct edit *one;
		const char *got;

		object_set(&before, rows[i].key, rows[i].before);
		one = edits_add(&edits, OBJECT_NODE, "n1", &before);
		edit_keep(one);
		edit_attribute(&f.log, one, rows[i].mode, &a);
		edits_check(&f.log, &edits, NULL);
		UNIT_INT(one->failed, rows[i].want == NULL);
		got = object_get(&one->after, rows[i].key);
		if (rows[i].want)
			UNIT_STR(got ? got : "", rows[i].want);
		edits_fini(&edits);
		object_fini(&before);
	}
	fixture_close(&f);
}

static void what_was_there_is_not_checked_again(void)
{
	struct fixture f;
	struct edits edits = { 0 };
	struct objects old;

	fixture_init(&f);
	fixture_node(&f, "n1", "gone.key=1 addkcmdline=/a/b/");
	UNIT_INT(inventory_load(&f.log, f.inv, OBJECT_NODE, NULL, false, &old), 0);
	change(&f, &edits, &old, "n1", "arch=x86_64");
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_failed(&edits), 0);
	edits_fini(&edits);
	change(&f, &edits, &old, "n1", "gone.key=2");
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_failed(&edits), 1);
	edits_fini(&edits);
	objects_fini(&old);
	fixture_close(&f);
}

static void names_that_are_unfit_fail(void)
{
	struct fixture f;
	struct edits edits = { 0 };

	fixture_init(&f);
	make(&f, &edits, "../etc", "arch=x86_64");
	edits_check(&f.log, &edits, NULL);
	UNIT_INT(edits_failed(&edits), 1);
	CU_ASSERT(strstr(str_text(&f.said), "node ../etc: its name must") != NULL);
	edits_fini(&edits);
	fixture_close(&f);
}

const char unit_suite[] = "edits";
const struct unit_case unit_cases[] = {
	{ "values are computed for each node", values_are_computed_for_each_node },
	{ "one address for two nodes names both", one_address_for_two_nodes_names_both },
	{ "nodes may exchange their addresses", nodes_may_exchange_their_addresses },
	{ "what fails is as it was, even in a chain",
	  what_fails_is_as_it_was_even_in_a_chain },
	{ "lists are appended to and removed from",
	  lists_are_appended_to_and_removed_from },
	{ "what was there is not checked again", what_was_there_is_not_checked_again },
	{ "names that are unfit fail", names_that_are_unfit_fail },
	{ NULL, NULL },
};
