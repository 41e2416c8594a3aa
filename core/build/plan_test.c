/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/plan_test.c - what genimage refuses before it touches anything.
 */
#include "plan.h"

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

static void put(struct log *log, const char *root, const char *name, const char *text,
		unsigned mode)
{
	char *path CLEANUP_FREE = path_join(root, name);
	char *parent CLEANUP_FREE = path_parent(path);

	CU_ASSERT_FATAL(path_make_folders(log, parent, 0755) == 0);
	CU_ASSERT_FATAL(file_create(log, path, mode, text, strlen(text)) == 0);
}

static int bids_five(struct sl_job *job, const struct sl_image *image)
{
	(void)job;
	(void)image;
	return 5;
}

static int bids_two(struct sl_job *job, const struct sl_image *image)
{
	(void)job;
	(void)image;
	return 2;
}

static struct sl_option none[] = { { .type = 0 } };
static struct sl_option needs_key[] = {
	{ SL_STRING, SL_IN_IMAGE | SL_REQUIRED, "key", NULL, NULL, "the licence" },
	{ .type = 0 },
};
static int bids_nothing(struct sl_job *job, const struct sl_image *image)
{
	(void)job;
	(void)image;
	return 0;
}

/* The core sorts plugins by name; neither the first nor the last is the one that wins. */
static const char *const first_names[] = { "one", "bo*", "all", NULL };
static const char *const second_names[] = { "two", "both", "all", NULL };
static const char *const third_names[] = { "two", NULL };
static const char *const fourth_names[] = { "both", "all", "nobody's", NULL };
static const char *const fifth_names[] = { "nobody's", NULL };

static struct plugin first = { .p = { .name = "first" }, .opts = none };
static struct plugin second = { .p = { .name = "second" }, .opts = needs_key };
static struct plugin third = { .p = { .name = "third" }, .opts = none };
static struct plugin fourth = { .p = { .name = "fourth" }, .opts = none };
static struct plugin fifth = { .p = { .name = "fifth" }, .opts = none };
static struct plugin *all[] = { &first, &second, &third, &fourth, &fifth };
enum { ALL = sizeof(all) / sizeof(all[0]) };

static struct registry five_plugins(void)
{
	first.genimage = (struct sl_genimage){ .names = first_names, .bid = bids_two };
	second.genimage = (struct sl_genimage){ .names = second_names, .bid = bids_five };
	third.genimage = (struct sl_genimage){ .names = third_names, .bid = bids_five };
	fourth.genimage =
		(struct sl_genimage){ .names = fourth_names, .bid = bids_nothing };
	fifth.genimage =
		(struct sl_genimage){ .names = fifth_names, .bid = bids_nothing };
	for (size_t i = 0; i < ALL; i++)
		all[i]->p.genimage = &all[i]->genimage;
	return (struct registry){ all, ALL };
}

static const struct {
	const char *keys, *plugin, *asked;
	int rc;
	const char *says;
} cases[] = {
	{ "distro = one pkglist = p", "first", "one", 0, "" },
	{ "distro = both pkglist = p second { key = x }", "second", "both", 0, "" },
	{ "distro = all pkglist = p second { key = x }", "second", "all", 0, "" },
	{ "distro = both pkglist = p", NULL, NULL, -EINVAL,
	  "needs key of plugin second" },
	{ "distro = \"nobody's\" version = 7 pkglist = p", NULL, NULL, -ENOENT,
	  "2 plugins know distro \"nobody's\", and none builds version \"7\"" },
	{ "distro = two pkglist = p second { key = x }", NULL, NULL, -EINVAL,
	  "plugins second and third both build \"two\"" },
	{ "distro = other pkglist = p", NULL, NULL, -ENOENT,
	  "no plugin builds distro \"other\"; known are: one, bo*, all" },
	{ "distro = one", NULL, NULL, -EINVAL, "has no pkglist" },
	{ "distro = one pkglist = p postinstall = script", NULL, NULL, -EACCES,
	  "script cannot be run" },
	{ "distro = one pkglist = p postinstall = \"run a b\"", "first", "one", 0, "" },
};

static void check(const char *root, size_t i)
{
	const struct option_table tables[] = { { "second", needs_key }, { NULL, NULL } };
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	char *text CLEANUP_FREE = mem_printf("image i { %s }", cases[i].keys);
	const struct registry registry = five_plugins();
	struct build_request request = { .registry = &registry };
	struct build_plan plan;
	struct definition def;
	struct site site;

	put(&log, root, "etc/stateless/images.d/i.conf", text, 0644);
	CU_ASSERT_FATAL(site_load(&log, root, tables, &site) == 0);
	CU_ASSERT_FATAL(definition_load(&log, &site, "i", &def) == 0);
	request.def = &def;
	UNIT_INT(build_plan_make(&log, &request, &plan), cases[i].rc);
	CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&said), cases[i].says));
	if (cases[i].plugin)
		UNIT_STR(plan.distro->p.name, cases[i].plugin);
	if (cases[i].plugin)
		UNIT_STR(plan.asked, cases[i].asked);
	build_plan_fini(&plan);
	definition_fini(&def);
	site_fini(&site);
}

static void what_cannot_be_built_is_refused_with_the_reason(void)
{
	const char *root = unit_folder();
	struct log log = { .level = -1 };

	put(&log, root, "etc/stateless/images.d/p", "a\n", 0644);
	put(&log, root, "etc/stateless/images.d/script", "#!/bin/sh\n", 0644);
	put(&log, root, "etc/stateless/images.d/run", "#!/bin/sh\n", 0755);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(root, i);
}

static void a_required_option_must_be_set(void)
{
	const char *root = unit_folder();
	struct str said CLEANUP_STR = { 0 };
	struct log log = { .sink = keep, .arg = &said };
	const struct option_table tables[] = { { "second", needs_key }, { NULL, NULL } };
	struct definition def;
	struct site site;

	put(&log, root, "etc/stateless/images.d/i.conf", "image i { distro = two }",
	    0644);
	CU_ASSERT_FATAL(site_load(&log, root, tables, &site) == 0);
	CU_ASSERT_FATAL(definition_load(&log, &site, "i", &def) == 0);
	UNIT_INT(definition_check_plugin(&log, &def, "first", none), 0);
	UNIT_INT(definition_check_plugin(&log, &def, "second", needs_key), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		str_text(&said), "image \"i\" needs key of plugin second (the licence)"));
	definition_fini(&def);
	site_fini(&site);
}

const char unit_suite[] = "core/build/plan";
const struct unit_case unit_cases[] = {
	{ "what cannot be built is refused with the reason",
	  what_cannot_be_built_is_refused_with_the_reason },
	{ "a required option must be set", a_required_option_must_be_set },
	{ NULL, NULL },
};
