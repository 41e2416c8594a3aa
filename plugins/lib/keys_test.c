/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/keys_test.c - files of keys that packages are checked with.
 */
#include "fakehost.h"
#include "keys.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake fake;
static char top[300];

/* A medium with keys at its top, and of one repository beside its metadata. */
static void begin(void)
{
	static const char *const files[] = { "RPM-GPG-KEY-above",
					     "dvd/RPM-GPG-KEY-b",
					     "dvd/RPM-GPG-KEY-a",
					     "dvd/gpg-pubkey-1.asc",
					     "dvd/keys/KEY",
					     "dvd/os/file",
					     "dvd/own/repodata/repomd.xml.key",
					     "none/os/file" };

	fake_init(&fake, unit_folder());
	snprintf(top, sizeof(top), "%s/dvd", fake.folders[SL_TREE]);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		fake_put(&fake, files[i], "");
}

/* What is found, a blank behind each, paths without the tree's. */
static char *found_for(const char *folder, const char *above,
		       const struct repos_keys *keys)
{
	ARGS files = { 0 }, shown = { 0 };
	char *whole = folder ? args_printf("%s/%s", fake.folders[SL_TREE], folder) : NULL;
	size_t n = strlen(fake.folders[SL_TREE]) + 1;

	UNIT_INT(keys_find(&fake.job, whole, above, keys, &files), 0);
	for (size_t i = 0; i < files.n; i++)
		args_add(&shown, strncmp(files.v[i], fake.folders[SL_TREE], n - 1) == 0
					 ? files.v[i] + n
					 : files.v[i]);
	free(whole);
	return args_text(&shown, " ", "");
}

static const struct {
	const char *folder, *names, *found; /* folder NULL: a URL */
} rows[] = {
	{ "dvd", "", "dvd/RPM-GPG-KEY-a dvd/RPM-GPG-KEY-b" },
	{ "dvd/os", "", "dvd/RPM-GPG-KEY-a dvd/RPM-GPG-KEY-b" },
	{ "dvd/own", "", "dvd/own/repodata/repomd.xml.key" },
	{ "dvd/os", "RPM-GPG-KEY-b", "dvd/RPM-GPG-KEY-b" },
	{ "dvd/os", "gpg-pubkey-*.asc RPM-GPG-KEY-a",
	  "dvd/gpg-pubkey-1.asc dvd/RPM-GPG-KEY-a" },
	{ "dvd/os", "keys/KEY", "dvd/keys/KEY" },
	{ "dvd/os", "RPM-GPG-KEY-none /dev/null", "dvd/RPM-GPG-KEY-a dvd/RPM-GPG-KEY-b" },
	{ NULL, "RPM-GPG-KEY-a", "" },
	{ NULL, "RPM-GPG-KEY-a /no/such/key /dev/null /dev/zero", "/dev/null" },
};

static void the_nearest_are_found(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ARGS names = { 0 };
		const struct repos_keys keys = { NULL, &names };
		char *found;

		begin();
		args_split(&names, rows[i].names, " ");
		found = found_for(rows[i].folder, top, &keys);
		UNIT_STR(found, rows[i].found);
		UNIT_STR(fake.said, "");
		free(found);
		fake_fini(&fake);
	}
}

static void those_above_the_medium_do_not_count(void)
{
	const struct repos_keys any = { 0 };
	char *found;

	begin();
	snprintf(top, sizeof(top), "%s/none", fake.folders[SL_TREE]);
	found = found_for("none/os", top, &any);
	UNIT_STR(found, "");
	UNIT_STR(fake.said, "");
	free(found);
	fake_fini(&fake);
}

static void chosen_ones_go_before_all(void)
{
	ARGS names = { 0 };
	char file[320], folder[320], *found;
	struct repos_keys keys = { file, &names };

	begin();
	args_add(&names, "RPM-GPG-KEY-a");
	snprintf(file, sizeof(file), "%s/gpg-pubkey-1.asc", top);
	found = found_for("dvd/own", top, &keys);
	UNIT_STR(found, "dvd/gpg-pubkey-1.asc");
	free(found);
	snprintf(folder, sizeof(folder), "%s/keys", top);
	keys.chosen = folder;
	found = found_for(NULL, NULL, &keys);
	UNIT_STR(found, "dvd/keys/KEY");
	free(found);
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

static void chosen_ones_must_be_there(void)
{
	ARGS files = { 0 };
	char folder[320];
	const struct repos_keys none = { "/no/such/key", NULL };
	const struct repos_keys empty = { folder, NULL };

	begin();
	UNIT_INT(keys_find(&fake.job, NULL, NULL, &none, &files), -ENOENT);
	UNIT_STR(fake.said,
		 "cannot read the key /no/such/key: No such file or directory\n");
	fake_forget(&fake);
	snprintf(folder, sizeof(folder), "%s/own", top); /* has folders only */
	UNIT_INT(keys_find(&fake.job, NULL, NULL, &empty, &files), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "/dvd/own has no file"));
	UNIT_INT(files.n, 0);
	fake_fini(&fake);
}

const char unit_suite[] = "plugin keys";
const struct unit_case unit_cases[] = {
	{ "the nearest are found, those of known names first", the_nearest_are_found },
	{ "those above the medium do not count", those_above_the_medium_do_not_count },
	{ "chosen ones go before all others", chosen_ones_go_before_all },
	{ "chosen ones must be there", chosen_ones_must_be_there },
	{ NULL, NULL }
};
