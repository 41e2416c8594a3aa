/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/card_test.c - what is told of a card.
 */
#include "fixture.h"

#include <errno.h>

const char unit_suite[] = "mic card";

static void networks(void)
{
	static const struct {
		const char *id, *ip, *bridge, *bridges;
		const char *card, *host, *gateway;
		unsigned bits, mtu;
	} rows[] = {
		{ "0", NULL, "none", NULL, "172.31.1.1", "172.31.1.254", "172.31.1.254",
		  24, 64512 },
		{ "7", NULL, "none", NULL, "172.31.8.1", "172.31.8.254", "172.31.8.254",
		  24, 64512 },
		{ "0", "10.3.2.1", "none", NULL, "10.3.2.1", "10.3.2.254", "10.3.2.254",
		  24, 64512 },
		{ "0", "192.168.0.9", "micbr0", FIXTURE_BRIDGE, "192.168.0.9",
		  "192.168.0.254", "192.168.0.254", 24, 64512 },
		{ "0", "10.1.7.255", "br0", "br0:external:10.1.0.1/16", "10.1.7.255",
		  "10.1.0.1", "10.1.0.250", 16, 1500 },
		{ "0", "10.1.0.9", "br0", "br0:external:10.1.0.1/16", "10.1.0.9",
		  "10.1.0.1", "10.1.0.250", 16, 1500 },
		{ "0", NULL, "br0", "br0:external:dhcp/16", "", "", "10.1.0.250", 16,
		  1500 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;

		fixture_init(&f);
		f.node.id = rows[i].id;
		f.node.ip = rows[i].ip;
		f.net.gateway = "10.1.0.250";
		fixture_option(&f, "bridge", rows[i].bridge);
		if (rows[i].bridges)
			fixture_option(&f, "bridges", rows[i].bridges);
		UNIT_INT(fixture_card(&f), 0);
		UNIT_STR(f.card.ip, rows[i].card);
		UNIT_STR(f.card.host_ip, rows[i].host);
		UNIT_STR(f.card.gateway, rows[i].gateway);
		UNIT_INT(f.card.bits, rows[i].bits);
		UNIT_INT(f.card.mtu, rows[i].mtu);
		fixture_fini(&f);
	}
}

static void files(void)
{
	struct host_fixture f;

	fixture_init(&f);
	UNIT_INT(fixture_card(&f), 0);
	UNIT_STR(f.card.name, "mic0");
	UNIT_STR(f.card.kernel_path, "/var/mpss/boot/0123456789abcdef/kernel");
	UNIT_STR(f.card.initrd_path, "/var/mpss/boot/0123456789abcdef/" MIC_SHARED);
	UNIT_STR(f.card.map_path, "/var/mpss/boot/0123456789abcdef/" MIC_SYMBOLS);
	UNIT_STR(f.card.image_path, "/var/mpss/mic0.image.gz");
	f.listed[2] = NULL;
	UNIT_INT(fixture_card(&f), 0);
	UNIT_STR(f.card.initrd_path, "/var/mpss/boot/0123456789abcdef/initrd");
	UNIT_STR(f.card.map_path, "");
	f.files[1].role = SL_ROOT;
	UNIT_INT(fixture_card(&f), -EINVAL);
	CU_ASSERT(strstr(str_text(&f.fake.said), "has a root of its own") != NULL);
	fixture_fini(&f);
}

static void refused(void)
{
	static const struct {
		const char *id, *ip, *option, *value, *why, *bridges;
	} rows[] = {
		{ NULL, NULL, NULL, NULL, "its id is not set", NULL },
		{ "mic", NULL, NULL, NULL, "its id is mic;", NULL },
		{ "mic0", NULL, NULL, NULL, "its id is mic0; set the number", NULL },
		{ "01", NULL, NULL, NULL, "its id is 01;", NULL },
		{ "256", NULL, NULL, NULL, "its id is 256;", NULL },
		{ "0", "fd00::1", NULL, NULL, "not of IPv4", NULL },
		{ "0", "10.0.0.254", NULL, NULL, "is that of its host's end", NULL },
		{ "0", "10.0.0.255", NULL, NULL, "10.0.0.255 is that of its network or",
		  NULL },
		{ "0", "10.0.0.0", NULL, NULL, "broadcast address of it, with 24 bits",
		  NULL },
		{ "0", "10.1.255.255", "bridge", "br0", "of it, with 16 bits",
		  "br0:external:10.1.0.1/16" },
		{ "0", NULL, "bridge", "br0", "has no bridge br0; define it: chdef n001 ",
		  NULL },
		{ "0", "192.168.0.254", "bridge", "micbr0",
		  "192.168.0.254 is that of its host n001 in bridge micbr0",
		  FIXTURE_BRIDGE },
		{ "0", "192.168.1.1", "bridge", "micbr0",
		  "192.168.1.1 is not in the network of bridge micbr0 of its host n001, "
		  "192.168.0.254/24",
		  FIXTURE_BRIDGE },
		{ "0", NULL, "powermgt", "x", "powermgt has \"x\"", NULL },
		{ "0", NULL, "cmdline", "a\tb", "not of ASCII", NULL },
		{ "0", NULL, "efi_image", "/a b", "no absolute path", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;

		fixture_init(&f);
		f.node.id = rows[i].id;
		f.node.ip = rows[i].ip;
		if (rows[i].option)
			fixture_option(&f, rows[i].option, rows[i].value);
		if (rows[i].bridges)
			fixture_option(&f, "bridges", rows[i].bridges);
		UNIT_INT(fixture_card(&f), -EINVAL);
		UNIT_INT(f.fake.fails, 1);
		CU_ASSERT(strstr(str_text(&f.fake.said), rows[i].why) != NULL);
		fixture_fini(&f);
	}
}

const struct unit_case unit_cases[] = {
	{ "a card is in a network of the two, or in a bridge of its host", networks },
	{ "what a card starts from lies in a folder of its generation", files },
	{ "what is wrong is said once, with the cure", refused },
	{ NULL, NULL }
};
