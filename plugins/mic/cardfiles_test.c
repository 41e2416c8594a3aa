/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/cardfiles_test.c - what is a card's alone.
 */
#include "fixture.h"
#include "newc.h"

const char unit_suite[] = "mic cardfiles";

static void archived(void)
{
	static const struct {
		const char *path;
		uint32_t mode;
		const char *data;
	} rows[] = {
		{ "etc", 040755, "" },
		{ "etc/hostname", 0100644, "n001-mic0\n" },
		{ "etc/network", 040755, "" },
		{ "etc/network/interfaces", 0100644,
		  "auto lo\niface lo inet loopback\n\nauto mic0\n"
		  "iface mic0 inet static\n\taddress 192.168.0.1\n"
		  "\tgateway 192.168.0.254\n\tnetmask 255.255.255.0\n\tmtu 64512\n" },
	};
	struct newc_reader reader = { .at = 0 };
	struct newc_entry entry;
	struct host_fixture f;

	fixture_init(&f);
	UNIT_INT(fixture_card(&f), 0);
	UNIT_INT(cardfiles_render(&f.fake.border, &f.card, &f.text), 0);
	UNIT_STR(str_text(&f.fake.notes), "file 3 var/mpss/mic0/etc/hostname 0644\n"
					  "file 3 var/mpss/mic0/etc/network/interfaces "
					  "0644\nfile 3 var/mpss/mic0.cpio 0644\n");
	UNIT_INT(f.fake.data.n % NEWC_BLOCK, 0);
	reader.data = (const unsigned char *)f.fake.data.s;
	reader.n = f.fake.data.n;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CU_ASSERT_FATAL(newc_read(&reader, &entry) == 1);
		UNIT_STR(entry.path, rows[i].path);
		UNIT_INT(entry.mode, rows[i].mode);
		UNIT_INT(entry.size, strlen(rows[i].data));
		CU_ASSERT(memcmp(entry.data, rows[i].data, entry.size) == 0);
		UNIT_INT(entry.mtime | entry.uid | entry.gid, 0);
	}
	UNIT_INT(newc_read(&reader, &entry), 0);
	fixture_fini(&f);
}

static void dhcp(void)
{
	static const char interfaces[] =
		"iface mic0 inet dhcp\n\tpre-up /bin/ip link set $IFACE mtu 1500\n"
		"\thostname n001-mic0\n";
	struct host_fixture f;

	fixture_init(&f);
	f.node.ip = NULL;
	fixture_option(&f, "bridge", "br0");
	fixture_option(&f, "bridges", "br0:external:dhcp/16");
	UNIT_INT(fixture_card(&f), 0);
	UNIT_INT(cardfiles_render(&f.fake.border, &f.card, &f.text), 0);
	CU_ASSERT(memmem(f.fake.data.s, f.fake.data.n, interfaces,
			 sizeof(interfaces) - 1) != NULL);
	fixture_fini(&f);
}

const struct unit_case unit_cases[] = {
	{ "an archive has the card's files, without time, for root", archived },
	{ "a card without an address asks for one", dhcp },
	{ NULL, NULL }
};
