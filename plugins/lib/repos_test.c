/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/repos_test.c - repositories of folders and URLs, and their keys.
 */
#include "fakehost.h"
#include "repos.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fake fake;
static char top[300];

/* A medium as Red Hat's: one key at its top, repositories below. */
static void begin(void)
{
	fake_init(&fake, unit_folder());
	snprintf(top, sizeof(top), "%s/dvd", fake.folders[SL_TREE]);
	fake_put(&fake, "dvd/BaseOS/repodata/repomd.xml", "");
	fake_put(&fake, "dvd/AppStream/repodata/repomd.xml", "");
	fake_put(&fake, "dvd/AppStream/Packages/repodata/repomd.xml", "");
	fake_put(&fake, "dvd/RPM-GPG-KEY-beta", "");
	fake_put(&fake, "dvd/RPM-GPG-KEY-release", "");
	fake_put(&fake, "dvd/own/repodata/repomd.xml", "");
	fake_put(&fake, "dvd/own/repodata/repomd.xml.key", "");
	fake_put(&fake, "bare/repodata/repomd.xml", "");
	fake_put(&fake, "empty/file", "");
}

static const char *ending(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m ? text + n - m : text;
}

static void folders_are_searched(void)
{
	const struct repos_keys any = { 0 };
	struct repos repos = { 0 };

	begin();
	UNIT_INT(repos_add(&fake.job, top, &any, &repos), 0);
	UNIT_INT(repos_add(&fake.job, top, &any, &repos), 0); /* nothing is new */
	UNIT_INT(repos.n, 3);
	UNIT_STR(ending(repos.v[0].url, "/dvd/AppStream"), "/dvd/AppStream");
	UNIT_STR(ending(repos.v[1].url, "/dvd/BaseOS"), "/dvd/BaseOS");
	UNIT_STR(ending(repos.v[1].id, "-dvd-BaseOS"), "-dvd-BaseOS");
	UNIT_INT(repos.v[1].keys.n, 2);
	UNIT_INT(repos.v[2].keys.n, 1);
	UNIT_STR(ending(repos.v[2].keys.v[0], "/repomd.xml.key"), "/repomd.xml.key");
	UNIT_INT(repos_need_keys(&fake.job, &repos, "rhel"), 0);
	UNIT_STR(fake.said, "");
	repos_fini(&repos);
	fake_fini(&fake);
}

static void keys_are_chosen(void)
{
	ARGS names = { 0 };
	struct repos_keys named = { NULL, &names }, chosen = { top, NULL };
	struct repos repos = { 0 };

	begin();
	args_split(&names, "RPM-GPG-KEY-release RPM-GPG-KEY-other /no/such/file", " ");
	UNIT_INT(repos_add(&fake.job, top, &named, &repos), 0);
	UNIT_INT(repos.v[1].keys.n, 1);
	UNIT_STR(ending(repos.v[1].keys.v[0], "-release"), "-release");
	UNIT_INT(repos_add(&fake.job, "https://example.org/$releasever/os", &chosen,
			   &repos),
		 0);
	UNIT_STR(repos.v[3].url, "https://example.org/$releasever/os");
	UNIT_STR(repos.v[3].id, "example.org--releasever-os");
	UNIT_INT(repos.v[3].keys.n, 2);
	repos_fini(&repos);
	fake_fini(&fake);
}

static void a_missing_key_is_named(void)
{
	const struct repos_keys any = { 0 };
	struct repos repos = { 0 };

	begin();
	UNIT_INT(repos_add(&fake.job, "https://example.org/os", &any, &repos), 0);
	UNIT_INT(repos_need_keys(&fake.job, &repos, "rhel"), -ENOKEY);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(fake.said, "packages of https://example.org/os with"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "key in rhel { }"));
	repos_fini(&repos);
	fake_fini(&fake);
}

static const struct {
	const char *source, *says;
} wrong[] = {
	{ "relative", "\"relative\" is no source of packages" },
	{ "http://example.org/a b", "is no source" },
	{ "http://example.org/\n[other]", "a control character" },
	{ "/no/such/folder", "cannot read the folder /no/such/folder" },
	{ "/usr/include/arpa", "has no repository" },
};

static void wrong_sources_are_refused(void)
{
	const struct repos_keys any = { 0 };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct repos repos = { 0 };

		begin();
		CU_ASSERT(repos_add(&fake.job, wrong[i].source, &any, &repos) < 0);
		UNIT_INT(fake.fails, 1);
		CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, wrong[i].says));
		repos_fini(&repos);
		fake_fini(&fake);
	}
}

static const struct {
	const char *source, *id;
} ids[] = {
	{ "http://a", "a" },
	{ "ftp://a-3/", "a-3-" },
	{ "https://a/", "a-" },
	{ "ftp://a-2", "a-2" },
	{ "ftp://a", "a-3" },
	{ "http://main", "main-2" }, /* [main] is the package manager's own */
	{ "http://", "root" },
	{ "http://A_b.c/$d[e]", "A_b.c--d-e-" },
};

static void sections_are_different(void)
{
	const struct repos_keys any = { 0 };
	struct repos repos = { 0 };

	begin();
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		UNIT_INT(repos_add(&fake.job, ids[i].source, &any, &repos), 0);
		CU_ASSERT_EQUAL_FATAL(repos.n, i + 1);
		UNIT_STR(repos.v[i].id, ids[i].id);
	}
	repos_fini(&repos);
	fake_fini(&fake);
}

static void paths_are_urls(void)
{
	char *url = repos_file_url("/a folder/$x,y%z/b-1.0");

	UNIT_STR(url, "file:///a%20folder/%24x%2Cy%25z/b-1.0");
	free(url);
}

const char unit_suite[] = "plugin repos";
const struct unit_case unit_cases[] = {
	{ "folders are searched, each repository comes once", folders_are_searched },
	{ "keys are those chosen, named, or found", keys_are_chosen },
	{ "a missing key is named with what to do", a_missing_key_is_named },
	{ "wrong sources are refused", wrong_sources_are_refused },
	{ "each has a section of its own, whatever its URL", sections_are_different },
	{ "paths become URLs", paths_are_urls },
	{ NULL, NULL }
};
