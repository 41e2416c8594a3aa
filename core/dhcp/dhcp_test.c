/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dhcp_test.c - rules that no server's file could carry are refused.
 */
#include "dhcp.h"

#include "tests/unit/unit.h"

#include <stateless/plugin.h>

#include <stdio.h>
#include <string.h>

const char unit_suite[] = "dhcp";

static void rules(void)
{
	static const char *const good[] = { "209=a,b", NULL };
	static const char *const no_number[] = { "x=1", NULL };
	static const char *const too_high[] = { "255=1", NULL };
	static const char *const blank[] = { "60=a b", NULL };
	static const struct {
		struct sl_dhcp rule;
		const char *why;
	} rows[] = {
		{ { .client_arch = 0, .file = "x.kpxe" }, NULL },
		{ { .client_arch = -1, .user_class = "iPXE", .file = "u" }, NULL },
		{ { .client_arch = -1, .options = good }, NULL },
		{ { .client_arch = -1, .file = "a b" }, "boot file" },
		{ { .client_arch = -1, .file = "a\nb" }, "boot file" },
		{ { .client_arch = -1, .file = "a,b" }, "boot file" },
		{ { .client_arch = -1, .user_class = "" }, "user class" },
		{ { .client_arch = -1, .vendor_class = "\"" }, "vendor class" },
		{ { .client_arch = 65536, .file = "a" }, "16 bits" },
		{ { .client_arch = -1, .options = no_number }, "NUMBER=VALUE" },
		{ { .client_arch = -1, .options = too_high }, "NUMBER=VALUE" },
		{ { .client_arch = -1, .options = blank }, "NUMBER=VALUE" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dhcp_rules got = { 0 };
		char why[256] = "";
		int rc = dhcp_rules_add(&got, &rows[i].rule, why, sizeof(why));

		UNIT_INT(rc == 0, rows[i].why == NULL);
		UNIT_INT(got.n, rows[i].why ? 0 : 1);
		if (rows[i].why)
			CU_ASSERT(strstr(why, rows[i].why) != NULL);
		dhcp_rules_fini(&got);
	}
}

static void servers(void)
{
	static const struct {
		const char *file, *server, *want;
	} rows[] = {
		{ "http://${server}/x", "10.0.0.1:80", "http://10.0.0.1/x" },
		{ "http://${server}/x", "10.0.0.1:8080", "http://10.0.0.1:8080/x" },
		{ "${server}${server}", "[fd00::1]:80", "[fd00::1][fd00::1]" },
		{ "x/${mac:hexhyp}", "10.0.0.1:80", "x/${mac:hexhyp}" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *file CLEANUP_FREE = dhcp_file(rows[i].file, rows[i].server);

		UNIT_STR(file, rows[i].want);
	}
}

static void addresses(void)
{
	char *four CLEANUP_FREE = dhcp_address("10.0.0.1:8080");

	UNIT_STR(four, "10.0.0.1");
	CU_ASSERT(dhcp_address("[fd00::1]:80") == NULL);
}

static void ranks(void)
{
	struct dhcp_rule none = { .client_arch = -1 }, arch = { .client_arch = 0 };
	struct dhcp_rule vendor = { .client_arch = -1, .vendor_class = (char[]){ "v" } };
	struct dhcp_rule user = { .client_arch = -1, .user_class = (char[]){ "u" } };

	CU_ASSERT(dhcp_rule_rank(&none) < dhcp_rule_rank(&arch));
	CU_ASSERT(dhcp_rule_rank(&arch) < dhcp_rule_rank(&vendor));
	CU_ASSERT(dhcp_rule_rank(&vendor) < dhcp_rule_rank(&user));
}

static void clashes(void)
{
	char x[] = "x", y[] = "y", user[] = "u";
	struct dhcp_rule a = { .client_arch = 7, .file = x };
	struct dhcp_rule b = { .client_arch = 7, .file = y };
	struct dhcp_rule c = { .client_arch = 7, .user_class = user, .file = y };
	const struct dhcp_rules of_a = { &a, 1 }, of_b = { &b, 1 }, of_c = { &c, 1 };

	CU_ASSERT(dhcp_rules_clash(&of_a, &of_b));
	CU_ASSERT_FALSE(dhcp_rules_clash(&of_a, &of_a));
	CU_ASSERT_FALSE(dhcp_rules_clash(&of_a, &of_c));
}

const struct unit_case unit_cases[] = {
	{ "rules are copied, or refused with what is wrong in them", rules },
	{ "${server} becomes the server, other variables are the loader's", servers },
	{ "a server's IPv4 address comes without its port", addresses },
	{ "what a client says it is counts more than its architecture", ranks },
	{ "the same kind of client with two boot files is a clash", clashes },
	{ NULL, NULL }
};
