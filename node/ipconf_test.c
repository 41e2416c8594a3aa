/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/ipconf_test.c
 */
#include "node/ipconf.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void parses(void)
{
	static const struct {
		const char *value, *client, *gateway, *dns;
		int prefix, dhcp;
	} rows[] = {
		{ "10.0.0.5::10.0.0.1:255.255.255.0:n1:eth0:none:10.0.0.2", "10.0.0.5",
		  "10.0.0.1", "10.0.0.2", 24, 0 },
		{ "10.0.0.5:10.0.0.3:10.0.0.1:24:n1", "10.0.0.5", "10.0.0.1", "", 24, 0 },
		{ "10.0.0.5", "10.0.0.5", "", "", 8, 0 },
		{ "172.16.0.5", "172.16.0.5", "", "", 16, 0 },
		{ "192.168.0.5:::::eth0:off", "192.168.0.5", "", "", 24, 0 },
		{ "[fd00::5]:[]:[fd00::1]:64:n1::none:[fd00::2]", "fd00::5", "fd00::1",
		  "fd00::2", 64, 0 },
		{ "[fd00::5]", "fd00::5", "", "", 64, 0 },
		{ "dhcp", "", "", "", 0, 1 },
		{ "any", "", "", "", 0, 1 },
		{ "off", "", "", "", 0, 0 },
		{ ":::::eth0:dhcp", "", "", "", 8, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[NETADDR_TEXT];
		struct ipconf conf;
		const char *wrong;

		UNIT_INT(ipconf_parse(rows[i].value, &conf, &wrong), 0);
		UNIT_STR(netaddr_text(&conf.client, text), rows[i].client);
		UNIT_STR(netaddr_text(&conf.gateway, text), rows[i].gateway);
		UNIT_STR(netaddr_text(&conf.dns[0], text), rows[i].dns);
		UNIT_INT(conf.prefix, rows[i].prefix);
		UNIT_INT(conf.dhcp, rows[i].dhcp);
	}
}

static void keeps_names(void)
{
	struct ipconf conf;
	const char *wrong;

	UNIT_INT(ipconf_parse("10.0.0.5::::n1:ens3:none", &conf, &wrong), 0);
	UNIT_STR(conf.hostname, "n1");
	UNIT_STR(conf.device, "ens3");
}

static void refuses(void)
{
	static const struct {
		const char *value, *wrong;
	} rows[] = {
		{ "10.0.0.256", "client address" },
		{ "somewhere", "client address" },
		{ "10.0.0.5::[fd00::1]", "gateway" },
		{ "10.0.0.5::x", "gateway" },
		{ "10.0.0.5:::255.0.255.0", "netmask" },
		{ "10.0.0.5:::-1", "netmask" },
		{ "10.0.0.5:::99999999999", "netmask" },
		{ "10.0.0.5::::::bootp", "autoconf" },
		{ "10.0.0.5:::::eth0/../x", "hostname or device" },
		{ "10.0.0.5:::::averyveryverylongname", "hostname or device" },
		{ "10.0.0.5::::::none:x", "name server" },
		{ "1:2:3:4:5:6:7:8:9:10:11", "number of fields" },
		{ "fd00::1:2:3:4:5:6:7:8:9:a:b", "number of fields" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ipconf conf;
		const char *wrong = "";

		UNIT_INT(ipconf_parse(rows[i].value, &conf, &wrong), -EINVAL);
		UNIT_STR(wrong, rows[i].wrong);
	}
}

static void refuses_too_long(void)
{
	static char value[600];
	struct ipconf conf;
	const char *wrong;

	memset(value, '1', sizeof(value) - 1);
	UNIT_INT(ipconf_parse(value, &conf, &wrong), -EINVAL);
	UNIT_STR(wrong, "length");
}

const char unit_suite[] = "node ipconf";
const struct unit_case unit_cases[] = { { "ip= is read as the kernel reads it", parses },
					{ "host name and device are kept", keeps_names },
					{ "a wrong field is named", refuses },
					{ "a word without end is refused",
					  refuses_too_long },
					{ NULL, NULL } };
