/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/selinux_test.c
 */
#include "node/selinux.h"
#include "tests/unit/unit.h"

#include <string.h>

static void the_configuration_is_read(void)
{
	static const struct {
		const char *text;
		int wanted, enforcing;
		const char *type;
	} cases[] = {
		{ "SELINUX=enforcing\nSELINUXTYPE=targeted\n", 1, 1, "targeted" },
		{ "# SELINUX=enforcing\n SELINUX=permissive \nSELINUXTYPE= mls", 1, 0,
		  "mls" },
		{ "SELINUX=disabled\nSELINUXTYPE=targeted\n", 0, 0, "targeted" },
		{ "SELINUXTYPE=targeted\n", 0, 0, "targeted" },
		{ "SELINUX=enforcing\r\nSELINUXTYPE=targeted\r\n", 1, 1, "targeted" },
		{ "SELINUX=enforcing\nSELINUXTYPE=../../etc\n", 1, 1, "" },
		{ "SELINUX=enforcing\nSELINUXTYPE=..\n", 1, 1, "" },
		{ "SELINUX=permissive\nSELINUX=enforcing\nSELINUXTYPE=a", 1, 1, "a" },
		{ "", 0, 0, "" },
		{ "\n\nSELINUX", 0, 0, "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct selinux_config config;

		selinux_read_config(cases[i].text, &config);
		UNIT_INT(config.is_wanted, cases[i].wanted);
		UNIT_INT(config.is_enforcing, cases[i].enforcing);
		UNIT_STR(config.type, cases[i].type);
	}
}

static void a_value_too_long_is_none(void)
{
	char text[256] = "SELINUX=enforcing\nSELINUXTYPE=";
	struct selinux_config config;

	memset(text + strlen(text), 'x', 100);
	selinux_read_config(text, &config);
	UNIT_INT(config.is_enforcing, 1);
	UNIT_STR(config.type, "");
}

static void policies_are_files_of_a_number(void)
{
	UNIT_INT(selinux_policy_version("policy.33", 33), 33);
	UNIT_INT(selinux_policy_version("policy.33", 31), -1);
	UNIT_INT(selinux_policy_version("policy.9", 31), 9);
	UNIT_INT(selinux_policy_version("policy.", 33), -1);
	UNIT_INT(selinux_policy_version("policy.31.bak", 33), -1);
	UNIT_INT(selinux_policy_version("policy.-1", 33), -1);
	UNIT_INT(selinux_policy_version("policyx31", 33), -1);
}

const char unit_suite[] = "selinux";
const struct unit_case unit_cases[] = {
	{ "the configuration is read", the_configuration_is_read },
	{ "a value too long is none", a_value_too_long_is_none },
	{ "policies are files of a number", policies_are_files_of_a_number },
	{ NULL, NULL },
};
