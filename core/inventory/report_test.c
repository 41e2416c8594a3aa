/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/report_test.c - what nodes told last.
 */
#include "fixture.h"

#include <errno.h>
#include <time.h>

static void the_last_report_is_kept(void)
{
	struct fixture f;
	struct node_reports found;
	struct strv names CLEANUP_STRV = { 0 };

	fixture_init(&f);
	fixture_node(&f, "n1", "");
	fixture_node(&f, "n2", "");
	UNIT_INT(inventory_put_report(&f.log, f.inv, "n1", "10.0.0.1", "phase=fetch"), 0);
	UNIT_INT(inventory_put_report(&f.log, f.inv, "n1", "10.0.0.1", "phase=up"), 0);
	UNIT_INT(inventory_reports(&f.log, f.inv, NULL, &found), 0);
	CU_ASSERT_FATAL(found.n == 1);
	UNIT_STR(found.v[0].node, "n1");
	UNIT_STR(found.v[0].address, "10.0.0.1");
	UNIT_STR(found.v[0].text, "phase=up");
	CU_ASSERT(found.v[0].received > 1600000000 &&
		  found.v[0].received <= (int64_t)time(NULL));
	node_reports_fini(&found);
	strv_add(&names, "n2");
	UNIT_INT(inventory_reports(&f.log, f.inv, &names, &found), 0);
	UNIT_INT(found.n, 0);
	node_reports_fini(&found);
	fixture_close(&f);
}

static void a_stranger_is_refused(void)
{
	struct fixture f;

	fixture_init(&f);
	UNIT_INT(inventory_put_report(&f.log, f.inv, "n9", "10.0.0.9", "x"), -ENOENT);
	CU_ASSERT(strstr(str_text(&f.said), "10.0.0.9") != NULL);
	fixture_close(&f);
}

const char unit_suite[] = "reports of nodes";
const struct unit_case unit_cases[] = {
	{ "the last report is kept", the_last_report_is_kept },
	{ "a node that is not in the inventory is refused", a_stranger_is_refused },
	{ NULL, NULL },
};
