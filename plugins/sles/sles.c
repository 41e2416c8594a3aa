/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/sles.c - trees of SUSE Linux Enterprise and openSUSE.
 */
#include "medium.h"
#include "tidy.h"
#include "zypper.h"

#include "plugins/lib/dracut.h"
#include "plugins/lib/kernels.h"
#include "plugins/lib/stage.h"

#include <errno.h>

static const struct sl_option options[] = {
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "signatures", "yes", NULL,
	  "check the signatures of packages" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "repository_signatures", "no", NULL,
	  "check the signatures of repositories' metadata too" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "key", NULL, NULL,
	  "file or folder of keys; default: those of the medium" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "weak_dependencies", "no", NULL,
	  "install recommended packages too" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "nodocs", "yes", NULL,
	  "leave out manuals and documentation" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "exclude", NULL, NULL,
	  "packages that are never installed" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "scriptlets", "strict", "strict|lenient",
	  "what a package's script that fails means: an error, or a warning" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "proxy", NULL, NULL,
	  "URL of an HTTP proxy" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct build {
	struct sl_job *job;
	struct release release;
	struct zypper zypper;
	struct stage stage;
};

/* The image's sources, and those of one pass. */
static int set_repositories(struct build *build, const char *const *more)
{
	struct sl_job *job = build->job;
	const struct repos_keys keys = { sl_opt(job, "key"), &build->release.keys };
	struct repos repos = { 0 };
	int rc = repos_add_all(job, sl_image_of(job)->sources, &keys, &repos);

	if (rc == 0)
		rc = repos_add_all(job, more, &keys, &repos);
	if (rc == 0 && repos.n == 0)
		rc = sl_fail(job, EINVAL,
			     "there is no source of packages of %s: set pkgdir to the "
			     "folder or URL of its repositories",
			     build->release.title);
	if (rc == 0 && job->host->opt_int(job, "signatures"))
		rc = repos_need_keys(job, &repos, "sles");
	if (rc == 0)
		rc = zypper_repositories(&build->zypper, &repos);
	repos_fini(&repos);
	return rc;
}

/* Everything before the first package.  build_close() is due in any case. */
static int build_open(struct sl_job *job, struct build *build)
{
	int rc;

	*build = (struct build){ .job = job, .stage = { .cache = { -1, NULL } } };
	rc = release_find(job, sl_image_of(job), &build->release);
	if (rc == 0)
		rc = zypper_open(job, &build->release, &build->zypper);
	if (rc == 0)
		rc = rpmdb_open(job, &build->release.db);
	if (rc == 0)
		rc = stage_open(job, "zypp", ZYPPER_CACHE, &build->stage);
	if (rc == 0) /* whose keys go into the tree's database */
		rc = set_repositories(build, NULL);
	return rc < 0 ? rc : dracut_hold(job);
}

/* What the core wants to know of the finished tree. */
static int report(struct build *build)
{
	struct sl_job *job = build->job;
	int rc = dracut_release(job);

	if (rc == 0)
		rc = tidy_after(job);
	if (rc == 0)
		rc = rpmdb_packages(job, &build->release.db);
	if (rc == 0)
		rc = rpmdb_close(job, &build->release.db);
	if (rc == 0)
		rc = kernels_index(job);
	return rc < 0 ? rc : kernels_report(job);
}

/* rc: how it went so far; a later error does not hide the first. */
static int build_close(struct build *build, int rc)
{
	int closed = stage_close(build->job, &build->stage);

	if (rc == 0)
		rc = closed;
	if (rc == 0)
		rc = report(build);
	zypper_fini(&build->zypper);
	release_fini(&build->release);
	return rc;
}

/* In the first pass of an empty tree there is nothing to remove: -name keeps a package
 * from being installed. */
static int run_pass(struct build *build, const struct sl_pass *pass, int first)
{
	struct zypper *zypper = &build->zypper;
	int rc = 0;

	if (pass->repositories && *pass->repositories)
		rc = set_repositories(build, pass->repositories);
	if (rc == 0 && !first)
		rc = zypper_remove(zypper, pass->remove_before, pass->env);
	if (rc == 0)
		rc = zypper_install(zypper, pass->install,
				    first ? pass->remove_before : NULL, pass->env);
	if (rc == 0)
		rc = zypper_remove(zypper, pass->remove_after, pass->env);
	if (rc == 0 && pass->repositories && *pass->repositories)
		rc = set_repositories(build, NULL);
	return rc;
}

static int run_passes(struct build *build, int empty)
{
	const struct sl_pass *const *passes = sl_image_of(build->job)->passes;
	int rc = 0;

	for (; rc == 0 && passes && *passes; passes++) {
		if (build->job->host->cancelled(build->job))
			return sl_fail(build->job, ECANCELED, "interrupted");
		rc = run_pass(build, *passes, empty);
		empty = 0;
	}
	return rc;
}

static int install(struct sl_job *job, void *self)
{
	struct build build;
	int rc = build_open(job, &build);

	(void)self;
	if (rc == 0) {
		sl_log(job, SL_INFO, "installing %s %s (%s)", build.release.title,
		       build.release.version, build.release.arch);
		rc = run_passes(&build, 1);
	}
	return build_close(&build, rc);
}

static int update(struct sl_job *job, void *self)
{
	struct build build;
	int rc = build_open(job, &build);

	(void)self;
	if (rc == 0)
		rc = zypper_upgrade(&build.zypper);
	if (rc == 0)
		rc = run_passes(&build, 0);
	return build_close(&build, rc);
}

/* Of the files in data: see CMakeLists.txt. */
static const char *const names[] = { SLES_NAMES, NULL };

static const struct sl_genimage genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = names,
	.network = "wicked|NetworkManager|networkd",
	.medium = medium_recognise,
	.install = install,
	.update = update,
	.configure = configure_tree,
	.initrd = dracut_build,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "sles",
	.version = "0.1.0",
	.summary = "SUSE Linux Enterprise, Leap, MicroOS and Tumbleweed, by zypper",
	.opts = options,
	.genimage = &genimage,
};
