/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/hostconf_test.c - the agent's configuration of a host.
 */
#include "hostconf.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "hostconf";

static void servers(void)
{
	static const char *const two[] = { "10.0.0.1:80", "[fd00::1]:8080", NULL };
	static const char *const none[] = { NULL };
	const struct sl_net net = { .servers = two }, empty = { .servers = none };
	const struct {
		const struct sl_net *net;
		int rc;
		const char *text;
	} rows[] = {
		{ &net, 0,
		  "# Written by stateless nodeset.\n"
		  "HOSTBOOT_SERVERS=10.0.0.1:80,[fd00::1]:8080\n" },
		{ &empty, -EINVAL, "" },
		{ NULL, -EINVAL, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sl_node host = { .name = "h1", .net = rows[i].net };
		struct fake_host fake;

		fake_host_init(&fake, NULL);
		UNIT_INT(hostconf_add(&fake.border, &host), rows[i].rc);
		UNIT_STR(str_text(&fake.data), rows[i].text);
		UNIT_INT(
			fake_host_noted(&fake, "file 3 etc/stateless/hostboot.conf 0644"),
			rows[i].rc == 0);
		UNIT_INT(strstr(str_text(&fake.said), "h1: no server is known") != NULL,
			 rows[i].rc != 0);
		UNIT_STR(str_text(&fake.defect), "");
		fake_host_fini(&fake);
	}
}

const struct unit_case unit_cases[] = {
	{ "a host is told its servers, in their order; none is refused", servers },
	{ NULL, NULL }
};
