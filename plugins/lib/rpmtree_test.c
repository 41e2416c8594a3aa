/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmtree_test.c - what a package manager is asked to do, in which order.
 */
#include "fakehost.h"
#include "rpmtree.h"
#include "stage.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fake fake;

/* A package manager that notes what it is asked, and leaves what real ones leave. */
struct tool {
	char asked[1024];
	const char *fails; /* the word with which its note begins; or NULL */
};

static struct tool tool;

static int asked(struct tool *self, const char *verb, const char *const *words)
{
	size_t n = strlen(self->asked);

	n += (size_t)snprintf(self->asked + n, sizeof(self->asked) - n, "%s", verb);
	for (; words && *words; words++)
		n += (size_t)snprintf(self->asked + n, sizeof(self->asked) - n, " %s",
				      *words);
	snprintf(self->asked + n, sizeof(self->asked) - n, "; ");
	return self->fails && strcmp(self->fails, verb) == 0
		       ? sl_fail(&fake.job, EIO, "%s failed", verb)
		       : 0;
}

static int tool_open(struct sl_job *job, const struct release *release, void *self)
{
	(void)job;
	(void)release;
	return asked(self, "open", NULL);
}

static void tool_fini(void *self)
{
	asked(self, "fini", NULL);
}

static int tool_repositories(void *self, const struct repos *repos)
{
	const char *names[8] = { NULL };

	for (size_t i = 0; i < repos->n; i++)
		names[i] = strrchr(repos->v[i].url, '/') + 1;
	return asked(self, "from", names);
}

static int tool_prepare(void *self)
{
	return asked(self, "prepare", NULL);
}

static int tool_install(void *self, const char *const *names, const char *const *never,
			const char *const *env)
{
	(void)env;
	if (never && *never)
		asked(self, "never", never);
	fake_put(&fake, "usr/bin/bash", "");
	fake_put(&fake, "lib/modules/5/modules.dep", "");
	fake_put(&fake, "boot/vmlinuz-5", "");
	fake_put(&fake, "boot/initramfs-5.img", "");
	fake_put(&fake, "var/log/tool.log", "");
	return asked(self, "install", names);
}

static int tool_remove(void *self, const char *const *names, const char *const *env)
{
	(void)env;
	return asked(self, "remove", names);
}

static int tool_upgrade(void *self)
{
	return asked(self, "upgrade", NULL);
}

static const struct rpmtree_leftover leftovers[] = {
	{ "var/log", "tool*.log" },
	{ NULL, NULL },
};
static const char *const key_units[] = { "sshd.service", NULL };
static const char *const key_makers[] = { "usr/sbin/make-keys", NULL };

static const struct rpmtree kind = {
	.plugin = "fake",
	.cache = "tool",
	.cache_place = STAGE_CACHE,
	.leftovers = leftovers,
	.key_units = key_units,
	.key_makers = key_makers,
	.open = tool_open,
	.fini = tool_fini,
	.repositories = tool_repositories,
	.prepare = tool_prepare,
	.install = tool_install,
	.remove = tool_remove,
	.upgrade = tool_upgrade,
};

/* ---- an image of two passes ---- */

static const char *const first_names[] = { "bash", NULL };
static const char *const first_not[] = { "nano", NULL };
static const char *const second_names[] = { "more", NULL };
static const char *const second_not[] = { "old", NULL };
static const char *const second_last[] = { "less", NULL };
static char base[300], others[300];
static const char *sources[] = { base, NULL };
static const char *const repositories[] = { others, NULL };

static const struct sl_pass first = {
	.size = SL_SIZE_OF(struct sl_pass),
	.install = first_names,
	.remove_before = first_not,
};
static const struct sl_pass second = {
	.size = SL_SIZE_OF(struct sl_pass),
	.install = second_names,
	.remove_before = second_not,
	.remove_after = second_last,
	.repositories = repositories,
};
static const struct sl_pass *const passes[] = { &first, &second, NULL };

static void put_data(const char *text)
{
	char path[400];
	FILE *file;

	snprintf(path, sizeof(path), "%s/data", fake.folders[SL_DATA]);
	mkdir(path, 0755);
	strcat(path, "/testos");
	file = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs(text, file);
	fclose(file);
}

static void begin(void)
{
	fake_init(&fake, unit_folder());
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%.240s/..",
		 fake.folders[SL_CACHE]);
	put_data("names = testos\ntitle = Test OS\nrpmdb = var/lib/rpm\n"
		 "backend = sqlite\n");
	fake.image.distro = "testos";
	fake.image.passes = passes;
	fake.image.sources = sources;
	fake_set(&fake, "signatures", "no");
	fake_put(&fake, "media/base/repodata/repomd.xml", "");
	fake_put(&fake, "media/others/repodata/repomd.xml", "");
	snprintf(base, sizeof(base), "%s/media/base", fake.folders[SL_TREE]);
	snprintf(others, sizeof(others), "%s/media/others", fake.folders[SL_TREE]);
	tool = (struct tool){ 0 };
}

/* ---- cases ---- */

static const struct {
	int empty;
	const char *fails, *asked;
} rows[] = {
	{ 1, NULL,
	  "prepare; never nano; install bash; remove; from base others; remove old; "
	  "install more; remove less; from base; " },
	{ 0, NULL,
	  "prepare; remove nano; install bash; remove; from base others; remove old; "
	  "install more; remove less; from base; " },
	{ 1, "prepare", "prepare; " },
	{ 1, "install", "prepare; never nano; install bash; " },
	{ 0, "remove", "prepare; remove nano; " },
};

static void passes_are_run_in_order(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct release release = { .title = "Test OS" };
		int rc;

		begin();
		tool.fails = rows[i].fails;
		rc = rpmtree_passes(&fake.job, &kind, &release, &tool, rows[i].empty);
		UNIT_INT(rc, rows[i].fails ? -EIO : 0);
		UNIT_INT(fake.fails, rows[i].fails != NULL);
		UNIT_STR(tool.asked, rows[i].asked);
		fake_fini(&fake);
	}
}

static void an_interrupt_ends_them(void)
{
	const struct release release = { .title = "Test OS" };

	begin();
	fake.stopped = 1;
	UNIT_INT(rpmtree_passes(&fake.job, &kind, &release, &tool, 1), -ECANCELED);
	UNIT_STR(tool.asked, "prepare; ");
	UNIT_STR(fake.said, "interrupted\n");
	fake_fini(&fake);
}

static void an_unknown_distribution_is_refused(void)
{
	begin();
	fake.image.distro = "gentoo";
	CU_ASSERT(rpmtree_install(&fake.job, &kind, &tool) < 0);
	UNIT_INT(fake.fails, 1);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(fake.said, "nothing is known of distro \"gentoo\""));
	UNIT_STR(tool.asked, "fini; ");
	CU_ASSERT(!fake_has(&fake, STAGE_PLACE));
	fake_fini(&fake);
}

static void is_finished(void)
{
	static const char *const gone[] = { STAGE_PLACE, "boot/initramfs-5.img",
					    "var/log/tool.log", "dev/null",
					    "etc/kernel/install.d/50-dracut.install" };

	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		CU_ASSERT(!fake_has(&fake, gone[i]));
	CU_ASSERT(fake_has(&fake, "usr/bin/bash"));
	UNIT_STR(fake.said, "");
}

static void a_tree_is_built_and_updated(void)
{
	if (!fake_own_mounts())
		return;
	begin();
	UNIT_INT(rpmtree_install(&fake.job, &kind, &tool), 0);
	UNIT_STR(tool.asked, "open; from base; prepare; never nano; install bash; "
			     "remove; from base others; remove old; install more; "
			     "remove less; from base; fini; ");
	is_finished();
	tool = (struct tool){ 0 };
	UNIT_INT(rpmtree_update(&fake.job, &kind, &tool), 0);
	UNIT_STR(tool.asked, "open; from base; upgrade; prepare; remove nano; install "
			     "bash; remove; from base others; remove old; install more; "
			     "remove less; from base; fini; ");
	is_finished();
	fake_fini(&fake);
}

static void a_failure_leaves_nothing_mounted(void)
{
	if (!fake_own_mounts())
		return;
	begin();
	tool.fails = "install";
	UNIT_INT(rpmtree_install(&fake.job, &kind, &tool), -EIO);
	UNIT_STR(fake.said, "install failed\n");
	CU_ASSERT(!fake_has(&fake, STAGE_PLACE));
	CU_ASSERT(!fake_has(&fake, "dev/null"));
	fake_fini(&fake);
	begin();
	sources[0] = NULL;
	UNIT_INT(rpmtree_install(&fake.job, &kind, &tool), -EINVAL);
	sources[0] = base;
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.said, "no source of packages of Test OS"));
	CU_ASSERT(!fake_has(&fake, STAGE_PLACE));
	fake_fini(&fake);
}

static void keys_are_made_by_one(void)
{
	static const char unit[] = "etc/systemd/system/stateless-hostkeys.service";

	begin();
	fake_put(&fake, "usr/sbin/sshd", "");
	fake_put(&fake, "usr/sbin/make-keys", "");
	UNIT_INT(rpmtree_configure(&fake.job, &kind), 0);
	CU_ASSERT(!fake_has(&fake, unit));
	unlinkat(fake.tree, "usr/sbin/make-keys", 0);
	UNIT_INT(rpmtree_configure(&fake.job, &kind), 0);
	CU_ASSERT(fake_has(&fake, unit));
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

/* configure() runs after a build and after a user's command. */
static void what_there_is_is_told_by_configure(void)
{
	begin();
	fake_put(&fake, "lib/modules/5/modules.dep", "");
	fake_put(&fake, "boot/vmlinuz-5", "");
	fake.lines = "bash 5.1-9 x86_64\n";
	UNIT_INT(rpmtree_configure(&fake.job, &kind), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "kernel 5 boot/vmlinuz-5\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.notes, "package bash 5.1-9 x86_64\n"));
	UNIT_STR(fake.said, "");
	fake_fini(&fake);
}

const char unit_suite[] = "plugin rpmtree";
const struct unit_case unit_cases[] = {
	{ "passes are run in order, up to the first failure", passes_are_run_in_order },
	{ "an interrupt ends them", an_interrupt_ends_them },
	{ "an unknown distribution is refused before anything is mounted",
	  an_unknown_distribution_is_refused },
	{ "a tree is built and updated", a_tree_is_built_and_updated },
	{ "a failure leaves nothing mounted", a_failure_leaves_nothing_mounted },
	{ "packages and kernels are told by configure alone",
	  what_there_is_is_told_by_configure },
	{ "host keys are made by the distribution or by us", keys_are_made_by_one },
	{ NULL, NULL }
};
