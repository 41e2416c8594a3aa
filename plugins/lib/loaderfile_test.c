/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/loaderfile_test.c - loaders that are there, missing, or none.
 */
#include "loaderfile.h"

#include "tests/plugins/fake_host.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define CLEANUP_HOST __attribute__((cleanup(fake_host_fini)))

const char unit_suite[] = "plugins/lib loaderfile";

static void put(const char *folder, const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	CU_ASSERT_FATAL(file != NULL);
	fputs(text, file);
	fclose(file);
}

static void published(void)
{
	static const struct {
		const char *name, *why;
	} rows[] = { { "good.efi", NULL },
		     { "empty.efi", "is no boot loader" },
		     { "none.efi", "No such file or directory; install it" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_host fake CLEANUP_HOST = { .fails = 0 };
		struct loaderfile file = { .name = "grub.efi", .cure = "install it" };
		const char *folder = unit_folder();
		char path[512];

		fake_host_init(&fake, NULL);
		put(folder, "good.efi", "loader");
		put(folder, "empty.efi", "");
		snprintf(path, sizeof(path), "%s/%s", folder, rows[i].name);
		file.path = path;
		UNIT_INT(loaderfile_publish(&fake.border, SL_TFTP, &file) < 0,
			 rows[i].why != NULL);
		CU_ASSERT(strstr(str_text(&fake.said), rows[i].why ? rows[i].why : "") !=
			  NULL);
		UNIT_INT(fake_host_noted(&fake, "file 1 grub.efi 0644"),
			 rows[i].why == NULL);
		UNIT_INT(fake.fails, rows[i].why != NULL);
	}
}

static void of_an_image(void)
{
	static const struct sl_artefact kernel = { .role = SL_KERNEL, .name = "x" };
	static const struct sl_artefact loader = { .role = SL_LOADER, .name = "x" };
	static const struct sl_artefact *const both[] = { &kernel, &loader, NULL };
	const struct sl_image image = { .artefacts = both }, none = { .name = "n" };

	CU_ASSERT_PTR_EQUAL(loaderfile_of(&image, "x"), &loader);
	CU_ASSERT_PTR_NULL(loaderfile_of(&image, "y"));
	CU_ASSERT_PTR_NULL(loaderfile_of(&none, "x"));
	CU_ASSERT_PTR_NULL(loaderfile_of(NULL, "x"));
}

static void of_this_machine(void)
{
	const char *folder = unit_folder();
	char first[512], second[512];
	const char *const paths[] = { first, second, NULL };

	snprintf(first, sizeof(first), "%s/first", folder);
	snprintf(second, sizeof(second), "%s/second", folder);
	CU_ASSERT_PTR_NULL(loaderfile_first(paths));
	put(folder, "second", "2");
	CU_ASSERT_PTR_EQUAL(loaderfile_first(paths), second);
	put(folder, "first", "1");
	CU_ASSERT_PTR_EQUAL(loaderfile_first(paths), first);
}

static void of_a_tree(void)
{
	static const char *const paths[] = { "first", "second", "third", NULL };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };

	fake_host_init(&fake, NULL);
	fake.folders[SL_TREE] = unit_folder();
	UNIT_INT(loaderfile_take(&fake.border, paths, "grub.efi"), 0);
	put(fake.folders[SL_TREE], "second", "2");
	put(fake.folders[SL_TREE], "third", "3");
	UNIT_INT(loaderfile_take(&fake.border, paths, "grub.efi"), 1);
	CU_ASSERT(fake_host_noted(&fake, "output 4 grub.efi second"));
	fake_host_fini(&fake);
	fake_host_init(&fake, NULL);
	fake.folders[SL_TREE] = unit_folder();
	put(fake.folders[SL_TREE], "first", "1");
	fake.fail_at = 2;
	CU_ASSERT(loaderfile_take(&fake.border, paths, "grub.efi") < 0);
}

static void of_vendors(void)
{
	static const char *const folders[] = { "boot",
					       "boot/efi",
					       "boot/efi/EFI",
					       "boot/efi/EFI/BOOT",
					       "boot/efi/EFI/rocky",
					       "boot/efi/EFI/redhat" };
	struct fake_host fake CLEANUP_HOST = { .fails = 0 };
	char path[512];

	fake_host_init(&fake, NULL);
	fake.folders[SL_TREE] = unit_folder();
	UNIT_INT(loaderfile_take_vendor(&fake.border, "x.efi", "y.efi"), 0);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", fake.folders[SL_TREE], folders[i]);
		mkdir(path, 0755);
	}
	UNIT_INT(loaderfile_take_vendor(&fake.border, "x.efi", "y.efi"), 0);
	put(fake.folders[SL_TREE], "boot/efi/EFI/rocky/x.efi", "1");
	put(fake.folders[SL_TREE], "boot/efi/EFI/redhat/x.efi", "2");
	UNIT_INT(loaderfile_take_vendor(&fake.border, "x.efi", "y.efi"), 1);
	CU_ASSERT(fake_host_noted(&fake, "output 4 y.efi boot/efi/EFI/redhat/x.efi"));
	UNIT_INT(fake.fails, 0);
}

const struct unit_case unit_cases[] = {
	{ "a loader is published, or why not is said with what to do", published },
	{ "an image's loader is found by its name", of_an_image },
	{ "the first that this machine has is found", of_this_machine },
	{ "the first that a tree has is taken", of_a_tree },
	{ "of the vendors' folders that have it, the first is taken", of_vendors },
	{ NULL, NULL }
};
