/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/option_test.c
 */
#include "settings.h"

#include "tests/unit/unit.h"

#include <string.h>

static const struct {
	uint32_t type;
	const char *choices, *value;
	const char *why; /* NULL: it fits */
	int64_t number;
} values[] = {
	{ SL_STRING, NULL, "", NULL, 0 },
	{ SL_STRING, NULL, "a\nb", "must not hold control characters", 0 },
	{ SL_STRING, "gzip|xz|zstd", "xz", NULL, 0 },
	{ SL_STRING, "gzip|xz|zstd", "x", "must be one of gzip|xz|zstd", 0 },
	{ SL_STRING, "gzip|xz|zstd", "gzip|xz", "must be one of gzip|xz|zstd", 0 },
	{ SL_STRING, "gzip|xz|zstd", "", "must be one of gzip|xz|zstd", 0 },
	{ SL_BOOL, NULL, "yes", NULL, 1 },
	{ SL_BOOL, NULL, "TRUE", NULL, 1 },
	{ SL_BOOL, NULL, "off", NULL, 0 },
	{ SL_BOOL, NULL, "maybe", "must be yes or no", 0 },
	{ SL_INT, NULL, "-12", NULL, -12 },
	{ SL_INT, NULL, "010", NULL, 10 },
	{ SL_INT, NULL, "", "must be a whole number", 0 },
	{ SL_INT, NULL, "12k", "must be a whole number", 0 },
	{ SL_INT, NULL, "--1", "must be a whole number", 0 },
	{ SL_INT, NULL, "9223372036854775808", "must be a whole number", 0 },
	{ SL_SIZE, NULL, "4096", NULL, 4096 },
	{ SL_SIZE, NULL, "64M", NULL, 67108864 },
	{ SL_SIZE, NULL, "2g", NULL, INT64_C(2147483648) },
	{ SL_SIZE, NULL, "8192P", "must be a number of bytes, as in 4096, 64K, 64M or 2G",
	  0 },
	{ SL_SIZE, NULL, "-1", "must be a number of bytes, as in 4096, 64K, 64M or 2G",
	  0 },
	{ SL_SIZE, NULL, "1MB", "must be a number of bytes, as in 4096, 64K, 64M or 2G",
	  0 },
	{ SL_SECONDS, NULL, "90", NULL, 90 },
	{ SL_SECONDS, NULL, "5m", NULL, 300 },
	{ SL_SECONDS, NULL, " 5", "must be a number of seconds, as in 90, 5m or 2h", 0 },
	{ SL_PATH, NULL, "x/y", NULL, 0 },
	{ SL_PATH, NULL, "", "must not be empty", 0 },
	{ SL_METHOD, NULL, "squash-fs_2", NULL, 0 },
	{ SL_METHOD, NULL, "../x", "must be the name of a method", 0 },
	{ 77, NULL, "x", "has the unknown type 77", 0 },
};

static void checks_values(void)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const struct sl_option option = { .type = values[i].type,
						  .name = "key",
						  .choices = values[i].choices };
		char why[128] = "";
		int rc = option_check(&option, values[i].value, why, sizeof(why));

		UNIT_INT(rc == 0, values[i].why == NULL);
		UNIT_STR(why, values[i].why ? values[i].why : "");
		UNIT_INT(option_number(values[i].type, values[i].value),
			 values[i].number);
	}
}

static void finds_options(void)
{
	const struct sl_option opts[] = { { .type = SL_INT, .name = "level" },
					  { .type = SL_INT, .name = "cache" },
					  { .type = 0 } };

	CU_ASSERT_PTR_EQUAL(option_find(opts, "cache"), &opts[1]);
	CU_ASSERT_PTR_NULL(option_find(opts, "cach"));
	CU_ASSERT_PTR_NULL(option_find(NULL, "cache"));
}

static void names_types(void)
{
	UNIT_STR(option_type_name(SL_STRING), "string");
	UNIT_STR(option_type_name(SL_METHOD), "method");
	CU_ASSERT_PTR_NULL(option_type_name(0));
	CU_ASSERT_PTR_NULL(option_type_name(SL_METHOD + 1));
}

const char unit_suite[] = "option";
const struct unit_case unit_cases[] = {
	{ "each type takes its own values and says what else it wants", checks_values },
	{ "an option is found by its whole name", finds_options },
	{ "each type has a name", names_types },
	{ NULL, NULL }
};
