/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/loader_test.c - the loader binaries, and who is sent which.
 */
#include "x86_64.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "x86_64 loader";

static void put(const char *folder, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	fputs("loader", file);
	fclose(file);
}

#define UEFI                                                                             \
	"file 1 ipxe.efi 0644\nfile 2 ipxe.efi 0644\n"                                   \
	"dhcp * 7 - - ipxe.efi\ndhcp * 9 - - ipxe.efi\n"                                 \
	"dhcp * 16 - HTTPClient http://${server}/boot/x86_64/ipxe.efi\n"
#define SCRIPTS                                                                          \
	"dhcp * -1 iPXE - "                                                              \
	"http://${server}/boot/x86_64/${netX/mac:hexhyp}.ipxe\n"

static void found(void)
{
	const char *folder = unit_folder();
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.options[0][0] = "ipxe_dir";
	fake.options[0][1] = folder;
	put(folder, "undionly.kpxe");
	put(folder, "ipxe.efi");
	UNIT_INT(loader_setup(&fake.border, NULL), 0);
	UNIT_STR(str_text(&fake.notes), "file 1 undionly.kpxe 0644\n"
					"dhcp * 0 - - undionly.kpxe\n" UEFI SCRIPTS);
}

/* A BIOS is sent PXELINUX; UEFI machines what they are sent else, if it is there. */
static void with_pxelinux(void)
{
	static const char *const files[] = { "pxelinux.0", "ldlinux.c32", "libcom32.c32",
					     "reboot.c32" };
	static const char bios[] = "file 1 pxelinux.0 0644\nfile 1 ldlinux.c32 0644\n"
				   "file 1 libcom32.c32 0644\nfile 1 reboot.c32 0644\n"
				   "dhcp * 0 - - pxelinux.0\n"
				   "dhcp * 0 iPXE - pxelinux.0\n";

	for (int ipxe = 0; ipxe < 2; ipxe++) {
		const char *folder = unit_folder();
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		const char *notes;

		fake_host_init(&fake, sl_plugin_0.opts);
		fake.options[0][0] = "ipxe_dir";
		fake.options[1][0] = "pxelinux_dir";
		fake.options[0][1] = fake.options[1][1] = folder;
		fake.options[2][0] = "netboot";
		fake.options[2][1] = "pxe";
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
			put(folder, files[i]);
		if (ipxe)
			put(folder, "ipxe.efi");
		UNIT_INT(loader_setup(&fake.border, NULL), 0);
		notes = str_text(&fake.notes);
		CU_ASSERT(strncmp(notes, bios, strlen(bios)) == 0);
		if (ipxe)
			UNIT_STR(notes + strlen(bios), UEFI SCRIPTS);
		else
			CU_ASSERT(strstr(notes, "UEFI machines are sent no loader") !=
					  NULL &&
				  strstr(notes, "dhcp * 7") == NULL);
	}
}

static void missing(void)
{
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, sl_plugin_0.opts);
	fake.options[0][0] = "ipxe_dir";
	fake.options[0][1] = unit_folder();
	CU_ASSERT(loader_setup(&fake.border, NULL) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(strstr(str_text(&fake.said), "undionly.kpxe: No such file") != NULL);
	CU_ASSERT(strstr(str_text(&fake.said), "install iPXE") != NULL);
	UNIT_STR(str_text(&fake.notes), "");
}

const struct unit_case unit_cases[] = {
	{ "loaders go to TFTP, and each kind of client is sent its own", found },
	{ "netboot = pxe sends a BIOS, and no other, to PXELINUX", with_pxelinux },
	{ "a missing loader is named with what to install", missing },
	{ NULL, NULL }
};
