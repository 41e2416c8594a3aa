/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/nodestatus_test.c
 */
#include "nodestatus.h"
#include "core/inventory/fixture.h"

#include <time.h>

#define A    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HEAD "stateless-report 1\nnode n1\n"

/* Times are seconds after the report (0: no such thing). */
static const struct row {
	const char *set;        /* state            */
	const char *generation; /* that it is set to */
	const char *report;
	const char *phase; /* seen */
	int64_t seen;
	int64_t now;
	const char *last;
	int64_t age;
	enum nodestatus_life life;
	bool other, stale;
} rows[] = {
	{ NULL, NULL, NULL, NULL, 0, 5, "", -1, NODESTATUS_UNHEARD, false, false },
	{ "netboot", A, NULL, NULL, 0, 5, "", -1, NODESTATUS_UNHEARD, false, false },
	{ "netboot", A, HEAD "state up\ngeneration " A "\n", NULL, 0, 5, "", 5,
	  NODESTATUS_UP, false, false },
	{ "netboot", A, HEAD "state up\ngeneration " A "\n", NULL, 0, 9999, "", 9999,
	  NODESTATUS_UP, false, false },
	{ "netboot", B, HEAD "state up\ngeneration " A "\n", NULL, 0, 5, "", 5,
	  NODESTATUS_UP, true, true },
	{ "netboot", A, HEAD "state booting\nphase modules 900\nphase fetch 1000\n", NULL,
	  0, 5, "fetch", 5, NODESTATUS_BOOTING, false, false },
	{ "netboot", A, HEAD "state booting\nphase fetch 1000\n", NULL, 0, 700, "fetch",
	  700, NODESTATUS_BOOTING, false, true },
	{ "netboot", A, HEAD "state failed\nerror none\nphase fetch 1000\n", NULL, 0, 5,
	  "", 5, NODESTATUS_FAILED, false, false },
	{ "netboot", A, HEAD "state up\ngeneration " A "\n", "kernel", 3, 5, "kernel", 2,
	  NODESTATUS_BOOTING, false, false },
	{ "netboot", A, HEAD "state up\ngeneration " A "\n", "kernel", -3, 5, "", 5,
	  NODESTATUS_UP, false, false },
	{ "boot", NULL, HEAD "state up\ngeneration " A "\n", "loader", 3, 5, "", 5,
	  NODESTATUS_UP, false, false },
	{ "netboot", A, NULL, "loader", 3, 5, "loader", 2, NODESTATUS_BOOTING, false,
	  false },
};

static int64_t prepare(struct fixture *f, const struct row *row)
{
	const struct node_state state = {
		.node = (char *)(uintptr_t) "n1",
		.state = (char *)(uintptr_t)row->set,
		.image = (char *)(uintptr_t) "compute",
		.generation = (char *)(uintptr_t)row->generation,
	};
	int64_t start = (int64_t)time(NULL);
	struct node_seen seen = { (char *)(uintptr_t) "n1", (char *)(uintptr_t)row->phase,
				  0 };

	fixture_node(f, "n1", "");
	if (row->set)
		UNIT_INT(inventory_want(&f->log, f->inv, &state), 0);
	if (row->report)
		UNIT_INT(inventory_put_report(&f->log, f->inv, "n1", "10.0.0.1",
					      row->report),
			 0);
	seen.at = start + row->seen;
	if (row->phase)
		UNIT_INT(inventory_put_seen(&f->log, f->inv, &seen), 0);
	return start;
}

static void what_is_known_is_put_together(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct nodestatus_source source;
		struct nodestatus status;
		struct fixture f;
		int64_t start;

		fixture_init(&f);
		start = prepare(&f, row);
		UNIT_INT(nodestatus_load(&f.log, f.inv, NULL, &source), 0);
		if (source.reports.n)
			start = source.reports.v[0].received;
		nodestatus_find(&source, "n1", start + row->now, &status);
		UNIT_INT(status.life, row->life);
		UNIT_STR(status.phase, row->last);
		/* a second may end between the report and what was seen */
		CU_ASSERT(status.age >= row->age && status.age <= row->age + 1);
		UNIT_INT(status.other, row->other);
		UNIT_INT(status.stale, row->stale);
		nodestatus_fini(&source);
		fixture_close(&f);
	}
}

static void a_boot_begins_with_its_loader(void)
{
	static const struct {
		int64_t kernel, loader, initrd;
		size_t n;
	} boots[] = { { 50, 100, 40, 1 }, { 100, 100, 101, 3 }, { 100, 100, 99, 2 } };

	for (size_t i = 0; i < sizeof(boots) / sizeof(boots[0]); i++) {
		const struct node_seen seen[] = {
			{ (char *)(uintptr_t) "n1", (char *)(uintptr_t) "kernel",
			  boots[i].kernel },
			{ (char *)(uintptr_t) "n1", (char *)(uintptr_t) "loader",
			  boots[i].loader },
			{ (char *)(uintptr_t) "n1", (char *)(uintptr_t) "initrd",
			  boots[i].initrd },
		};
		struct nodestatus_source source;
		struct nodestatus status;
		struct fixture f;

		fixture_init(&f);
		fixture_node(&f, "n1", "");
		for (size_t k = 0; k < 3; k++)
			UNIT_INT(inventory_put_seen(&f.log, f.inv, &seen[k]), 0);
		UNIT_INT(nodestatus_load(&f.log, f.inv, NULL, &source), 0);
		nodestatus_find(&source, "n1", 110, &status);
		UNIT_INT(status.n_seen, boots[i].n);
		UNIT_INT(status.seen[0].at, boots[i].n == 1 ? boots[i].loader : 100);
		nodestatus_fini(&source);
		fixture_close(&f);
	}
}

const char unit_suite[] = "nodestatus";
const struct unit_case unit_cases[] = {
	{ "what a node is set to, reports and fetched is put together",
	  what_is_known_is_put_together },
	{ "a boot begins with its loader", a_boot_begins_with_its_loader },
	{ NULL, NULL },
};
