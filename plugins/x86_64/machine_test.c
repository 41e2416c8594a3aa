/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/machine_test.c - the command line of the test boot's machine.
 */
#include "x86_64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "x86_64 machine";

static const struct sl_machine bios = { .firmware = "bios",
					.mac = "52:54:00:00:00:01",
					.netdev = "net0" };

static void with_bios(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	UNIT_INT(machine_emulate(&fake.border, NULL, &bios), 0);
	UNIT_STR(str_text(&fake.notes),
		 "arg qemu-system-x86_64\narg -M\narg q35\narg -device\n"
		 "arg virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,bootindex=0\n");
}

static int emulate_uefi(struct fake_host *fake, const char *firmware, const char *netboot)
{
	static char store[512];
	struct sl_machine uefi = bios;
	FILE *file;

	fake_host_init(fake, sl_plugin_0.opts);
	fake->folders[SL_WORK] = unit_folder();
	snprintf(store, sizeof(store), "%s/vars", fake->folders[SL_WORK]);
	file = fopen(store, "w");
	CU_ASSERT_FATAL(file != NULL);
	fputs("vars", file);
	fclose(file);
	memcpy(fake->options,
	       (const char *[][2]){ { "ovmf_code", store },
				    { "ovmf_vars", store },
				    { "ovmf_secure_code", store },
				    { "ovmf_secure_vars", store },
				    { "netboot", netboot },
				    { "rom", "/my.rom" } },
	       6 * sizeof(fake->options[0]));
	uefi.firmware = firmware;
	return machine_emulate(&fake->border, NULL, &uefi);
}

static void with_uefi(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	char store[512];

	UNIT_INT(emulate_uefi(&fake, "uefi", "xnba"), 0);
	CU_ASSERT(strstr(str_text(&fake.notes),
			 "if=pflash,unit=0,format=raw,readonly=on,") != NULL);
	CU_ASSERT(strstr(str_text(&fake.notes), "/ovmf_vars.fd\n") != NULL);
	CU_ASSERT(strstr(str_text(&fake.notes), ",romfile=/my.rom\n") != NULL);
	CU_ASSERT(strstr(str_text(&fake.notes), "PXESupport") == NULL);
	snprintf(store, sizeof(store), "%s/ovmf_vars.fd", fake.folders[SL_WORK]);
	UNIT_INT(access(store, R_OK), 0);
}

static void with_http(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	UNIT_INT(emulate_uefi(&fake, "uefi-http", "xnba"), 0);
	CU_ASSERT(strstr(str_text(&fake.notes), "/ovmf_vars.fd\n") != NULL);
	CU_ASSERT(fake_host_noted(&fake,
				  "arg name=opt/org.tianocore/IPv4PXESupport,string=n"));
	CU_ASSERT(fake_host_noted(&fake,
				  "arg name=opt/org.tianocore/IPv6PXESupport,string=n"));
	CU_ASSERT(strstr(str_text(&fake.notes), ",bootindex=0,romfile=\n") != NULL);
}

/* iPXE of the card's ROM would be in the way of shim and GRUB. */
static void with_grub(void)
{
	static const struct {
		const char *firmware, *machine;
	} rows[] = { { "uefi", "arg q35" }, { "secureboot", "arg q35,smm=on" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };

		UNIT_INT(emulate_uefi(&fake, rows[i].firmware, "grub2"), 0);
		CU_ASSERT(fake_host_noted(&fake, rows[i].machine));
		CU_ASSERT(strstr(str_text(&fake.notes), "/ovmf_vars.fd\n") != NULL);
		CU_ASSERT(strstr(str_text(&fake.notes), ",bootindex=0,romfile=\n") !=
			  NULL);
		UNIT_INT(fake_host_noted(&fake, "arg driver=cfi.pflash01,property=secure,"
						"value=on"),
			 strcmp(rows[i].firmware, "secureboot") == 0);
	}
}

static void no_firmware(void)
{
	struct sl_machine uefi = bios;
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.folders[SL_WORK] = unit_folder();
	fake.options[0][0] = "ovmf_code";
	fake.options[0][1] = "/no/such/firmware";
	uefi.firmware = "uefi";
	CU_ASSERT(machine_emulate(&fake.border, NULL, &uefi) < 0);
	CU_ASSERT(strstr(str_text(&fake.said), "install ovmf") != NULL);
}

const struct unit_case unit_cases[] = {
	{ "a BIOS machine boots from its card first", with_bios },
	{ "a UEFI machine gets a variable store of its own", with_uefi },
	{ "a machine that boots by HTTP has no PXE, of firmware or card", with_http },
	{ "one that starts GRUB has no iPXE in its card", with_grub },
	{ "missing firmware is named with what to install", no_firmware },
	{ NULL, NULL }
};
