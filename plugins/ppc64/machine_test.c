/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/machine_test.c - the command line of the test boot's machine.
 */
#include "ppc64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "ppc64 machine";

static void pseries(void)
{
	static const struct sl_machine machine = { .firmware = "slof",
						   .mac = "52:54:00:00:00:01",
						   .netdev = "net0" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	UNIT_INT(machine_emulate(&fake.border, NULL, &machine), 0);
	UNIT_STR(str_text(&fake.notes),
		 "arg qemu-system-ppc64\narg -M\narg pseries,cap-cfpc=broken,"
		 "cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off\narg -cpu\n"
		 "arg power9\narg -vga\narg none\narg -device\n"
		 "arg virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0,"
		 "romfile=\n");
}

static void full(void)
{
	static const struct sl_machine machine = { .mac = "m", .netdev = "n" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.fail_at = 3;
	CU_ASSERT(machine_emulate(&fake.border, NULL, &machine) < 0);
	UNIT_INT(fake.fails, 1);
}

const struct unit_case unit_cases[] = {
	{ "a machine without a screen boots from its card", pseries },
	{ "a refusal of the core ends it", full },
	{ NULL, NULL }
};
