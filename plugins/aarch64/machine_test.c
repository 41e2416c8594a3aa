/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/machine_test.c - the command line of the test boot's machine.
 */
#include "aarch64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "aarch64 machine";

static void one_firmware(const char *firmware, const char *more)
{
	const struct sl_machine machine = { .firmware = firmware,
					    .mac = "52:54:00:00:00:01",
					    .netdev = "net0" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	char path[512], want[1024];
	FILE *file;

	fake_host_init(&fake, sl_plugin_0.opts);
	snprintf(path, sizeof(path), "%s/code.fd", unit_folder());
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	fclose(file);
	fake.options[0][0] = "aavmf";
	fake.options[0][1] = path;
	UNIT_INT(machine_emulate(&fake.border, NULL, &machine), 0);
	snprintf(want, sizeof(want),
		 "arg qemu-system-aarch64\narg -M\narg virt\narg -cpu\narg cortex-a57\n"
		 "arg -drive\narg if=pflash,unit=0,format=raw,readonly=on,file=%s\n"
		 "arg -device\narg virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,"
		 "bootindex=0,romfile=\n%s",
		 path, more);
	UNIT_STR(str_text(&fake.notes), want);
}

static void with_firmware(void)
{
	static const struct {
		const char *firmware, *more;
	} rows[] = {
		{ "uefi", "" },
		{ "uefi-http",
		  "arg -fw_cfg\narg name=opt/org.tianocore/IPv4PXESupport,string=n\n"
		  "arg -fw_cfg\narg name=opt/org.tianocore/IPv6PXESupport,string=n\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		one_firmware(rows[i].firmware, rows[i].more);
}

static void without(void)
{
	static const struct sl_machine machine = { .firmware = "uefi" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.options[0][0] = "aavmf";
	fake.options[0][1] = "/no/such/firmware";
	CU_ASSERT(machine_emulate(&fake.border, NULL, &machine) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "install qemu-efi-aarch64") != NULL);
	UNIT_STR(str_text(&fake.notes), "");
}

const struct unit_case unit_cases[] = {
	{ "a machine with UEFI boots from its card, by PXE or by HTTP", with_firmware },
	{ "missing firmware is named with what to install", without },
	{ NULL, NULL }
};
