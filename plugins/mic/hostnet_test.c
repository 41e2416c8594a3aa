/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/hostnet_test.c - the host's end of its cards' networks, in each form.
 */
#include "fixture.h"

const char unit_suite[] = "mic hostnet";

/* The file that was given, alone but for a bridge's; "": none. */
static void check_note(const struct fake_host *fake, const char *note)
{
	UNIT_INT(fake_host_noted(fake, note), *note != '\0');
	UNIT_INT(fake->notes.n > 0, *note != '\0');
}

static void cards(void)
{
	static const struct {
		const char *form, *bridge, *note, *text;
	} rows[] = {
		{ "networkd", "micbr0", "file 3 etc/systemd/network/60-mic0.network 0644",
		  "[Match]\nName=mic0\n\n[Link]\nMTUBytes=64512\n\n[Network]\n"
		  "Bridge=micbr0\n" },
		{ "networkd", "none", "file 3 etc/systemd/network/60-mic0.network 0644",
		  "[Network]\nAddress=192.168.0.254/24\nConfigureWithoutCarrier=yes\n" },
		{ "NetworkManager", "micbr0",
		  "file 3 etc/NetworkManager/system-connections/mic0.nmconnection 0600",
		  "master=micbr0\nslave-type=bridge\n\n[ethernet]\nmtu=64512\n" },
		{ "ifcfg", "none", "file 3 etc/sysconfig/network-scripts/ifcfg-mic0 0644",
		  "IPADDR=192.168.0.254\nPREFIX=24\n" },
		{ "ifcfg", "micbr0",
		  "file 3 etc/sysconfig/network-scripts/ifcfg-mic0 0644",
		  "BOOTPROTO=none\nBRIDGE=micbr0\n" },
		{ "ifupdown", "micbr0", "file 3 etc/network/interfaces.d/mic0 0644",
		  "allow-hotplug mic0\niface mic0 inet manual\n\tmtu 64512\n" },
		{ "none", "micbr0", "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;

		fixture_init(&f);
		fixture_option(&f, "hostnet", rows[i].form);
		fixture_option(&f, "bridge", rows[i].bridge);
		fixture_option(&f, "bridges", FIXTURE_BRIDGE);
		UNIT_INT(fixture_card(&f), 0);
		UNIT_INT(hostnet_card(&f.fake.border, &f.card, &f.text), 0);
		check_note(&f.fake, rows[i].note);
		CU_ASSERT(strstr(str_text(&f.fake.data), rows[i].text) != NULL);
		fixture_fini(&f);
	}
}

static void bridges(void)
{
	static const char *const ports[] = { "mic0", "mic1", NULL };
	static const struct bridge internal = { "micbr0", 0, "192.168.0.254", 24, 64512 };
	static const struct bridge external = { "br0", 1, "", 24, 1500 };
	static const struct {
		const char *form;
		const struct bridge *bridge;
		const char *note, *text;
	} rows[] = {
		{ "networkd", &internal,
		  "file 3 etc/systemd/network/60-micbr0.netdev 0644",
		  "Name=micbr0\n\n[Link]\nMTUBytes=64512\n\n[Network]\n"
		  "Address=192.168.0.254/24\n" },
		{ "NetworkManager", &internal,
		  "file 3 etc/NetworkManager/system-connections/micbr0.nmconnection 0600",
		  "address1=192.168.0.254/24\n" },
		{ "ifcfg", &internal,
		  "file 3 etc/sysconfig/network-scripts/ifcfg-micbr0 0644",
		  "TYPE=Bridge\nDELAY=0\nIPADDR=192.168.0.254\n" },
		{ "ifupdown", &internal, "file 3 etc/network/interfaces.d/micbr0 0644",
		  "\tbridge_fd 0\n\tbridge_ports mic0 mic1\n" },
		{ "networkd", &external, "", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host_fixture f;

		fixture_init(&f);
		fixture_option(&f, "hostnet", rows[i].form);
		UNIT_INT(hostnet_bridge(&f.fake.border, &f.host, rows[i].bridge, ports,
					&f.text),
			 0);
		check_note(&f.fake, rows[i].note);
		CU_ASSERT(strstr(str_text(&f.fake.data), rows[i].text) != NULL);
		fixture_fini(&f);
	}
}

const struct unit_case unit_cases[] = {
	{ "a card's interface is a port, or has the host's address", cards },
	{ "an internal bridge is made, an external one left alone", bridges },
	{ NULL, NULL }
};
