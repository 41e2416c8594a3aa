/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/dependents_test.c - whose files change when attributes of nodes do.
 */
#include "fixture.h"

#include <string.h>

static void expect(struct fixture *f, const char *of, const char *wanted)
{
	struct strv list CLEANUP_STRV = { 0 }, set_ones CLEANUP_STRV = { 0 };
	char *joined CLEANUP_FREE = NULL;

	if (of)
		strv_split(&list, of, ",");
	UNIT_INT(boot_dependents(&f->boot, of ? &list : NULL, &set_ones), 0);
	joined = strv_join(&set_ones, ",");
	UNIT_STR(joined, wanted);
}

static void what_hangs_on_a_node_changes_with_it(void)
{
	static const struct {
		const char *nodes, *dependents;
	} rows[] = {
		{ "h1", "n1" },        { "h1,n1", "n1" }, { "h1,n2,h2", "n1,n2" },
		{ "h11", "n3" },       { "h2", "" },      { "n2", "n2" },
		{ "h1,h11", "n1,n3" }, { "", "" },        { NULL, "n1,n2,n3" },
	};
	struct fixture f;

	set_up(&f);
	node(&f, "h1", "ip=10.1.0.1");
	node(&f, "h2", "ip=10.1.0.2");
	node(&f, "h11", "ip=10.1.0.3");
	node(&f, "n1", "arch=pc host=h1 ip=10.1.0.11 mac=" M1);
	node(&f, "n2", "arch=pc ip=10.1.0.12 mac=" M2);
	node(&f, "n3", "arch=pc host=h11 ip=10.1.0.13 mac=" M3);
	node(&f, "n4", "arch=pc host=h1 ip=10.1.0.14");
	UNIT_INT(set(&f, "n1,n2,n3", BOOT_NETBOOT, "a"), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect(&f, rows[i].nodes, rows[i].dependents);
	tear_down(&f);
}

/* Not by what it is plugged into now, but by whose files name it. */
static void a_node_hangs_on_the_host_that_it_was_set_with(void)
{
	struct fixture f;

	set_up(&f);
	node(&f, "h1", "ip=10.1.0.1");
	node(&f, "n1", "arch=pc host=h1 ip=10.1.0.11 mac=" M1);
	UNIT_INT(set(&f, "n1", BOOT_NETBOOT, "a"), 0);
	node(&f, "n1", "arch=pc host=h2 ip=10.1.0.11 mac=" M1);
	expect(&f, "h1", "n1");
	expect(&f, "h2", "");
	tear_down(&f);
}

const char unit_suite[] = "core/boot/dependents";
const struct unit_case unit_cases[] = {
	{ "what hangs on a node changes with it", what_hangs_on_a_node_changes_with_it },
	{ "a node hangs on the host that it was set with",
	  a_node_hangs_on_the_host_that_it_was_set_with },
	{ NULL, NULL },
};
