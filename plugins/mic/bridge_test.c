/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/bridge_test.c - bridges of a host.
 */
#include "bridge.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "mic bridge";

static void found(void)
{
	static const char list[] = "micbr0:internal:192.168.0.254/24:9000,"
				   "br0:external:dhcp/16,br1:external:10.0.0.1/9:1500";
	static const struct {
		const char *name;
		int rc;
		struct bridge bridge;
	} rows[] = {
		{ "micbr0", 0, { "micbr0", 0, "192.168.0.254", 24, 9000 } },
		{ "br0", 0, { "br0", 1, "", 16, 1500 } },
		{ "br1", 0, { "br1", 1, "10.0.0.1", 9, 1500 } },
		{ "br", -ENOENT, { .mtu = 0 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bridge bridge;
		char why[200];

		UNIT_INT(bridge_find(list, rows[i].name, &bridge, why, sizeof(why)),
			 rows[i].rc);
		if (rows[i].rc < 0)
			continue;
		UNIT_STR(bridge.name, rows[i].bridge.name);
		UNIT_INT(bridge.external, rows[i].bridge.external);
		UNIT_STR(bridge.ip, rows[i].bridge.ip);
		UNIT_INT(bridge.bits, rows[i].bridge.bits);
		UNIT_INT(bridge.mtu, rows[i].bridge.mtu);
	}
}

static void refused(void)
{
	static const struct {
		const char *list, *why;
	} rows[] = {
		{ "", "no name" },
		{ "a b:internal:10.0.0.1/24", "no name" },
		{ "sixteenletters16:internal:10.0.0.1/24", "no name" },
		{ "b", "neither internal nor external" },
		{ "b:Internal:10.0.0.1/24", "neither internal nor external" },
		{ "b:internal", "wants ADDRESS/BITS" },
		{ "b:internal:10.0.0.1", "wants ADDRESS/BITS" },
		{ "b:internal:10.0.0.1/8", "9 to 24" },
		{ "b:internal:10.0.0.1/25", "9 to 24" },
		{ "b:internal:10.0.0.1/2x", "9 to 24" },
		{ "b:internal:dhcp/24", "no IPv4 address" },
		{ "b:external:10.0.0/24", "no IPv4 address" },
		{ "b:internal:10.0.0.1/24:64513", "MTU" },
		{ "b:internal:10.0.0.1/24:1500:7", "MTU" },
		{ "b:internal:10.0.0.1/24,", "no name" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bridge bridge;
		char why[256] = "";

		UNIT_INT(bridge_find(rows[i].list, "other", &bridge, why, sizeof(why)),
			 -EINVAL);
		if (!strstr(why, rows[i].why))
			fprintf(stderr, "%s: %s\n", rows[i].list, why);
		CU_ASSERT(strstr(why, rows[i].why) != NULL);
	}
}

static void masks(void)
{
	static const struct {
		unsigned bits;
		const char *mask;
	} rows[] = { { 24, "255.255.255.0" }, { 9, "255.128.0.0" }, { 0, "0.0.0.0" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char mask[BRIDGE_ADDRESS];

		bridge_mask(rows[i].bits, mask);
		UNIT_STR(mask, rows[i].mask);
	}
}

const struct unit_case unit_cases[] = { { "a bridge is found by its name", found },
					{ "a wrong bridge is named with what is wrong",
					  refused },
					{ "masks are spelled out", masks },
					{ NULL, NULL } };
