/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/definition_test.c
 */
#include "definition.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static void keep_last(void *arg, int level, const char *line)
{
	struct str *last = arg;

	(void)level;
	last->n = 0;
	str_add(last, line);
}

static void put(struct log *log, const char *root, const char *name, const char *text)
{
	char *path CLEANUP_FREE = path_join(root, name);
	char *folder CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, folder, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
}

/* A site with one plugin, whose section may stand in either file. */
static void open_site(struct log *log, const char *site_text, struct site *site)
{
	static const struct sl_option opts[] = { { SL_INT, SL_IN_SITE | SL_IN_IMAGE,
						   "level", NULL, NULL, "level" },
						 { .type = 0 } };
	static const struct option_table plugins[] = { { "squash", opts },
						       { NULL, NULL } };
	const char *root = unit_folder();

	put(log, root, "etc/stateless/stateless.conf", site_text);
	put(log, root, "etc/stateless/images.d/one.conf",
	    "image one { distro = a pkglist = { one.pkglist, /srv/two.pkglist }\n"
	    "timezone = UTC squash { level = 3 } }");
	put(log, root, "etc/stateless/images.d/broken.conf", "image two { distro = }");
	put(log, root, "etc/stateless/images.d/three.conf", "image three { distro = b }");
	CU_ASSERT_FATAL(site_load(log, root, plugins, site) == 0);
}

static void image_wins_over_site(void)
{
	struct str said = { 0 };
	struct log log = { .sink = keep_last, .arg = &said };
	struct definition one, three;
	struct site site;

	open_site(&log, "timezone = Europe/Berlin rootpw = x addkcmdline = quiet", &site);
	UNIT_INT(definition_load(&log, &site, "one", &one), 0);
	UNIT_INT(definition_load(&log, &site, "three", &three), 0);
	UNIT_STR(definition_text(&one, "timezone"), "UTC");
	UNIT_STR(definition_text(&three, "timezone"), "Europe/Berlin");
	UNIT_STR(definition_text(&one, "rootpw"), "x");
	CU_ASSERT_PTR_NOT_NULL(definition_text(&one, "method"));
	CU_ASSERT_PTR_NULL(definition_text(&one, "addkcmdline"));
	CU_ASSERT_PTR_NOT_NULL(settings_find(&one.settings, "squash", "level"));
	definition_fini(&one);
	definition_fini(&three);
	site_fini(&site);
	str_fini(&said);
}

static void files_lie_beside_the_file_that_names_them(void)
{
	struct log log = { .level = -1 };
	struct strv paths = { 0 };
	struct definition one;
	struct site site;

	open_site(&log, "authorized_keys = admin.pub", &site);
	UNIT_INT(definition_load(&log, &site, "one", &one), 0);
	definition_files(&one, "pkglist", &paths);
	definition_files(&one, "authorized_keys", &paths);
	CU_ASSERT_EQUAL_FATAL(paths.n, 3);
	CU_ASSERT(str_ends(paths.v[0], "/etc/stateless/images.d/one.pkglist"));
	CU_ASSERT(str_starts(paths.v[1], site.root));
	UNIT_STR(paths.v[1] + strlen(site.root), "/srv/two.pkglist");
	CU_ASSERT(str_ends(paths.v[2], "/etc/stateless/admin.pub"));
	strv_fini(&paths);
	definition_fini(&one);
	site_fini(&site);
}

static void broken_file_stops_its_own_images_only(void)
{
	struct str said = { 0 };
	struct log log = { .sink = keep_last, .arg = &said };
	struct definition def;
	struct site site;

	open_site(&log, "", &site);
	CU_ASSERT(definition_load(&log, &site, "two", &def) < 0);
	CU_ASSERT(log.errors > 0);
	UNIT_INT(definition_load(&log, &site, "three", &def), 0);
	definition_fini(&def);
	site_fini(&site);
	str_fini(&said);
}

const char unit_suite[] = "definition";
const struct unit_case unit_cases[] = { { "what an image does not say, the site says",
					  image_wins_over_site },
					{ "files lie beside the file that names them",
					  files_lie_beside_the_file_that_names_them },
					{ "a broken file stops only its own images",
					  broken_file_stops_its_own_images_only },
					{ NULL, NULL } };
