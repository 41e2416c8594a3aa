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

/* The notes but for the lines of log(). */
static const char *without_log(const struct fake_host *fake)
{
	static char out[2048];
	const char *at = str_text(&fake->notes);

	for (out[0] = '\0'; *at; at += strcspn(at, "\n") + 1)
		if (strncmp(at, "log ", 4) != 0)
			strncat(out, at, strcspn(at, "\n") + 1);
	return out;
}

#define SCRIPT "http://${server}/boot/x86_64/${netX/mac:hexhyp}.ipxe\n"
#define BIOS                                                                             \
	"file 1 undionly.kpxe 0644\ndhcp * 0 - - undionly.kpxe\ndhcp * 0 iPXE - " SCRIPT
#define UEFI  "file 1 ipxe.efi 0644\ndhcp * 7 - - ipxe.efi\ndhcp * 9 - - ipxe.efi\n"
#define CARDS "dhcp * 7 iPXE - " SCRIPT "dhcp * 9 iPXE - " SCRIPT
#define HTTP                                                                             \
	"file 2 ipxe.efi 0644\n"                                                         \
	"dhcp * 16 - HTTPClient http://${server}/boot/x86_64/ipxe.efi\n"
#define GRUB(first)                                                                      \
	"link 1 grub.efi grubx64.efi\nlink 1 grub.cfg grub/grub.cfg\nfile 1 "            \
	"grub/grub.cfg 0644\n"                                                           \
	"dhcp * 7 - - " first "\ndhcp * 9 - - " first "\n"

/* What each loader publishes, and whom it is sent to; ipxe: is it on this machine? */
static void found(void)
{
	static const struct {
		const char *netboot, *secureboot;
		int ipxe;
		const char *notes;
	} rows[] = {
		{ "xnba", "yes", 1, BIOS UEFI CARDS HTTP },
		{ "grub2", "yes", 1,
		  BIOS "file 1 grubx64.efi 0644\nfile 1 shimx64.efi 0644\n" GRUB(
			  "shimx64.efi") CARDS HTTP },
		{ "grub2-http", "no", 1,
		  BIOS "file 1 grubx64.efi 0644\n" GRUB("grubx64.efi") CARDS HTTP },
		{ "grub2-tftp", "yes", 0,
		  "file 1 grubx64.efi 0644\nfile 1 shimx64.efi 0644\n" GRUB("shimx64.efi")
			  CARDS },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *folder = unit_folder();
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		char path[512];

		fake_host_init(&fake, sl_plugin_0.opts);
		put(folder, "loader");
		if (rows[i].ipxe) {
			put(folder, "undionly.kpxe");
			put(folder, "ipxe.efi");
		}
		snprintf(path, sizeof(path), "%s/loader", folder);
		memcpy(fake.options,
		       (const char *[][2]){ { "ipxe_dir", folder },
					    { "netboot", rows[i].netboot },
					    { "secureboot", rows[i].secureboot },
					    { "grub", path },
					    { "shim", path } },
		       5 * sizeof(fake.options[0]));
		UNIT_INT(loader_setup(&fake.border, NULL), 0);
		UNIT_STR(without_log(&fake), rows[i].notes);
	}
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
			UNIT_STR(notes + strlen(bios), UEFI CARDS HTTP);
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
	{ "UEFI goes to the site's loader, all others to iPXE where there is one",
	  found },
	{ "netboot = pxe sends a BIOS, and no other, to PXELINUX", with_pxelinux },
	{ "a missing loader is named with what to install", missing },
	{ NULL, NULL }
};
