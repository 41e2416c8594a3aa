/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/memory_test.c
 */
#include "node/memory.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static const char meminfo[] = "MemTotal:        1000000 kB\n"
			      "MemFree:          600000 kB\n"
			      "MemAvailable:     750000 kB\n"
			      "Active:           999999 kB\n"
			      "Active(file):      50000 kB\n"
			      "Inactive(file):    40000 kB\n"
			      "SReclaimable:      10000 kB\n";
static const char zoneinfo[] = "Node 0, zone   Normal\n"
			       "  pages free     100\n"
			       "  pagesets\n"
			       "    cpu: 0\n"
			       "              count: 57\n"
			       "              high:  378\n"
			       "              batch: 63\n"
			       "  vm stats threshold: 16\n"
			       "    cpu: 1\n"
			       "              count: 43\n"
			       "  node_unreclaimable:  0\n";

static void keeps(void)
{
	struct memory memory;

	memory_parse(&memory, meminfo, zoneinfo, 4096);
	UNIT_INT(memory.total, 1024000000ull);
	UNIT_INT(memory.available, 768000000ull);
	UNIT_INT(memory.per_cpu, 409600);
	UNIT_INT(memory_kept(&memory), (1000000ull - 700000ull) * 1024 - 409600);
}

static void survives_nonsense(void)
{
	static const char *const rows[] = { "", "\n\n", "MemTotal",
					    "MemTotal:", "count:" };
	struct memory memory;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memory_parse(&memory, rows[i], rows[i], 4096);
		UNIT_INT(memory_kept(&memory), 0);
	}
	memory_parse(&memory, "MemTotal: 1 kB\nMemFree: 2 kB\n", "", 4096);
	UNIT_INT(memory_kept(&memory), 0);
}

static void counts_cpus(void)
{
	static const struct {
		const char *list;
		unsigned n;
	} rows[] = { { "0", 1 },  { "0-3", 4 },  { "0-3,8", 5 },        { "0,2,4-5", 4 },
		     { "", 0 },   { "a", 0 },    { "3-0", 0 },          { "0-", 0 },
		     { "0,", 0 }, { "0-3x", 0 }, { "0-99999999999", 0 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(cpus_count(rows[i].list), rows[i].n);
}

static void peaks_are_above_the_beginning(void)
{
	static const struct {
		uint64_t kept[4], most;
	} rows[] = { { { 100, 170, 150, 160 }, 70 },
		     { { 100, 90, 80, 100 }, 0 },
		     { { 100, 90, 101, 95 }, 1 },
		     { { 0, 0, 0, UINT64_MAX }, UINT64_MAX } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct memory_peak peak = { .most = 1000 };

		memory_peak_begin(&peak, rows[i].kept[0]);
		for (size_t n = 1; n < 4; n++)
			memory_peak_note(&peak, rows[i].kept[n]);
		CU_ASSERT(peak.most == rows[i].most);
	}
}

static void reads_this_machine(void)
{
	struct memory memory;

	memory_read(&memory);
	CU_ASSERT(memory.total > 0);
	CU_ASSERT(memory_kept(&memory) < memory.total);
	CU_ASSERT(memory_kept_now() < memory.total);
	CU_ASSERT(cpus_possible() > 0);
}

const char unit_suite[] = "node memory";
const struct unit_case unit_cases[] = {
	{ "what cannot be dropped leaves out free, per-CPU and file pages", keeps },
	{ "texts that say nothing give nothing", survives_nonsense },
	{ "a list of CPUs is counted", counts_cpus },
	{ "a peak counts from what was kept before", peaks_are_above_the_beginning },
	{ "this machine has memory", reads_this_machine },
	{ NULL, NULL }
};
