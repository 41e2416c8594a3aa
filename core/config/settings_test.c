/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/settings_test.c
 */
#include "settings.h"

#include "tests/unit/unit.h"

#include <string.h>

static const struct sl_option level = { .type = SL_INT,
					.name = "level",
					.fallback = "9" };
static const struct sl_option dns = { .type = SL_LIST, .name = "dns" };

static void narrowest_wins(void)
{
	struct settings image = { 0 }, site = { 0 };
	const struct settings *scopes[] = { &image, &site, NULL };

	UNIT_INT(settings_number(scopes, "squashfs", &level), 9);
	strv_add(&settings_add(&site, "squashfs", "level", "f", 1)->values, "3");
	UNIT_INT(settings_number(scopes, "squashfs", &level), 3);
	strv_add(&settings_add(&image, "squashfs", "level", "f", 2)->values, "5");
	UNIT_STR(settings_text(scopes, "squashfs", &level), "5");
	UNIT_INT(settings_number(scopes, "erofs", &level), 9);
	settings_fini(&image);
	settings_fini(&site);
}

static void empty_list_hides_wider_one(void)
{
	struct settings image = { 0 }, site = { 0 };
	const struct settings *scopes[] = { &image, &site, NULL };
	struct setting *wide = settings_add(&site, "", "dns", "f", 1);

	strv_add(&wide->values, "10.0.0.1");
	strv_add(&wide->values, "10.0.0.2");
	UNIT_STR(settings_item(scopes, "", &dns, 1), "10.0.0.2");
	CU_ASSERT_PTR_NULL(settings_item(scopes, "", &dns, 2));
	settings_add(&image, "", "dns", "f", 1);
	CU_ASSERT_PTR_NULL(settings_item(scopes, "", &dns, 0));
	CU_ASSERT_PTR_NULL(settings_text(scopes, "", &dns));
	settings_fini(&image);
	settings_fini(&site);
}

static void fallback_is_first_item(void)
{
	const struct sl_option keys = { .type = SL_LIST,
					.name = "keys",
					.fallback = "x" };
	const struct settings *none[] = { NULL };

	UNIT_STR(settings_item(none, "", &keys, 0), "x");
	CU_ASSERT_PTR_NULL(settings_item(none, "", &keys, 1));
	CU_ASSERT_PTR_NULL(settings_item(NULL, "", &dns, 0));
}

static void missing_is_named(void)
{
	const struct sl_option opts[] = {
		{ .type = SL_INT, .flags = SL_REQUIRED, .name = "a", .fallback = "1" },
		{ .type = SL_INT, .name = "b" },
		{ .type = SL_INT, .flags = SL_REQUIRED, .name = "c" },
		{ .type = 0 }
	};
	struct settings site = { 0 };
	const struct settings *scopes[] = { &site, NULL };

	CU_ASSERT_PTR_EQUAL(settings_missing(scopes, "x", opts), &opts[2]);
	strv_add(&settings_add(&site, "x", "c", "f", 1)->values, "0");
	CU_ASSERT_PTR_NULL(settings_missing(scopes, "x", opts));
	settings_fini(&site);
}

const char unit_suite[] = "settings";
const struct unit_case unit_cases[] = {
	{ "the narrowest scope wins, then the fallback", narrowest_wins },
	{ "an empty list hides the list of a wider scope", empty_list_hides_wider_one },
	{ "the fallback of a list is its first item", fallback_is_first_item },
	{ "a required option without a value is named", missing_is_named },
	{ NULL, NULL }
};
