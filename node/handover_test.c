/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/handover_test.c
 */
#include "node/handover.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#define MAC "52:54:00:12:34:56"

static void begin(struct handover *handover, const char *ip)
{
	const char *wrong;

	*handover = (struct handover){ 0 };
	UNIT_INT(hwaddr_parse(MAC, &handover->mac), 0);
	UNIT_INT(ipconf_parse(ip, &handover->ip, &wrong), 0);
}

static int has_program(void *arg, const char *path)
{
	return strcmp(path, arg) == 0;
}

static void chooses(void)
{
	static const struct {
		const char *names, *program, *form;
	} rows[] = {
		{ "networkd", "", "networkd" },
		{ "NetworkManager|ifupdown|networkd", "/usr/sbin/ifup", "ifupdown" },
		{ "NetworkManager|ifupdown|networkd", "/usr/sbin/NetworkManager",
		  "NetworkManager" },
		{ "NetworkManager|ifupdown|networkd", "", "networkd" },
		{ "unheard-of|networkd", "", "networkd" },
		{ "wicked|unheard-of", "", NULL },
		{ "", "", NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char program[64];
		const struct handover_form *form;

		snprintf(program, sizeof(program), "%s", rows[i].program);
		form = handover_choose(rows[i].names, has_program, program);
		CU_ASSERT((form == NULL) == (rows[i].form == NULL));
		if (form && rows[i].form)
			UNIT_STR(form->name, rows[i].form);
	}
}

static void writes_static(void)
{
	static const struct {
		const char *form, *text;
	} rows[] = {
		{ "networkd", "[Match]\nMACAddress=" MAC "\nKind=!*\n\n[Link]\n"
			      "RequiredForOnline=yes\n\n[Network]\nAddress=10.0.0.5/24\n"
			      "Gateway=10.0.0.1\nDNS=10.0.0.2\n" },
		{ "NetworkManager",
		  "[connection]\nid=stateless-boot\n"
		  "uuid=73746174-656c-4573-b300-525400123456\ntype=ethernet\n"
		  "autoconnect=true\nautoconnect-priority=999\nautoconnect-retries=0\n\n"
		  "[ethernet]\nmac-address=" MAC "\n\n[ipv4]\nmethod=manual\n"
		  "address1=10.0.0.5/24\ngateway=10.0.0.1\ndns=10.0.0.2;\n\n"
		  "[ipv6]\nmethod=auto\n" },
		{ "ifupdown", "auto mac/" MAC "/=stateless\n"
			      "iface stateless inet static\n\taddress 10.0.0.5/24\n"
			      "\tgateway 10.0.0.1\n\tdns-nameservers 10.0.0.2\n" },
		{ "wicked",
		  "<interface>\n  <name namespace=\"ethernet\"><permanent-address>" MAC
		  "</permanent-address></name>\n  <control>\n    <mode>boot</mode>\n"
		  "  </control>\n  <ipv4:static>\n"
		  "    <address><local>10.0.0.5/24</local></address>\n"
		  "    <route><nexthop><gateway>10.0.0.1</gateway></nexthop></route>\n"
		  "  </ipv4:static>\n</interface>\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct handover_form *form = handover_find(rows[i].form);
		struct handover handover;
		char *text;

		CU_ASSERT_PTR_NOT_NULL_FATAL(form);
		begin(&handover, "10.0.0.5::10.0.0.1:24:::none:10.0.0.2");
		text = handover_text(form, &handover);
		UNIT_STR(text, rows[i].text);
		free(text);
	}
}

static void has(const char *form, const struct handover *handover, const char *part)
{
	char *text = handover_text(handover_find(form), handover);

	if (!strstr(text, part))
		fprintf(stderr, "\n  no \"%s\" in\n%s\n", part, text);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
	free(text);
}

static void writes_six(void)
{
	struct handover handover;

	begin(&handover, "[fd00::5]::[fd00::1]:64");
	has("networkd", &handover, "Address=fd00::5/64\nGateway=fd00::1\n");
	has("NetworkManager", &handover, "[ipv4]\nmethod=disabled\n");
	has("NetworkManager", &handover,
	    "[ipv6]\nmethod=manual\naddress1=fd00::5/64\ngateway=fd00::1\n");
	has("ifupdown", &handover, "iface stateless inet6 static\n");
	has("wicked", &handover, "<ipv6:static>");
}

static void writes_dhcp(void)
{
	struct handover handover;

	begin(&handover, "10.0.0.5::10.0.0.1:24");
	handover.ip.dhcp = 1;
	has("networkd", &handover, "[Network]\nDHCP=yes\n");
	has("NetworkManager", &handover, "[ipv4]\nmethod=auto\n");
	has("ifupdown", &handover, "inet dhcp\n");
	has("wicked", &handover, "<ipv4:dhcp/>");
}

static void keeps(void)
{
	struct handover handover;

	begin(&handover, "10.0.0.5");
	handover.keep = 1;
	has("networkd", &handover, "KeepConfiguration=yes\n");
	has("ifupdown", &handover, "no-auto-down mac/" MAC);
	has("wicked", &handover, "<persistent>true</persistent>");
}

static void knows_forms(void)
{
	CU_ASSERT_PTR_NULL(handover_find(""));
	CU_ASSERT_PTR_NULL(handover_find("networkd2"));
	UNIT_INT(handover_find("NetworkManager")->mode, 0600);
}

const char unit_suite[] = "node handover";
const struct unit_case unit_cases[] = {
	{ "the first manager that the root has is chosen", chooses },
	{ "each form matches by the hardware address", writes_static },
	{ "each form knows IPv6", writes_six },
	{ "a node that asked by DHCP goes on asking", writes_dhcp },
	{ "a NIC that the root hangs on is not taken down", keeps },
	{ "forms that nobody knows are none", knows_forms },
	{ NULL, NULL }
};
