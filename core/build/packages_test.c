/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/packages_test.c - which packages an image has, and from where.
 */
#include "packages.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

static void keep(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void put(struct log *log, const char *root, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(root, name);
	char *folder CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, folder, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
}

/* "names < repositories |" for each pass; the site's root is shown as ROOT. */
static void show(const struct pkglist *list, const char *root, struct str *out)
{
	for (size_t i = 0; i < list->n; i++) {
		char *names CLEANUP_FREE = strv_join(&list->passes[i].install, " ");
		const struct strv *from = &list->passes[i].repositories;

		str_add(out, names);
		for (size_t k = 0; k < from->n; k++)
			str_addf(out, " < %s%s",
				 str_starts(from->v[k], root) ? "ROOT" : "",
				 from->v[k] + (str_starts(from->v[k], root) ? strlen(root)
									    : 0));
		str_add(out, " | ");
	}
}

static const struct {
	const char *keys, *pkglist, *others, *expected;
	int rc;
	const char *says;
} cases[] = {
	{ "pkglist = p", "a\nextra/b\n", "", "a b | ", 0, "" },
	{ "pkglist = p otherpkglist = o otherpkgdir = /srv/o",
	  "a\n#NEW_INSTALL_LIST#\nb\n", "c\n", "a | b | c < ROOT/srv/o | ", 0, "" },
	{ "pkglist = p otherpkglist = o otherpkgdir = { /srv/o, \"http://m/o\" }", "a\n",
	  "mpi/c\n#NEW_INSTALL_LIST#\nd\n",
	  "a | c < ROOT/srv/o/mpi < http://m/o/mpi | d < ROOT/srv/o < http://m/o | ", 0,
	  "" },
	{ "pkglist = p otherpkglist = { o, p } otherpkgdir = /o",
	  "a\n#NEW_INSTALL_LIST#\nb\n", "x/c\ny/z/d\n",
	  "a | b | c d a < ROOT/o/x < ROOT/o/y/z | b < ROOT/o | ", 0, "" },
	{ "pkglist = p otherpkglist = none", "a\n", "", "a | ", -ENOENT,
	  "/none: No such file" },
	{ "pkglist = p otherpkglist = o", "a\n", "#INCLUDE:o#\n", "a | ", -ELOOP,
	  "/o:1: including " },
	{ "pkglist = p otherpkglist = o", "a\n", "c\n", "a | c | ", 0, "" },
	{ "pkglist = p otherpkglist = o", "a\n", "mpi/c\n", "a | ", -EINVAL,
	  "otherpkglist takes packages from \"mpi\", but image \"one\" has no" },
	{ "profile = x", "", "", "", -EINVAL, "image \"one\" has no pkglist" },
	{ "pkglist = none", "", "", " | ", -ENOENT, "/none: No such file" },
};

static void check(size_t i)
{
	struct str said CLEANUP_STR = { 0 }, shown CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	char *text CLEANUP_FREE =
		mem_printf("image one { distro = a %s }", cases[i].keys);
	static const struct option_table none[] = { { NULL, NULL } };
	const char *root = unit_folder();
	struct pkglist list = { 0 };
	struct definition def;
	struct site site;

	put(&log, root, "etc/stateless/images.d/one.conf", text);
	put(&log, root, "etc/stateless/images.d/p", cases[i].pkglist);
	put(&log, root, "etc/stateless/images.d/o", cases[i].others);
	CU_ASSERT_FATAL(site_load(&log, root, none, &site) == 0);
	CU_ASSERT_FATAL(definition_load(&log, &site, "one", &def) == 0);
	UNIT_INT(packages_read(&log, &def, &list), cases[i].rc);
	show(&list, root, &shown);
	UNIT_STR(str_text(&shown), cases[i].expected);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
	pkglist_fini(&list);
	definition_fini(&def);
	site_fini(&site);
}

static void lists_and_repositories_are_joined(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
}

const char unit_suite[] = "core/build/packages";
const struct unit_case unit_cases[] = {
	{ "other packages come after, and from their own repositories",
	  lists_and_repositories_are_joined },
	{ NULL, NULL },
};
