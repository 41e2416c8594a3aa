/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/fit_test.c
 */
#include "fit.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static int hook(struct sl_job *job, void *self)
{
	(void)job;
	(void)self;
	return 0;
}

static int render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	(void)boot;
	return hook(job, self);
}

static const char *const names[] = { "squash", NULL };
static const char *const bad_names[] = { "squash", "../x", NULL };
static const char *const none[] = { NULL };

#define PACK(...)                                                                        \
	.packimage = &(const struct sl_packimage)                                        \
	{                                                                                \
		.size = SL_SIZE_OF(struct sl_packimage), __VA_ARGS__                     \
	}
#define OPTS(...)                                                                        \
	.opts = (const struct sl_option[])                                               \
	{                                                                                \
		{ __VA_ARGS__ },                                                         \
		{                                                                        \
			.type = 0                                                        \
		}                                                                        \
	}
#define GOOD PACK(.names = names, .pack = hook)
#define BASE .name = "squash", .version = "1", .summary = "s"

static const struct {
	struct sl_plugin p;
	const char *why;
} rows[] = {
	{ { BASE, GOOD }, NULL },
	{ { .version = "1", .summary = "s", GOOD },
	  "name is NULL, wanted the file's stem" },
	{ { .name = "Squash", .version = "1", .summary = "s", GOOD },
	  "name is \"Squash\", wanted [a-z0-9][a-z0-9_-]*" },
	{ { .name = "other", .version = "1", .summary = "s", GOOD },
	  "name is \"other\", wanted the file's stem, \"squash\"" },
	{ { .name = "squash", .summary = "s", GOOD },
	  "version is not given, wanted a text" },
	{ { .name = "squash", .version = "1", GOOD },
	  "summary is not given, wanted one line" },
	{ { BASE },
	  "it has no table, wanted at least one of genimage, packimage and bootloader" },
	{ { BASE, PACK(.names = names) },
	  "packimage.pack is missing, and it is required" },
	{ { BASE, PACK(.pack = hook) },
	  "packimage.names is missing, and it is required" },
	{ { BASE, PACK(.names = none, .pack = hook) },
	  "packimage.names is missing, and it is required" },
	{ { BASE, PACK(.names = bad_names, .pack = hook) },
	  "packimage.names has \"../x\", wanted [a-z0-9][a-z0-9_-]*" },
	{ { BASE, .packimage = &(const struct sl_packimage){ .names = names } },
	  "packimage.size is 0, wanted 56, at most 4096" },
	{ { BASE, .packimage = &(const struct sl_packimage){ .size = 24,
							     .names = names,
							     .pack = hook } },
	  "packimage.pack is missing, and it is required" },
	{ { BASE, .genimage = &(const struct sl_genimage){ .size = 32,
							   .names = names,
							   .install = hook } },
	  "genimage.install is missing, and it is required" },
	{ { BASE,
	    .genimage = &(const struct sl_genimage){ .size = 48, .install = hook } },
	  "genimage.names is missing, and it is required" },
	{ { BASE, .bootloader = &(const struct sl_bootloader){ .size = 80,
							       .names = names,
							       .archs = names } },
	  "bootloader.render is missing, and it is required" },
	{ { BASE, .bootloader = &(const struct sl_bootloader){ .size = 80,
							       .names = names,
							       .render = render } },
	  "bootloader.archs is missing, and it is required" },
	{ { BASE, .bootloader = &(const struct sl_bootloader){ .size = 80,
							       .archs = names,
							       .render = render } },
	  "bootloader.names is missing, and it is required" },
	{ { BASE, GOOD, OPTS(SL_INT, SL_IN_SITE, "Level", NULL, NULL, "h") },
	  "opts[0].name is \"Level\", wanted [a-z][a-z0-9_]*" },
	{ { BASE, GOOD, OPTS(SL_INT, SL_IN_SITE, NULL, NULL, NULL, "h") },
	  "opts[0].name is \"\", wanted [a-z][a-z0-9_]*" },
	{ { BASE, GOOD, OPTS(99, SL_IN_SITE, "level", NULL, NULL, "h") },
	  "option level: type is 99, wanted 1 to 8" },
	{ { BASE, GOOD, OPTS(SL_INT, SL_REQUIRED, "level", NULL, NULL, "h") },
	  "option level: flags are 0x8, wanted SL_IN_SITE, SL_IN_IMAGE or SL_IN_NODE "
	  "among them" },
	{ { BASE, GOOD, OPTS(SL_INT, SL_IN_SITE, "level", "many", NULL, "h") },
	  "option level: fallback is \"many\": must be a whole number" },
	{ { BASE, GOOD, OPTS(SL_STRING, SL_IN_SITE, "comp", "lzo", "xz|zstd", "h") },
	  "option comp: fallback is \"lzo\": must be one of xz|zstd" },
	{ { BASE, GOOD,
	    .opts = (const struct sl_option[]){ { SL_INT, 1, "a", NULL, NULL, "h" },
						{ SL_INT, 1, "a", NULL, NULL, "h" },
						{ .type = 0 } } },
	  "option a is described twice" },
};

static void judges(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct plugin plugin = { .p = rows[i].p };
		char *why;

		plugin.p.head.opt_size = sizeof(struct sl_option);
		why = fit_plugin(&plugin, "squash");
		if (rows[i].why)
			UNIT_STR(why, rows[i].why);
		else
			CU_ASSERT_PTR_NULL(why);
		free(why);
		free(plugin.opts);
	}
}

/* An option of a later core: ours, and something behind it. */
struct later_option {
	struct sl_option option;
	const char *more;
};

static void steps_by_the_plugins_own_stride(void)
{
	static const struct later_option opts[] = {
		{ { SL_INT, SL_IN_SITE, "a", "1", NULL, "h" }, "x" },
		{ { SL_INT, SL_IN_SITE, "b", "2", NULL, "h" }, "y" },
		{ { .type = 0 }, NULL }
	};
	struct plugin plugin = { .p = { BASE, GOOD, .opts = &opts[0].option } };
	char *why;

	plugin.p.head.opt_size = sizeof(struct later_option);
	why = fit_plugin(&plugin, "squash");
	CU_ASSERT_PTR_NULL_FATAL(why);
	UNIT_STR(plugin.opts[1].name, "b");
	UNIT_INT(plugin.opts[2].type, 0);
	CU_ASSERT_PTR_EQUAL(plugin.p.opts, plugin.opts);
	free(plugin.opts);
}

/* A table of an earlier core ends before hooks that we know. */
static void unknown_hooks_are_absent(void)
{
	const struct sl_packimage table = {
		.size = 32, .names = names, .pack = hook, .verify = hook
	};
	struct plugin plugin = { .p = { BASE, .packimage = &table } };
	char *why = fit_plugin(&plugin, "squash");

	CU_ASSERT_PTR_NULL(why);
	CU_ASSERT_PTR_EQUAL(plugin.p.packimage, &plugin.packimage);
	CU_ASSERT(SL_HAS(&plugin.packimage, pack));
	CU_ASSERT(!SL_HAS(&plugin.packimage, verify));
	CU_ASSERT_PTR_NULL(plugin.packimage.verify);
	UNIT_INT(plugin.opts[0].type, 0);
	free(why);
	free(plugin.opts);
}

const char unit_suite[] = "fit";
const struct unit_case unit_cases[] = {
	{ "each defect of a description is named", judges },
	{ "options are read by the plugin's own stride",
	  steps_by_the_plugins_own_stride },
	{ "hooks that a plugin's maker did not know are absent",
	  unknown_hooks_are_absent },
	{ NULL, NULL }
};
