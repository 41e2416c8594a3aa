/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/data_test.c - files of what a plugin knows of its distributions.
 */
#include "data.h"
#include "fakehost.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct fake fake;

static const char first[] = "# the first\n"
			    "names = first, first[0-9]*\n"
			    "like =  second \n"
			    "\n"
			    "colour = red\n"
			    "[8, 8.*]\n"
			    "colour = green\n"
			    "sizes = 1 , 2,3 4\n"
			    "[*]\n"
			    "colour = blue\n";
static const char second[] = "names = second\n"
			     "colour = white\n"
			     "taste = sweet\n"
			     "like = first\n"
			     "[9*]\n"
			     "taste = sour\n";

static void put(const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/data", fake.folders[SL_DATA]);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/data/%s", fake.folders[SL_DATA], name);
	file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
}

static void begin(void)
{
	fake_init(&fake, unit_folder());
	memcpy(fake.folders[SL_DATA], fake.folders[SL_CACHE],
	       sizeof(fake.folders[SL_DATA]));
	put("first", first);
	put("second", second);
}

static const struct {
	const char *release, *key, *value;
} values[] = {
	{ "8.4", "colour", "green" },  { "8", "colour", "green" },
	{ "80", "colour", "blue" },    { "", "colour", "blue" },
	{ "8", "taste", "sweet" },     { "9.1", "taste", "sour" },
	{ "8", "sizes", "1 , 2,3 4" },
};

static void values_are_found(void)
{
	struct data data;
	ARGS items = { 0 };

	begin();
	UNIT_INT(data_find(&fake.job, "names", "first9", &data), 1);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		UNIT_STR(data_get(&data, values[i].release, values[i].key),
			 values[i].value);
	CU_ASSERT_PTR_NULL(data_get(&data, "9", "sizes"));
	data_list(&data, "8", "sizes", &items);
	UNIT_INT(items.n, 3);
	UNIT_STR(items.v[1], "2");
	UNIT_STR(items.v[2], "3 4");
	data_fini(&data);
	UNIT_INT(data_find(&fake.job, "names", "third", &data), 0);
	data_fini(&data);
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static const struct {
	const char *text, *says;
} mistakes[] = {
	{ "a = b\nwhat is this\n", "\"[release]\": what is this\n" },
	{ "a = b\n  = c\n", "\"[release]\": = c\n" },
	{ "\n[ ]", "\"[release]\": [ ]\n" },
	{ "[8]\n[9\na = b", "\"[release]\": [9\n" },
};

static void mistakes_are_named(void)
{
	struct data data;

	begin();
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		fake_forget(&fake);
		UNIT_INT(data_parse(&fake.job, "file", mistakes[i].text, &data), -EINVAL);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "file:2: "));
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, mistakes[i].says));
		data_fini(&data);
	}
	fake_forget(&fake);
	put("second", "like = third\nnames = second");
	CU_ASSERT(data_find(&fake.job, "names", "second", &data) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "data/third"));
	data_fini(&data);
	fake_fini(&fake);
}

static void blanks_mean_nothing(void)
{
	struct data data;

	begin();
	UNIT_INT(data_parse(&fake.job, "file", " \t\n  # no\n  [ 8 ] \r\n a = b\r\n",
			    &data),
		 0);
	UNIT_INT(data.n, 1);
	UNIT_STR(data_get(&data, "8", "a"), "b");
	CU_ASSERT_PTR_NULL(data_get(&data, "9", "a"));
	data_fini(&data);
	fake_fini(&fake);
}

static void the_release_follows_the_name(void)
{
	const struct sl_image written = { .distro = "rocky9.1", .version = "9.4" };
	const struct sl_image behind = { .distro = "rhels9.4", .version = "" };
	const struct sl_image neither = { .distro = "fedora" };

	UNIT_STR(data_release(&written), "9.4");
	UNIT_STR(data_release(&behind), "9.4");
	UNIT_STR(data_release(&neither), "");
}

const char unit_suite[] = "plugin data";
const struct unit_case unit_cases[] = {
	{ "what is said of a release goes before what is said of all", values_are_found },
	{ "mistakes are named with file and line", mistakes_are_named },
	{ "blanks around lines and words mean nothing", blanks_mean_nothing },
	{ "the release follows the name where there is no version",
	  the_release_follows_the_name },
	{ NULL, NULL }
};
