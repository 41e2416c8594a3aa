/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/boots_test.c
 */
#include "boots.h"
#include "tests/unit/unit.h"

#include <string.h>

/* One node's fetches in a row; `first` says whether each begins its phase. */
static const struct row {
	int64_t now;
	enum served_phase phase;
	bool first;
} rows[] = {
	{ 100, SERVED_LOADER, true }, { 101, SERVED_LOADER, false },
	{ 103, SERVED_KERNEL, true }, { 104, SERVED_KERNEL, false },
	{ 105, SERVED_INITRD, true }, { 105, SERVED_INITRD, false },
	{ 110, SERVED_KERNEL, true }, { 111, SERVED_INITRD, true },
	{ 112, SERVED_LOADER, true }, { 120, SERVED_LOADER, false },
	{ 233, SERVED_LOADER, true }, { 234, SERVED_INITRD, true },
	{ 355, SERVED_INITRD, true },
};

static void the_first_fetch_of_a_boot_counts(void)
{
	struct boots *boots = boots_new();
	const struct in6_addr a = { .s6_addr = { 1 } }, b = { .s6_addr = { 2 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		UNIT_INT(boots_note(boots, &a, rows[i].phase, rows[i].now),
			 rows[i].first);
		if (i == 1)
			CU_ASSERT(boots_note(boots, &b, SERVED_LOADER, rows[i].now));
	}
	boots_free(boots);
}

static void more_nodes_than_room_do_no_harm(void)
{
	struct boots *boots = boots_new();
	size_t first = 0, again = 0;

	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 200000; i++) {
			struct in6_addr address = { .s6_addr = { 0xfd } };

			memcpy(address.s6_addr + 12, &i, sizeof(i));
			if (!boots_note(boots, &address, SERVED_KERNEL, 1000 + round))
				continue;
			first += round == 0;
			again += round == 1;
		}
	UNIT_INT(first, 200000);
	CU_ASSERT(again > 0 && again < 200000);
	boots_free(boots);
}

const char unit_suite[] = "boots";
const struct unit_case unit_cases[] = {
	{ "only the first fetch of a phase counts", the_first_fetch_of_a_boot_counts },
	{ "more nodes than there is room for do no harm",
	  more_nodes_than_room_do_no_harm },
	{ NULL, NULL },
};
