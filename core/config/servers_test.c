/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/servers_test.c
 */
#include "servers.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text, *complete;
} rows[] = {
	{ "10.0.0.1", "10.0.0.1:80" },
	{ "10.0.0.1:8080", "10.0.0.1:8080" },
	{ "fd00::1", "[fd00::1]:80" },
	{ "[fd00::1]", "[fd00::1]:80" },
	{ "[fd00::1]:8080", "[fd00::1]:8080" },
	{ "", NULL },
	{ "server", NULL },
	{ "10.0.0.1:", NULL },
	{ "10.0.0.1:0", NULL },
	{ "10.0.0.1:65536", NULL },
	{ "10.0.0.1:80x", NULL },
	{ "10.0.0.300", NULL },
	{ "[fd00::1", NULL },
	{ "[fd00::1]x", NULL },
	{ "[10.0.0.1]", NULL },
};

static void completes(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *complete = servers_complete(rows[i].text, 80);

		if (rows[i].complete)
			UNIT_STR(complete, rows[i].complete);
		else
			CU_ASSERT_PTR_NULL(complete);
		free(complete);
	}
}

const char unit_suite[] = "servers";
const struct unit_case unit_cases[] = {
	{ "an address gets its port, anything else is none", completes }, { NULL, NULL }
};
