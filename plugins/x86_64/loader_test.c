/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/loader_test.c - the loader binaries, and who is sent which.
 */
#include "fakehost.h"
#include "x86_64.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

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

static void found(void)
{
	const char *folder = unit_folder();
	struct fake fake;

	fake_init(&fake);
	fake.options[0][0] = "ipxe_dir";
	fake.options[0][1] = folder;
	put(folder, "undionly.kpxe");
	put(folder, "ipxe.efi");
	UNIT_INT(loader_setup(&fake.job, NULL), 0);
	UNIT_STR(fake.notes, "file 1 undionly.kpxe 644 6\n"
			     "file 1 ipxe.efi 644 6\n"
			     "file 2 ipxe.efi 644 6\n"
			     "dhcp all arch 0 user - vendor - file undionly.kpxe\n"
			     "dhcp all arch 7 user - vendor - file ipxe.efi\n"
			     "dhcp all arch 9 user - vendor - file ipxe.efi\n"
			     "dhcp all arch 16 user - vendor HTTPClient file "
			     "http://${server}/boot/x86_64/ipxe.efi\n"
			     "dhcp all arch -1 user iPXE vendor - file "
			     "http://${server}/boot/x86_64/${netX/mac:hexhyp}.ipxe\n");
}

static void missing(void)
{
	struct fake fake;

	fake_init(&fake);
	fake.options[0][0] = "ipxe_dir";
	fake.options[0][1] = unit_folder();
	CU_ASSERT(loader_setup(&fake.job, NULL) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT(strstr(fake.said, "undionly.kpxe: No such file") != NULL);
	CU_ASSERT(strstr(fake.said, "install iPXE") != NULL);
	UNIT_STR(fake.notes, "");
}

const struct unit_case unit_cases[] = {
	{ "loaders go to TFTP, and each kind of client is sent its own", found },
	{ "a missing loader is named with what to install", missing },
	{ NULL, NULL }
};
