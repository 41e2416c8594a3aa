/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/zypper_test.c - what zypper is told, and what its exit statuses mean.
 */
#include "zypper.h"

#include "plugins/lib/fakehost.h"
#include "plugins/lib/work.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct fake fake;
static struct release release;
static struct zypper zypper;

static void begin(const char *distro, const char *version)
{
	char path[400];

	fake_init(&fake, unit_folder());
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%s/plugins/sles",
		 getenv("SOURCE_DIR"));
	snprintf(path, sizeof(path), "%s/stage", fake.folders[SL_WORK]);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/stage/state", fake.folders[SL_WORK]);
	mkdir(path, 0755);
	fake.image.distro = distro;
	fake.image.version = version;
	UNIT_INT(release_find(&fake.job, &fake.image, &release), 0);
	UNIT_INT(zypper_open(&fake.job, &release, &zypper), 0);
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	zypper_fini(&zypper);
	release_fini(&release);
	fake_fini(&fake);
}

static void has(const char *file, const char *wanted)
{
	char *path = args_printf("%s/%s", fake.folders[SL_WORK], file);
	char *text = work_read(path, 1 << 16);

	if (!text || !strstr(text, wanted))
		fprintf(stderr, "\n  %s lacks %s\n", file, wanted);
	CU_ASSERT(text && strstr(text, wanted));
	free(text);
	free(path);
}

static const struct {
	const char *distro, *version;
	const char *title, *path, *backend, *upgrade;
} releases[] = {
	{ "sles", "15.6", "SUSE Linux Enterprise Server", "usr/lib/sysimage/rpm", "ndb",
	  "update" },
	{ "sles15.2", "", "SUSE Linux Enterprise Server", "usr/lib/sysimage/rpm", "bdb",
	  "update" },
	{ "sles", "16.0", "SUSE Linux Enterprise Server", "usr/lib/sysimage/rpm", "ndb",
	  "update" },
	{ "leap", "15.6", "openSUSE Leap", "usr/lib/sysimage/rpm", "ndb", "update" },
	{ "microos", "", "MicroOS", "usr/lib/sysimage/rpm", "ndb", "dup" },
	{ "tumbleweed", NULL, "openSUSE Tumbleweed", "usr/lib/sysimage/rpm", "ndb",
	  "dup" },
};

static void releases_are_found(void)
{
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		begin(releases[i].distro, releases[i].version);
		UNIT_STR(release.title, releases[i].title);
		UNIT_STR(release.db.path, releases[i].path);
		UNIT_STR(release.db.backend, releases[i].backend);
		UNIT_STR(data_get(&release.data, release.version, "upgrade"),
			 releases[i].upgrade);
		end();
	}
}

static void it_is_told_by_files(void)
{
	static char id[] = "one", url[] = "file:///one";
	struct repo repo = { .id = id, .url = url };
	const struct repos repos = { &repo, 1 };

	begin("sles", "15.6");
	has("zypp.conf", "rpm.install.excludedocs = yes");
	has("zypp.conf", "solver.onlyRequires = true");
	has("home/.rpmmacros", "%_dbpath /usr/lib/sysimage/rpm");
	args_add(&repo.keys, "/a key");
	UNIT_INT(zypper_repositories(&zypper, &repos), 0);
	UNIT_INT(zypper_repositories(&zypper, &repos), 0);
	has("repos.d/image.repo", "[one]\nname=one\nbaseurl=file:///one\n");
	has("repos.d/image.repo", "pkg_gpgcheck=1\nrepo_gpgcheck=0\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " --import /a key\n"));
	CU_ASSERT_PTR_NULL(
		strstr(strstr(fake.notes, "--import") + 1, "--import")); /* once */
	fake.notes[0] = '\0';
	fake_set(&fake, "signatures", "no");
	UNIT_INT(zypper_repositories(&zypper, &repos), 0);
	has("repos.d/image.repo", "[one+unchecked]\nname=one\nbaseurl=file:///one\n");
	has("repos.d/image.repo", "gpgcheck=0\npkg_gpgcheck=0\n");
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "--import"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " --no-gpg-checks refresh\n"));
	args_fini(&repo.keys);
	end();
}

static void names_are_words(void)
{
	static const char *const names[] = { "bash", "@base", "pattern:x-y",
					     "product:SLES", NULL };
	static const char *const never[] = { "perl", NULL };
	static const char *const none[] = { NULL };
	static const char *const env[] = { "A=b c", NULL };

	begin("sles", "15.6");
	UNIT_INT(zypper_install(&zypper, none, NULL, NULL), 0);
	UNIT_INT(zypper_remove(&zypper, NULL, NULL), 0);
	UNIT_STR(fake.notes, "");
	UNIT_INT(zypper_install(&zypper, names, never, NULL), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes,
				      " --releasever=15.6 install "
				      "--auto-agree-with-licenses "
				      "--no-recommends -- bash pattern() = base "
				      "pattern() = x%2Dy product() = SLES\n"));
	has("stage/state/locks", "solvable_name: perl\n");
	UNIT_INT(zypper_install(&zypper, names, NULL, NULL), 0);
	has("stage/state/locks", "");
	CU_ASSERT_PTR_NULL(strstr(fake.notes, "A=b c"));
	UNIT_INT(zypper_install(&zypper, names, NULL, env), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " A=b c "));
	fake_forget(&fake);
	UNIT_INT(zypper_remove(&zypper, names, env), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " remove -- bash pattern() = base "));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " A=b c "));
	UNIT_INT(zypper_upgrade(&zypper), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, " update --auto-agree"));
	end();
}

static void statuses_are_told_apart(void)
{
	static const int fine[] = { 0, 100, 101, 102, 103, 107 };
	static const int wrong[] = { 1, 4, 5, 6, 7, 8, 104, 105, 106, 99 };

	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		CU_ASSERT_PTR_NULL(zypper_meaning(fine[i]));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CU_ASSERT_PTR_NOT_NULL(zypper_meaning(wrong[i]));
	CU_ASSERT_PTR_NOT_NULL(strstr(zypper_meaning(104), "does not exist"));
	CU_ASSERT_PTR_NOT_NULL(strstr(zypper_meaning(106), "repository"));
}

const char unit_suite[] = "sles zypper";
const struct unit_case unit_cases[] = {
	{ "releases are found as users write them", releases_are_found },
	{ "it is told by files what options say", it_is_told_by_files },
	{ "names are words, patterns are told", names_are_words },
	{ "exit statuses are told apart", statuses_are_told_apart },
	{ NULL, NULL }
};
