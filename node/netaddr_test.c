/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/netaddr_test.c
 */
#include "node/netaddr.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static void parses_addresses(void)
{
	static const struct {
		const char *text;
		int rc, family;
		const char *again;
	} rows[] = {
		{ "10.0.0.1", 0, AF_INET, "10.0.0.1" },
		{ "fd00::1", 0, AF_INET6, "fd00::1" },
		{ "[fd00::1]", 0, AF_INET6, "fd00::1" },
		{ "[10.0.0.1]", 0, AF_INET, "10.0.0.1" },
		{ "10.0.0", -EINVAL, 0, "" },
		{ "10.0.0.256", -EINVAL, 0, "" },
		{ "[]", -EINVAL, 0, "" },
		{ "", -EINVAL, 0, "" },
		{ "[fd00::1", -EINVAL, 0, "" },
		{ "example.org", -EINVAL, 0, "" },
		{ "fd00:0000:0000:0000:0000:0000:0000:0000:0000:0001", -EINVAL, 0, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct netaddr addr;
		char text[NETADDR_TEXT];

		UNIT_INT(netaddr_parse(rows[i].text, &addr), rows[i].rc);
		UNIT_INT(addr.family, rows[i].family);
		UNIT_STR(netaddr_text(&addr, text), rows[i].again);
	}
}

static void parses_masks(void)
{
	static const struct {
		const char *mask;
		int family, prefix;
	} rows[] = {
		{ "255.255.255.0", AF_INET, 24 },
		{ "0.0.0.0", AF_INET, 0 },
		{ "255.255.255.255", AF_INET, 32 },
		{ "255.255.254.0", AF_INET, 23 },
		{ "255.0.255.0", AF_INET, -EINVAL },
		{ "24", AF_INET, 24 },
		{ "33", AF_INET, -EINVAL },
		{ "64", AF_INET6, 64 },
		{ "129", AF_INET6, -EINVAL },
		{ "-1", AF_INET, -EINVAL },
		{ "24x", AF_INET, -EINVAL },
		{ "255.255.255.0", AF_INET6, -EINVAL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(netaddr_prefix(rows[i].mask, rows[i].family), rows[i].prefix);
}

static void parses_bootif(void)
{
	static const struct {
		const char *value;
		int rc;
		const char *mac;
	} rows[] = {
		{ "01-52-54-00-12-34-56", 0, "52:54:00:12:34:56" },
		{ "01:52:54:00:12:34:56", 0, "52:54:00:12:34:56" },
		{ "52:54:00:12:34:56", 0, "52:54:00:12:34:56" },
		{ "52-54-00-12-34-5A", 0, "52:54:00:12:34:5a" },
		{ "20:54:00:12:34:56", 0, "20:54:00:12:34:56" },
		{ "20-00-02-c9-00-00-01", 0, "00:02:c9:00:00:01" },
		{ "20-00-02-c9-03-00-00-00-01", 0, "00:02:c9:03:00:00:00:01" },
		{ "06-52-54-00-12-34-56", -EINVAL, NULL },
		{ "52:54:00:12:34", -EINVAL, NULL },
		{ "52:54:00:12:34:5", -EINVAL, NULL },
		{ "52:54:00:12:34:5g", -EINVAL, NULL },
		{ "52:54:00:12:34:56:", -EINVAL, NULL },
		{ "525400123456", -EINVAL, NULL },
		{ "", -EINVAL, NULL },
		{ "20-", -EINVAL, NULL },
		{ "00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00",
		  -EINVAL, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hwaddr addr;
		char text[HWADDR_TEXT];

		UNIT_INT(bootif_parse(rows[i].value, &addr), rows[i].rc);
		if (rows[i].mac)
			UNIT_STR(hwaddr_text(&addr, text), rows[i].mac);
	}
}

static void matches_nics(void)
{
	static const char ib[] = "80:00:02:08:fe:80:00:00:00:00:00:00:"
				 "00:02:c9:03:00:0a:0b:0c";
	static const struct {
		const char *bootif, *nic;
		int matches;
	} rows[] = {
		{ "01-52-54-00-12-34-56", "52:54:00:12:34:56", 1 },
		{ "01-52-54-00-12-34-56", "52:54:00:12:34:57", 0 },
		{ "20-00-02-c9-03-00-0a-0b-0c", ib, 1 },
		{ "20-00-02-c9-0a-0b-0c", ib, 1 },
		{ "20-00-02-c9-0a-0b-0d", ib, 0 },
		{ "01-00-02-c9-0a-0b-0c", "52:54:00:12:34:56", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hwaddr bootif, nic;

		UNIT_INT(bootif_parse(rows[i].bootif, &bootif), 0);
		UNIT_INT(hwaddr_parse(rows[i].nic, &nic), 0);
		UNIT_INT(bootif_matches(&bootif, &nic), rows[i].matches);
	}
}

const char unit_suite[] = "node netaddr";
const struct unit_case unit_cases[] = {
	{ "addresses are numeric, with or without brackets", parses_addresses },
	{ "a netmask is dotted without holes, or a length", parses_masks },
	{ "BOOTIF is read as every loader writes it", parses_bootif },
	{ "BOOTIF finds its NIC, also an InfiniBand one", matches_nics },
	{ NULL, NULL }
};
