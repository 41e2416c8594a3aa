/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/bootwords_test.c - BOOTIF and ip= of nodes of every kind.
 */
#include "bootwords.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "plugins/lib bootwords";

static void words(void)
{
	static const struct {
		const char *ip, *gateway;
		uint32_t prefix;
		const char *want;
	} rows[] = {
		{ "10.1.0.11", "10.1.255.254", 16,
		  " BOOTIF=01-52-54-00-ab-cd-01 "
		  "ip=10.1.0.11::10.1.255.254:255.255.0.0:n1::none" },
		{ "10.1.0.11", NULL, 0,
		  " BOOTIF=01-52-54-00-ab-cd-01 "
		  "ip=10.1.0.11:::255.255.255.255:n1::none" },
		{ "fd00::11", "fd00::1", 64,
		  " BOOTIF=01-52-54-00-ab-cd-01 ip=[fd00::11]::[fd00::1]:64:n1::none" },
		{ "fd00::11", NULL, 0,
		  " BOOTIF=01-52-54-00-ab-cd-01 ip=[fd00::11]:::128:n1::none" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sl_net net = { .prefix = rows[i].prefix,
					    .gateway = rows[i].gateway };
		const struct sl_node node = { .name = "n1",
					      .mac = "52:54:00:AB:cd:01",
					      .ip = rows[i].ip,
					      .net = &net };
		char text[BOOTWORDS_ROOM];

		bootwords_format(&node, text);
		UNIT_STR(text, rows[i].want);
	}
}

static void hex(void)
{
	char text[9] = "";

	UNIT_INT(bootwords_hex("10.1.1.200", text), 0);
	UNIT_STR(text, "0A0101C8");
	UNIT_INT(bootwords_hex("fd00::1", text), -1);
	UNIT_INT(bootwords_hex(NULL, text), -1);
}

static void limit(void)
{
	const struct sl_node node = { .name = "n1" };
	const struct sl_boot boot = { .node = &node, .cmdline = "0123456789" };
	struct fake fake;

	fake_init(&fake, unit_folder());
	UNIT_INT(bootwords_check(&fake.job, &boot, 10, 20), 0);
	UNIT_INT(bootwords_check(&fake.job, &boot, 11, 20), -E2BIG);
	CU_ASSERT(strstr(fake.said, "n1: the kernel command line has 21 bytes") != NULL);
	fake_fini(&fake);
}

const struct unit_case unit_cases[] = {
	{ "the card and its address, of either IP version", words },
	{ "an address in hexadecimal digits", hex },
	{ "the loader's words count against the limit", limit },
	{ NULL, NULL }
};
