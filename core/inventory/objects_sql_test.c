/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/objects_sql_test.c - objects come back as they were put.
 */
#include "fixture.h"

/* "n1(groups=all ip=1) n2()" */
static char *show(const struct objects *objects)
{
	struct str text = { 0 };

	for (size_t i = 0; i < objects->n; i++) {
		str_addf(&text, "%s%s(", i ? " " : "", objects->v[i].name);
		for (size_t k = 0; k < objects->v[i].n; k++)
			str_addf(&text, "%s%s=%s", k ? " " : "",
				 objects->v[i].attrs[k].key,
				 objects->v[i].attrs[k].value);
		str_add(&text, ")");
	}
	return str_take(&text);
}

static void expect(struct fixture *f, enum object_type type, const char *names,
		   bool inherit, const char *want)
{
	struct objects objects;
	struct strv list CLEANUP_STRV = { 0 };
	char *shown CLEANUP_FREE = NULL;

	if (names)
		strv_split(&list, names, ",");
	UNIT_INT(inventory_load(&f->log, f->inv, type, names ? &list : NULL, inherit,
				&objects),
		 0);
	shown = show(&objects);
	UNIT_STR(shown, want);
	objects_fini(&objects);
}

static void what_was_put_is_loaded_in_natural_order(void)
{
	struct fixture f;

	fixture_init(&f);
	fixture_node(&f, "n10", "ip=10.0.0.10 groups=all");
	fixture_node(&f, "n2", "");
	fixture_put(&f, OBJECT_GROUP, "n2", "arch=x86_64");
	expect(&f, OBJECT_NODE, NULL, false, "n2() n10(groups=all ip=10.0.0.10)");
	expect(&f, OBJECT_GROUP, NULL, false, "n2(arch=x86_64)");
	expect(&f, OBJECT_NETWORK, NULL, false, "");
	fixture_close(&f);
}

static void putting_again_replaces_all_attributes(void)
{
	struct fixture f;

	fixture_init(&f);
	fixture_node(&f, "n1", "a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9");
	fixture_node(&f, "n1", "b=3");
	expect(&f, OBJECT_NODE, NULL, false, "n1(b=3)");
	fixture_close(&f);
}

static void names_choose_and_missing_ones_are_left_out(void)
{
	struct fixture f;

	fixture_init(&f);
	fixture_node(&f, "n1", "a=1");
	fixture_node(&f, "n2", "a=2");
	fixture_node(&f, "n3", "");
	expect(&f, OBJECT_NODE, "n3,n1,n9,n1", false, "n1(a=1) n3()");
	expect(&f, OBJECT_NODE, "", false, "");
	expect(&f, OBJECT_NODE, "n2", false, "n2(a=2)");
	fixture_close(&f);
}

static void first_group_wins_over_later_and_own_over_all(void)
{
	struct fixture f;

	fixture_init(&f);
	fixture_put(&f, OBJECT_GROUP, "a", "os=1 arch=1");
	fixture_put(&f, OBJECT_GROUP, "b", "os=2 arch=2 profile=2 groups=c");
	fixture_node(&f, "n1", "groups=a,none,b os=0");
	fixture_node(&f, "n2", "groups=b,a");
	fixture_node(&f, "n3", "os=3");
	expect(&f, OBJECT_NODE, NULL, true,
	       "n1(arch=1 groups=a,none,b os=0 profile=2) "
	       "n2(arch=2 groups=b,a os=2 profile=2) n3(os=3)");
	expect(&f, OBJECT_NODE, NULL, false,
	       "n1(groups=a,none,b os=0) n2(groups=b,a) n3(os=3)");
	fixture_close(&f);
}

static void removing_takes_the_attributes_along(void)
{
	struct fixture f;

	fixture_init(&f);
	fixture_node(&f, "n1", "a=1");
	UNIT_INT(inventory_remove(&f.log, f.inv, OBJECT_NODE, "n1"), 0);
	UNIT_INT(inventory_remove(&f.log, f.inv, OBJECT_NODE, "n1"), 0);
	fixture_node(&f, "n1", "");
	expect(&f, OBJECT_NODE, NULL, false, "n1()");
	fixture_close(&f);
}

static void the_holder_of_an_address_is_found(void)
{
	struct fixture f;
	struct attribute ip = { (char[]){ "ip" }, (char[]){ "10.0.0.1" } };
	char *holder;

	fixture_init(&f);
	fixture_node(&f, "n1", "ip=10.0.0.1");
	fixture_put(&f, OBJECT_GROUP, "g1", "ip=10.0.0.1");
	UNIT_INT(inventory_holder(&f.log, f.inv, &ip, "n2", &holder), 0);
	UNIT_STR(holder, "n1");
	free(holder);
	UNIT_INT(inventory_holder(&f.log, f.inv, &ip, "n1", &holder), 0);
	CU_ASSERT_PTR_NULL(holder);
	fixture_close(&f);
}

static void attributes_are_set_found_and_unset(void)
{
	struct object o = { 0 };

	object_set(&o, "m", "1");
	object_set(&o, "z", "2");
	object_set(&o, "a", "3");
	object_set(&o, "m", "4");
	UNIT_STR(object_get(&o, "a"), "3");
	UNIT_STR(object_get(&o, "m"), "4");
	UNIT_STR(object_get(&o, "z"), "2");
	CU_ASSERT_PTR_NULL(object_get(&o, "b"));
	object_set(&o, "m", object_get(&o, "m"));
	UNIT_STR(object_get(&o, "m"), "4");
	object_set(&o, "m", "");
	object_set(&o, "a", NULL);
	object_set(&o, "b", "");
	UNIT_INT(o.n, 1);
	UNIT_STR(o.attrs[0].key, "z");
	object_fini(&o);
}

const char unit_suite[] = "objects in the database";
const struct unit_case unit_cases[] = {
	{ "what was put is loaded in natural order",
	  what_was_put_is_loaded_in_natural_order },
	{ "putting again replaces all attributes",
	  putting_again_replaces_all_attributes },
	{ "names choose, and missing ones are left out",
	  names_choose_and_missing_ones_are_left_out },
	{ "the first group wins over later ones, own values over all",
	  first_group_wins_over_later_and_own_over_all },
	{ "removing takes the attributes along", removing_takes_the_attributes_along },
	{ "the holder of an address is found", the_holder_of_an_address_is_found },
	{ "attributes are set, found and unset", attributes_are_set_found_and_unset },
	{ NULL, NULL },
};
