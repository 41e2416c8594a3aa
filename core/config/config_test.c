/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/config_test.c
 */
#include "config.h"

#include "core/base/file.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static const struct sl_option core_opts[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE | SL_REQUIRED, "distro", NULL, NULL,
	  "which distribution" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "version", NULL, NULL, "" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "pkglist", NULL, NULL, "" },
	{ SL_STRING, SL_IN_SITE, "domain", NULL, NULL, "" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE | SL_SECRET, "rootpw", NULL, "locked|x",
	  "" },
	{ .type = 0 },
};
static const struct sl_option squash_opts[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "compression", "zstd", "gzip|xz|zstd",
	  "" },
	{ SL_INT, SL_IN_IMAGE, "level", NULL, NULL, "" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "sort", NULL, NULL, "" },
	{ SL_STRING, SL_IN_NODE, "bridge", NULL, NULL, "" },
	{ .type = 0 },
};
static const struct sl_option empty_opts[] = { { .type = 0 } };
static const struct option_table tables[] = { { "", core_opts },
					      { "squashfs", squash_opts },
					      { "mic", empty_opts },
					      { NULL, NULL } };
static const struct config_grammar site_grammar = { tables, SL_IN_SITE };
static const struct config_grammar image_grammar = { tables, SL_IN_IMAGE };

static void keep_last(void *arg, int level, const char *line)
{
	struct str *last = arg;

	(void)level;
	last->n = 0;
	str_add(last, line);
}

static char *write_file(struct log *log, const char *text)
{
	char *path = mem_printf("%s/f.conf", unit_folder());

	CU_ASSERT_FATAL(file_create(log, path, 0644, text, strlen(text)) == 0);
	return path;
}

/* The message without the folder, which differs from run to run. */
static const char *tail(const struct str *said, const char *path)
{
	const char *text = str_text(said);
	size_t folder = strlen(path) - strlen("f.conf");

	return strncmp(text, path, folder) == 0 ? text + folder : text;
}

struct refusal {
	bool images;
	const char *text, *why;
};

static const struct refusal refusals[] = {
	{ false, "distro = a\nversoin = 1",
	  "f.conf:2: there is no key versoin; did you mean version?" },
	{ false, "distro = a\nwhatever = 1",
	  "f.conf:2: there is no key whatever; the keys are: distro, version, pkglist, "
	  "domain, rootpw" },
	{ false, "distro = a\nsquashfs {\n compresion = xz\n}",
	  "f.conf:3: there is no key compresion of squashfs; did you mean compression?" },
	{ false, "distro = a\nmic { x = 1 }", "f.conf:2: there is no key x of mic" },
	{ false, "distro = a\n\nerofs { }",
	  "f.conf:3: there is no plugin erofs for this section: install it, or take the "
	  "section out; there are: squashfs, mic" },
	{ false, "distro = a\nimage \"x\" { }",
	  "f.conf:2: an image block stands in a file of images.d, and not in another "
	  "block" },
	{ false, "distro = a squashfs { level = 9 }",
	  "f.conf:1: level cannot be set here; it may stand in an image block" },
	{ false, "distro = a squashfs { bridge = 9 }",
	  "f.conf:1: bridge cannot be set here; it may stand in the attribute "
	  "squashfs.bridge of nodes and groups (chdef)" },
	{ false, "distro = a squashfs { x { } }",
	  "f.conf:1: squashfs has no sections in it" },
	{ false, "distro = a\nsquashfs { compression = lzo }",
	  "f.conf:2: squashfs.compression = \"lzo\": must be one of gzip|xz|zstd" },
	{ false, "distro = a\nrootpw = hidden",
	  "f.conf:2: rootpw must be one of locked|x" },
	{ false, "distro = a\nversion = 1\ndistro = b",
	  "f.conf:3: distro is set twice, first on line 1; keep one" },
	{ false, "distro = a\npkglist = { a, b }\npkglist = { c }",
	  "f.conf:3: pkglist is set twice, first on line 2; keep one" },
	{ false, "distro = a\npkglist = { a }\npkglist = { }",
	  "f.conf:3: pkglist is set twice, first on line 2; keep one" },
	{ false, "version = 1",
	  "f.conf:1: the file must set distro (which distribution)" },
	{ false, "distro = \"${HOME}\"",
	  "f.conf:1: \"${\" is refused: values are never taken from the environment; "
	  "write the value itself" },
	{ false, "distro\n", "f.conf:2: premature end of file" },
	{ false, "distro = a }", "f.conf:1: unexpected closing brace" },
	{ true, "\nimage a { }",
	  "f.conf:2: image \"a\" must set distro (which "
	  "distribution)" },
	{ true, "/* x */\nimage a { distro = x }\nimage a { distro = x }",
	  "f.conf:3: found duplicate title 'a'" },
	{ true, "image \"../a\" { distro = x }",
	  "f.conf:1: image \"../a\": a name has letters, digits and -_.+@ only, and "
	  "begins with a letter or a digit" },
	{ true, "distro = a",
	  "f.conf:1: distro must stand in a block: only image \"NAME\" { ... } may stand "
	  "at the top of this file" },
	{ true, "image a { distro = x\ndomain = y }",
	  "f.conf:2: domain cannot be set here; it may stand in stateless.conf" },
	{ true, "image a { distro = x\n erofs { } }",
	  "f.conf:2: there is no plugin erofs for this section: install it, or take the "
	  "section out; there are: squashfs, mic" },
	{ true, "image a { distro = x squashfs {\nlevel = many } }",
	  "f.conf:2: squashfs.level = \"many\": must be a whole number" },
};

static int read_any(struct log *log, bool images, const char *path)
{
	struct config_image *list = NULL;
	struct settings settings = { 0 };
	size_t n = 0;
	int rc;

	if (!images) {
		rc = config_read_site(log, path, &site_grammar, &settings);
		settings_fini(&settings);
		return rc;
	}
	rc = config_read_images(log, path, &image_grammar, &list, &n);
	config_images_free(list, n);
	return rc;
}

static void refuses(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct str said = { 0 };
		struct log log = { .sink = keep_last, .arg = &said };
		char *path = write_file(&log, refusals[i].text);

		CU_ASSERT(read_any(&log, refusals[i].images, path) < 0);
		UNIT_STR(tail(&said, path), refusals[i].why);
		UNIT_INT(log.errors, 1);
		free(path);
		str_fini(&said);
	}
}

static void reads_site(void)
{
	struct log log = { .level = LOG_LEVEL_ERROR, .program = "test" };
	char *path = write_file(&log, "# site\ndistro = \"rhel\" /* c */\n"
				      "pkglist = { \"a b\",\n c }\npkglist += { d }\n"
				      "squashfs { sort = x/y\n compression = xz }\n"
				      "mic { }\n");
	struct settings s = { 0 };
	const struct setting *set;
	char *sort;

	UNIT_INT(config_read_site(&log, path, &site_grammar, &s), 0);
	UNIT_INT(s.n, 4);
	set = settings_find(&s, "", "distro");
	UNIT_STR(set->values.v[0], "rhel");
	UNIT_STR(set->file, path);
	UNIT_INT(set->line, 2);
	set = settings_find(&s, "", "pkglist");
	UNIT_INT(set->values.n, 3);
	UNIT_STR(set->values.v[0], "a b");
	UNIT_STR(set->values.v[2], "d");
	UNIT_INT(set->line, 3);
	set = settings_find(&s, "squashfs", "sort");
	sort = mem_printf("%.*s/x/y", (int)(strlen(path) - strlen("/f.conf")), path);
	UNIT_STR(set->values.v[0], sort);
	UNIT_INT(set->line, 6);
	CU_ASSERT_PTR_NULL(settings_find(&s, "", "version"));
	settings_fini(&s);
	free(sort);
	free(path);
}

static void reads_images(void)
{
	struct log log = { .level = LOG_LEVEL_ERROR, .program = "test" };
	char *path = write_file(&log, "/* two\n images */\nimage \"one\" {\n distro = a\n"
				      " squashfs { level = 3 }\n pkglist = { }\n}\n\n"
				      "image two\n{ distro = b pkglist = x }\n");
	struct config_image *images = NULL;
	size_t n = 0;

	UNIT_INT(config_read_images(&log, path, &image_grammar, &images, &n), 0);
	CU_ASSERT_EQUAL_FATAL(n, 2);
	UNIT_STR(images[0].title, "one");
	UNIT_INT(images[0].line, 3);
	UNIT_INT(settings_find(&images[0].settings, "squashfs", "level")->line, 5);
	UNIT_INT(settings_find(&images[0].settings, "", "pkglist")->values.n, 0);
	UNIT_STR(images[1].title, "two");
	UNIT_INT(images[1].line, 9);
	CU_ASSERT_PTR_NULL(settings_find(&images[1].settings, "squashfs", "level"));
	UNIT_STR(settings_find(&images[1].settings, "", "pkglist")->values.v[0], "x");
	config_images_free(images, n);
	free(path);
}

static void reads_after_failure(void)
{
	struct str said = { 0 };
	struct log log = { .sink = keep_last, .arg = &said };
	struct settings s = { 0 };
	char *path = write_file(&log, "distro = { \"x\n");

	CU_ASSERT(config_read_site(&log, path, &site_grammar, &s) < 0);
	free(path);
	path = write_file(&log, "distro = x");
	UNIT_INT(config_read_site(&log, path, &site_grammar, &s), 0);
	UNIT_INT(s.n, 1);
	settings_fini(&s);
	free(path);
	str_fini(&said);
}

static void refuses_missing_file(void)
{
	struct str said = { 0 };
	struct log log = { .sink = keep_last, .arg = &said };
	struct settings s = { 0 };

	CU_ASSERT(config_read_site(&log, "/nonexistent/x.conf", &site_grammar, &s) < 0);
	UNIT_STR(str_text(&said),
		 "cannot read /nonexistent/x.conf: No such file or directory");
	str_fini(&said);
}

static void refuses_plugin_named_as_a_key(void)
{
	const struct option_table bad[] = { { "", core_opts },
					    { "domain", empty_opts },
					    { NULL, NULL } };
	const struct config_grammar grammar = { bad, SL_IN_SITE };
	struct str said = { 0 };
	struct log log = { .sink = keep_last, .arg = &said };
	char *path = write_file(&log, "");
	struct settings s = { 0 };

	CU_ASSERT(config_read_site(&log, path, &grammar, &s) < 0);
	UNIT_STR(str_text(&said),
		 "the plugin domain cannot have a section in the configuration: the name "
		 "is a key of the core; remove the plugin");
	free(path);
	str_fini(&said);
}

const char unit_suite[] = "config";
const struct unit_case unit_cases[] = {
	{ "every mistake is named with file and line, once", refuses },
	{ "a site file gives what it sets, with lines and absolute paths", reads_site },
	{ "a file of images gives each block with its line", reads_images },
	{ "a file reads well after a broken one", reads_after_failure },
	{ "a file that cannot be read is named", refuses_missing_file },
	{ "a plugin whose name is a key of the core is refused",
	  refuses_plugin_named_as_a_key },
	{ NULL, NULL }
};
