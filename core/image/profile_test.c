/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/profile_test.c - one order of looking for an image's lists.
 */
#include "profile.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct {
	const char *distro, *version, *names;
} orders[] = {
	{ "rhel", "9.2",
	  "c.rhel9.2.A.x c.rhel9.1.A.x c.rhel9.0.A.x c.rhel9.A.x c.rhel.A.x c.A.x "
	  "c.rhel9.2.x c.rhel9.1.x c.rhel9.0.x c.rhel9.x c.rhel.x c.x" },
	{ "d", "2.02",
	  "c.d2.02.A.x c.d2.01.A.x c.d2.00.A.x c.d2.A.x c.d.A.x c.A.x c.d2.02.x "
	  "c.d2.01.x c.d2.00.x c.d2.x c.d.x c.x" },
	{ "d", "1.1.1",
	  "c.d1.1.1.A.x c.d1.1.0.A.x c.d1.1.A.x c.d1.0.A.x c.d1.A.x c.d.A.x c.A.x "
	  "c.d1.1.1.x "
	  "c.d1.1.0.x c.d1.1.x c.d1.0.x c.d1.x c.d.x c.x" },
	{ "d", "8.20260101",
	  "c.d8.20260101.A.x c.d8.A.x c.d.A.x c.A.x c.d8.20260101.x c.d8.x "
	  "c.d.x c.x" },
	{ "rhels", "7.1-alternate",
	  "c.rhels7.1-alternate.A.x c.rhels7.1.A.x c.rhels7.0.A.x c.rhels7.A.x "
	  "c.rhels.A.x c.A.x c.rhels7.1-alternate.x c.rhels7.1.x c.rhels7.0.x "
	  "c.rhels7.x c.rhels.x c.x" },
	{ "rhels9.1", NULL,
	  "c.rhels9.1.A.x c.rhels9.0.A.x c.rhels9.A.x c.rhels.A.x c.A.x c.rhels9.1.x "
	  "c.rhels9.0.x c.rhels9.x c.rhels.x c.x" },
	{ "d", NULL, "c.d.A.x c.A.x c.d.x c.x" },
};

static void names_come_in_one_order(void)
{
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const struct profile profile = { "c", orders[i].distro, orders[i].version,
						 "A" };
		struct strv names CLEANUP_STRV = { 0 };
		char *all CLEANUP_FREE = NULL;

		profile_names(&profile, "x", &names);
		all = strv_join(&names, " ");
		UNIT_STR(all, orders[i].names);
	}
}

static void put(struct log *log, const char *root, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(root, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
}

/* Files are added from the last of the order to the first: each hides those before. */
static void the_first_that_there_is_wins(void)
{
	static const char *const files[] = {
		"install/custom/netboot/to/compute.exlist",
		"install/custom/netboot/to/compute.toy.exlist",
		"install/custom/netboot/to/compute.toy2.exlist",
		"install/custom/netboot/to/compute.toy2.1.exlist",
		"install/custom/netboot/to/compute.riscv64.exlist",
		"install/custom/netboot/to/compute.toy.riscv64.exlist",
		"install/custom/netboot/to/compute.toy2.0.riscv64.exlist",
		"install/custom/netboot/to/compute.toy2.1.riscv64.exlist",
		"install/custom/netboot/toy2/compute.exlist",
	};
	const char *root = unit_folder();
	const struct option_table tables[] = { { NULL, NULL } };
	struct log log = { .level = -1 };
	struct definition def;
	struct site site;

	put(&log, root, "etc/stateless/images.d/i.conf",
	    "image i { distro = toy version = 2.1 arch = riscv64 }\n"
	    "image named { distro = toy version = 2.1 arch = riscv64 exlist = {} }");
	CU_ASSERT_FATAL(site_load(&log, root, tables, &site) == 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct strv found CLEANUP_STRV = { 0 };
		char *wanted CLEANUP_FREE = path_join(root, files[i]);

		put(&log, root, files[i], "./x\n");
		CU_ASSERT_FATAL(definition_load(&log, &site, "i", &def) == 0);
		definition_files(&def, "exlist", &found);
		CU_ASSERT_FATAL(found.n == 1);
		UNIT_STR(found.v[0], wanted);
		UNIT_STR(definition_setting(&def, "exlist")->file, wanted);
		CU_ASSERT_PTR_NULL(definition_setting(&def, "pkglist"));
		definition_fini(&def);
	}
	CU_ASSERT_FATAL(definition_load(&log, &site, "named", &def) == 0);
	UNIT_INT(definition_list(&def, "exlist")->n, 0);
	definition_fini(&def);
	site_fini(&site);
}

/* The site's own files go before those of a plugin, whatever their form. */
static void a_second_folder_fills_what_is_left(void)
{
	const char *root = unit_folder();
	const struct option_table tables[] = { { NULL, NULL } };
	char *plugin CLEANUP_FREE = path_join(root, "plugin");
	struct log log = { .level = -1 };
	struct definition def;
	struct site site;

	put(&log, root, "etc/stateless/images.d/i.conf",
	    "image i { distro = toy version = 2.1 arch = riscv64 }");
	put(&log, root, "install/custom/netboot/toy/compute.pkglist", "a\n");
	put(&log, root, "plugin/compute.toy2.1.riscv64.pkglist", "b\n");
	put(&log, root, "plugin/compute.toy2.1.riscv64.otherpkgs.pkglist", "b\n");
	CU_ASSERT_FATAL(site_load(&log, root, tables, &site) == 0);
	CU_ASSERT_FATAL(definition_load(&log, &site, "i", &def) == 0);
	profile_complete(&def, plugin);
	UNIT_STR(definition_list(&def, "pkglist")->v[0], "compute.pkglist");
	UNIT_STR(definition_list(&def, "otherpkglist")->v[0],
		 "compute.toy2.1.riscv64.otherpkgs.pkglist");
	definition_fini(&def);
	site_fini(&site);
}

const char unit_suite[] = "core/image/profile";
const struct unit_case unit_cases[] = {
	{ "names come in one order", names_come_in_one_order },
	{ "the first that there is wins", the_first_that_there_is_wins },
	{ "a second folder fills what is left", a_second_folder_fills_what_is_left },
	{ NULL, NULL },
};
