/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/site_test.c
 */
#include "site.h"

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

static const char *make_root(struct log *log, const char *text)
{
	const char *root = unit_folder();
	char *folder = path_join(root, "etc/stateless");
	char *path = path_join(folder, "stateless.conf");

	CU_ASSERT_FATAL(path_make_folders(log, folder, 0755) == 0);
	if (text)
		CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
	free(path);
	free(folder);
	return root;
}

/* Is `path` root followed by `rest`? */
static bool below(const char *path, const char *root, const char *rest)
{
	return strncmp(path, root, strlen(root)) == 0 &&
	       strcmp(path + strlen(root), rest) == 0;
}

static void has_defaults(void)
{
	struct log log = { .program = "test" };
	const char *root = make_root(&log, NULL);
	struct site site;
	char *path;

	UNIT_INT(site_load(&log, root, NULL, &site), 0);
	CU_ASSERT(below(site.confdir, root, "/etc/stateless"));
	CU_ASSERT(below(site.installdir, root, "/install"));
	CU_ASSERT(below(site.tftpdir, root, "/tftpboot"));
	CU_ASSERT(below(site.statedir, root, "/var/lib/stateless"));
	CU_ASSERT(below(site.cachedir, root, "/var/cache/stateless"));
	CU_ASSERT(below(site.rundir, root, "/run/stateless"));
	UNIT_INT(site.http_port, 80);
	UNIT_INT(site.servers.n, 0);
	UNIT_INT(site.n_tables, 1);
	CU_ASSERT_PTR_NULL(site_text(&site, "domain"));
	path = site_path(&site, "/install/x");
	CU_ASSERT(below(path, root, "/install/x"));
	free(path);
	site_fini(&site);
}

static void needs_no_root(void)
{
	struct log log = { .program = "test" };
	const char *roots[] = { "", "/", NULL };

	for (size_t i = 0; i < 3; i++) {
		struct site site;
		char *path;

		if (site_load(&log, roots[i], NULL, &site) < 0)
			continue; /* a machine with a site of its own */
		UNIT_STR(site.root, "");
		path = site_path(&site, "/x");
		UNIT_STR(path, "/x");
		free(path);
		site_fini(&site);
	}
}

static void reads_file(void)
{
	static const struct sl_option opts[] = {
		{ SL_INT, SL_IN_SITE, "level", NULL, NULL, "" }, { .type = 0 }
	};
	static const struct option_table plugins[] = { { "squashfs", opts },
						       { NULL, NULL } };
	struct log log = { .program = "test" };
	const char *root = make_root(&log, "installdir = /srv\nhttpport = 8080\n"
					   "servers = { 10.0.0.1, \"[fd00::1]:81\" }\n"
					   "squashfs { level = 3 }\n");
	struct site site;

	UNIT_INT(site_load(&log, root, plugins, &site), 0);
	CU_ASSERT(below(site.installdir, root, "/srv"));
	UNIT_INT(site.servers.n, 2);
	UNIT_STR(site.servers.v[0], "10.0.0.1:8080");
	UNIT_STR(site.servers.v[1], "[fd00::1]:81");
	UNIT_INT(site.n_tables, 2);
	UNIT_STR(site.tables[1].section, "squashfs");
	UNIT_INT(site_number(&site, "httpport"), 8080);
	CU_ASSERT_PTR_NOT_NULL(settings_find(&site.settings, "squashfs", "level"));
	site_fini(&site);
}

static const struct {
	const char *text, *why;
} refused[] = {
	{ "installdir = srv", ":1: installdir = \"srv\": must be an absolute path" },
	{ "\nhttpport = 65536", ":2: httpport = \"65536\": must be 1 to 65535" },
	{ "servers = { boss }", ":1: servers: \"boss\" is no ADDRESS[:PORT]; write a "
				"numeric address, as in 10.0.0.1 or [fd00::1]:8080 "
				"(nodes resolve no names)" },
};

static void refuses(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct str said = { 0 };
		struct log log = { .sink = keep_last, .arg = &said };
		const char *root = make_root(&log, refused[i].text);
		struct site site;
		const char *at;

		CU_ASSERT(site_load(&log, root, NULL, &site) < 0);
		at = strstr(str_text(&said), "stateless.conf:");
		UNIT_STR(at ? at + strlen("stateless.conf") : NULL, refused[i].why);
		str_fini(&said);
	}
}

static void refuses_missing_root(void)
{
	struct str said = { 0 };
	struct log log = { .sink = keep_last, .arg = &said };
	struct site site;

	CU_ASSERT(site_load(&log, "/nonexistent", NULL, &site) < 0);
	UNIT_STR(str_text(&said),
		 "--root /nonexistent: there is no such folder; make it first");
	str_fini(&said);
}

static bool well_formed(const struct sl_option *option)
{
	char why[128];

	return option->help && *option->help && (option->flags & SL_IN_SITE) &&
	       (!option->fallback ||
		option_check(option, option->fallback, why, sizeof(why)) == 0);
}

static void options_are_well_formed(void)
{
	for (const struct sl_option *o = site_options; o->type; o++) {
		CU_ASSERT(well_formed(o));
		CU_ASSERT_PTR_EQUAL(option_find(site_options, o->name), o);
	}
}

const char unit_suite[] = "site";
const struct unit_case unit_cases[] = {
	{ "without a file everything has its default, below the root", has_defaults },
	{ "no root and / are the machine itself", needs_no_root },
	{ "the file's values are used, servers get their port", reads_file },
	{ "wrong folders, ports and servers are named", refuses },
	{ "a root that is not there is named", refuses_missing_root },
	{ "each option has help and a fitting fallback", options_are_well_formed },
	{ NULL, NULL }
};
