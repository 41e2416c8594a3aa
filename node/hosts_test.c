/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/hosts_test.c
 */
#include "node/hosts.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

static void puts_what_is_lacking(void)
{
	static const struct {
		const char *text, *name, *domain, *result;
	} rows[] = {
		{ "", "n1", "", "127.0.0.1 localhost\n10.0.0.5 n1\n" },
		{ "", "n1", "cluster", "127.0.0.1 localhost\n10.0.0.5 n1.cluster n1\n" },
		{ "", "n1.a.b", "c", "127.0.0.1 localhost\n10.0.0.5 n1.a.b n1\n" },
		{ "127.0.0.1\tlocalhost\n::1 localhost\n", "n1", "",
		  "10.0.0.5 n1\n127.0.0.1\tlocalhost\n::1 localhost\n" },
		{ "127.0.0.1 localhost\n10.9.9.9 x N1 # mine\n", "n1", "", NULL },
		{ "127.0.0.1 localhost\n10.0.0.5 n1", "n1", "", NULL },
		{ "127.0.1.1 n1\n127.0.0.1 host localhost", "n1", "",
		  "10.0.0.5 n1\n127.0.1.1 n1\n127.0.0.1 host localhost" },
		{ "127.0.0.1 localhost\n# 10.0.0.5 n1\n10.0.0.6 n11 #n1\n", "n1", "",
		  "10.0.0.5 n1\n127.0.0.1 localhost\n# 10.0.0.5 n1\n10.0.0.6 n11 "
		  "#n1\n" },
		{ "127.0.0.1 localhost\n10.0.0.6\nn1\n", "n1", "",
		  "10.0.0.5 n1\n127.0.0.1 localhost\n10.0.0.6\nn1\n" },
		{ "10.0.0.1 localhost n1\n", "n1", "",
		  "127.0.0.1 localhost\n10.0.0.1 localhost n1\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct hosts hosts = { "10.0.0.5", rows[i].name, rows[i].domain };
		char *result = hosts_complete(rows[i].text, &hosts);

		if (rows[i].result)
			UNIT_STR(result, rows[i].result);
		else
			CU_ASSERT_PTR_NULL(result);
		free(result);
	}
}

static void leaves_out_an_unknown_address(void)
{
	const struct hosts hosts = { "", "n1", "" };
	char *result = hosts_complete("# empty\n", &hosts);

	UNIT_STR(result, "127.0.0.1 localhost\n# empty\n");
	free(result);
}

const char unit_suite[] = "hosts";
const struct unit_case unit_cases[] = {
	{ "puts what is lacking before what is there", puts_what_is_lacking },
	{ "leaves out an address that is not known", leaves_out_an_unknown_address },
	{ NULL, NULL },
};
