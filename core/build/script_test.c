/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/script_test.c - scripts of a small site, really run.
 */
#include "script.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <string.h>
#include <sys/stat.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void put(struct log *log, const char *root, const char *name, mode_t mode,
		const char *text)
{
	char *path CLEANUP_FREE = path_join(root, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
	CU_ASSERT_FATAL(chmod(path, mode) == 0);
}

#define SCRIPT                                                                           \
	"#!/bin/sh\n"                                                                    \
	"shift\n"                                                                        \
	"echo \"$0 $* [$IMG_NAME $IMG_OSVER $IMG_ARCH $IMG_PROFILE]\" >> told\n"         \
	"echo \"$IMG_KERNELVERSION ${IMG_METHOD-none} $IMG_PKGDIR\" >> told\n"           \
	"echo \"$IMG_PKGLIST $IMG_OTHERPKGLIST $IMG_OTHERPKGDIR\" >> told\n"             \
	"test \"$IMG_ROOTIMGDIR\" = \"$PWD\"\n"

#define LISTS                                                                            \
	"ROOT/etc/stateless/images.d/p "                                                 \
	"ROOT/etc/stateless/images.d/o,ROOT/q ROOT/others,http://m/o\n"

static const struct {
	const char *keys, *method;
	bool bad;         /* reading or running fails */
	const char *told; /* what the scripts wrote, with ROOT for the site's */
	const char *says;
} cases[] = {
	{ "", NULL, false, "", "" },
	{ "packscripts = { \"one x  y\", /two }", "m", false,
	  "ROOT/etc/stateless/images.d/one d12 arm hpc x y [i d12 arm hpc]\n"
	  "6.1 m ROOT/repo\n" LISTS
	  "ROOT/two d12 arm hpc [i d12 arm hpc]\n6.1 m ROOT/repo\n" LISTS,
	  "" },
	{ "packscripts = one", NULL, false,
	  "ROOT/etc/stateless/images.d/one d12 arm hpc [i d12 arm hpc]\n"
	  "6.1 none ROOT/repo\n" LISTS,
	  "" },
	{ "packscripts = { fails, one }", NULL, true, "", "no licence" },
	{ "packscripts = plain", NULL, true, "", "packscripts script" },
	{ "packscripts = \" \"", NULL, true, "", "an entry of packscripts is empty" },
};

static char *with_root(const char *text, const char *root)
{
	struct str out = { 0 };

	for (const char *at; (at = strstr(text, "ROOT")); text = at + strlen("ROOT")) {
		str_addn(&out, text, (size_t)(at - text));
		str_add(&out, root);
	}
	str_add(&out, text);
	return str_take(&out);
}

static void check(size_t i)
{
	const char *root = unit_folder();
	struct str said CLEANUP_STR = { 0 }, told CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	char *text CLEANUP_FREE = mem_printf(
		"image i { distro = d version = 12 profile = hpc pkgdir = /repo "
		"pkglist = p otherpkglist = { o, /q } "
		"otherpkgdir = { /others, \"http://m/o\" } %s }",
		cases[i].keys);
	char *expected CLEANUP_FREE = with_root(cases[i].told, root);
	char *tree CLEANUP_FREE = path_join(root, "tree");
	char *file CLEANUP_FREE = path_join(tree, "told");
	struct script_setting setting = {
		.arch = "arm", .kernel = "6.1", .method = cases[i].method, .tree = tree
	};
	struct scripts scripts;
	struct definition def;
	struct site site;
	int rc;

	put(&log, root, "tree/told", 0644, "");
	put(&log, root, "two", 0755, SCRIPT);
	put(&log, root, "etc/stateless/images.d/one", 0755, SCRIPT);
	put(&log, root, "etc/stateless/images.d/plain", 0644, SCRIPT);
	put(&log, root, "etc/stateless/images.d/fails", 0755,
	    "#!/bin/sh\necho no licence >&2\nexit 3\n");
	put(&log, root, "etc/stateless/images.d/i.conf", 0644, text);
	CU_ASSERT_FATAL(site_load(&log, root, NULL, &site) == 0);
	CU_ASSERT_FATAL(definition_load(&log, &site, "i", &def) == 0);
	setting.def = &def;
	rc = scripts_read(&log, &def, "packscripts", &scripts);
	if (rc == 0)
		rc = scripts_run(&log, &scripts, &setting);
	UNIT_INT(rc < 0, cases[i].bad);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
	UNIT_INT(file_read(&log, file, 1 << 20, &told), 0);
	UNIT_STR(str_text(&told), expected);
	scripts_fini(&scripts);
	definition_fini(&def);
	site_fini(&site);
}

static void scripts_run_in_order_with_what_they_are_told(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

const char unit_suite[] = "core/build/script";
const struct unit_case unit_cases[] = {
	{ "scripts run in order with what they are told",
	  scripts_run_in_order_with_what_they_are_told },
	{ NULL, NULL },
};
