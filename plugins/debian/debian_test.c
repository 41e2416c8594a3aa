/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/debian_test.c - what mmdebstrap and apt are asked to do, in which order.
 */
#include "apt.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { TEXT = 8192 };

#define LISTS "var/lib/apt/lists/"

static struct fake fake;

/* ---- an image of three passes ---- */

static const char *const first_env[] = { "A=1", NULL };
static const char *const first_names[] = { "bash", "@web-server", NULL };
static const char *const first_not[] = { "nano", NULL };
static const char *const first_last[] = { "perl", NULL };
static const char *const second_env[] = { "B=2 3", NULL };
static const char *const second_names[] = { "mpi", NULL };
static const char *const second_not[] = { "old", NULL };
static const char *const second_last[] = { "less", NULL };
static const char *const others[] = { "http://others/mpi ./", NULL };
static const char *const third_names[] = { "vim=2:9.0-1", NULL };
static const char *const sources[] = { "http://base/debian", NULL };

static const struct sl_pass first = {
	.size = SL_SIZE_OF(struct sl_pass),
	.env = first_env,
	.install = first_names,
	.remove_before = first_not,
	.remove_after = first_last,
};
static const struct sl_pass second = {
	.size = SL_SIZE_OF(struct sl_pass),
	.env = second_env,
	.install = second_names,
	.remove_before = second_not,
	.remove_after = second_last,
	.repositories = others,
};
static const struct sl_pass third = {
	.size = SL_SIZE_OF(struct sl_pass),
	.install = third_names,
};
static const struct sl_pass *const passes[] = { &first, &second, &third, NULL };

static struct utsname host;

static void put_list(const char *arch)
{
	char path[100];

	snprintf(path, sizeof(path), LISTS "base_debian_main_binary-%s_Packages", arch);
	fake_put(&fake, path, "");
}

/* Of this machine's architecture: another one is a matter of what emulates it. */
static void begin(const struct sl_pass *const *all)
{
	fake_init(&fake, unit_folder());
	fake_set(&fake, "keyring", "/dev/null");
	UNIT_INT(uname(&host), 0);
	fake.image.arch = host.machine;
	fake.image.passes = all;
	fake.image.sources = sources;
	put_list(release_dpkg_arch(host.machine));
}

static void end(void)
{
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

/* Appends the line up to its own end or `stop`. */
static void add(char text[TEXT], const char *line, const char *stop)
{
	const char *end = strstr(line, stop);
	size_t n = strlen(text);

	snprintf(text + n, TEXT - n, "%.*s",
		 (int)(end ? (size_t)(end - line) : strlen(line)), line);
}

/* Each command with the pass's own environment behind it, a line each; mmdebstrap's
 * options are of another suite. */
static void show(char text[TEXT])
{
	char *rest = fake.notes, *line;

	text[0] = '\0';
	while ((line = strsep(&rest, "\n"))) {
		const char *own = strstr(line, " INITRD=No");

		if (strncmp(line, "run mmdebstrap ", 15) == 0) {
			add(text, "mmdebstrap", "\n");
			add(text, strstr(line, " --include="), " bookworm ");
		} else if (strncmp(line, "run apt", 7) == 0) {
			add(text, line + strlen("run "), "\n");
		} else if (own && strncmp(line, "env ", 4) == 0) {
			add(text, " [", "\n");
			add(text, own + strlen(" INITRD=No"), " APT_CONFIG=");
			add(text, " ]\n", "\t");
		}
	}
}

static const char *sources_list(void)
{
	static char text[TEXT];
	char path[300];
	FILE *file;

	snprintf(path, sizeof(path), "%s/sources.list", fake.folders[SL_WORK]);
	file = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return text;
}

static void passes_are_run_in_order(void)
{
	char text[TEXT];

	if (!fake_own_mounts())
		return;
	begin(passes);
	UNIT_INT(sl_plugin_0.genimage->install(&fake.job, NULL), 0);
	show(text);
	UNIT_STR(text, "apt-get update --error-on=any [ ]\n"
		       "apt-get install --simulate --quiet=2 -- bash web-server^ [ ]\n"
		       "mmdebstrap --include=bash --include=web-server^ --include=nano- "
		       "[ A=1 ]\n"
		       "apt-get purge -- perl [ A=1 ]\n"
		       "apt-get update --error-on=any [ ]\n"
		       "apt-get purge -- old [ B=2 3 ]\n"
		       "apt-get install -- mpi [ B=2 3 ]\n"
		       "apt-get purge -- less [ B=2 3 ]\n"
		       "apt-get update --error-on=any [ ]\n"
		       "apt-get install -- vim=2:9.0-1 [ ]\n");
	CU_ASSERT_PTR_NULL(strstr(sources_list(), "others"));
	end();
}

static void a_tree_is_brought_up_to_date(void)
{
	char text[TEXT];

	if (!fake_own_mounts())
		return;
	begin(passes + 2);
	UNIT_INT(sl_plugin_0.genimage->update(&fake.job, NULL), 0);
	show(text);
	UNIT_STR(text, "apt-get update --error-on=any [ ]\n"
		       "apt-get dist-upgrade [ ]\n"
		       "apt-get install -- vim=2:9.0-1 [ ]\n");
	end();
}

static void a_pass_has_its_own_repositories(void)
{
	static const struct sl_pass *const two[] = { &first, &second, NULL };
	char expected[TEXT];
	const char *arch;

	if (!fake_own_mounts())
		return;
	begin(two);
	arch = release_dpkg_arch(host.machine);
	UNIT_INT(sl_plugin_0.genimage->install(&fake.job, NULL), 0);
	snprintf(expected, sizeof(expected),
		 "deb [arch=%s signed-by=/dev/null] http://base/debian bookworm main\n"
		 "deb [arch=%s signed-by=/dev/null] http://others/mpi ./\n",
		 arch, arch);
	UNIT_STR(sources_list(), expected);
	end();
}

static void each_source_may_lack_the_architecture(void)
{
	static const struct {
		const char *list;
		int fails;
	} rows[] = {
		{ "base_dists_bookworm_main_binary-ppc64el_Packages", 0 },
		{ "base_dists_bookworm_main_binary-ppc64el_Packages.lz4", 0 },
		{ "flat_._Packages", 0 },
		{ "base_dists_bookworm_main_binary-ppc64_Packages", 1 },
		{ "base_dists_bookworm_main_binary-amd64_Packages", 1 },
		{ "base_dists_bookworm_InRelease", 1 },
	};
	const struct release release = { .arch = "ppc64el" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct apt apt = { .job = &fake.job };
		char path[512];

		fake_init(&fake, unit_folder());
		fake.image.arch = "ppc64le";
		snprintf(path, sizeof(path), LISTS "%s", rows[i].list);
		fake_put(&fake, path, "");
		UNIT_INT(apt_need_lists(&apt, &release), rows[i].fails ? -ENOENT : 0);
		UNIT_INT(fake.fails, rows[i].fails);
		if (rows[i].fails)
			CU_ASSERT_PTR_NOT_NULL(
				strstr(fake.said, "the sources of packages have none for "
						  "ppc64le (ppc64el)"));
		snprintf(path, sizeof(path), "%s/" LISTS "%s", fake.folders[SL_TREE],
			 rows[i].list);
		unlink(path);
		fake_fini(&fake);
	}
}

const char unit_suite[] = "debian";
const struct unit_case unit_cases[] = {
	{ "passes are run in order, each with its own environment",
	  passes_are_run_in_order },
	{ "a tree is brought up to date before its passes",
	  a_tree_is_brought_up_to_date },
	{ "a pass has its own repositories", a_pass_has_its_own_repositories },
	{ "sources that lack the architecture are told from those that have it",
	  each_source_may_lack_the_architecture },
	{ NULL, NULL }
};
