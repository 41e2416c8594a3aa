/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmtree.c - trees of RPM packages, by whichever package manager.
 */
#include "rpmtree.h"
#include "dracut.h"
#include "emulator.h"
#include "fit.h"
#include "kernels.h"
#include "stage.h"
#include "tree.h"

#include <errno.h>

struct build {
	struct sl_job *job;
	const struct rpmtree *kind;
	const struct release *release;
	void *self; /* the package manager's */
};

/* The image's sources, and those of one pass. */
static int set_repositories(const struct build *build, const char *const *more)
{
	struct sl_job *job = build->job;
	const struct repos_keys keys = { sl_opt(job, "key"), &build->release->keys };
	struct repos repos = { 0 };
	int rc = repos_add_all(job, sl_image_of(job)->sources, &keys, &repos);

	if (rc == 0)
		rc = repos_add_all(job, more, &keys, &repos);
	if (rc == 0 && repos.n == 0)
		rc = sl_fail(job, EINVAL,
			     "there is no source of packages of %s: set pkgdir to the "
			     "folder or URL of its repositories",
			     build->release->title);
	if (rc == 0 && job->host->opt_int(job, "signatures"))
		rc = repos_need_keys(job, &repos, build->kind->plugin);
	if (rc == 0)
		rc = build->kind->repositories(build->self, &repos);
	repos_fini(&repos);
	return rc;
}

/* ---- passes ---- */

/* In the first pass of an empty tree there is nothing to remove: -name keeps a package
 * from being installed. */
static int run_pass(const struct build *build, const struct sl_pass *pass, int first)
{
	const struct rpmtree *kind = build->kind;
	const int own = pass->repositories && *pass->repositories;
	int rc = own ? set_repositories(build, pass->repositories) : 0;

	if (rc == 0 && !first)
		rc = kind->remove(build->self, pass->remove_before, pass->env);
	if (rc == 0)
		rc = kind->install(build->self, pass->install,
				   first ? pass->remove_before : NULL, pass->env);
	if (rc == 0)
		rc = kind->remove(build->self, pass->remove_after, pass->env);
	return rc < 0 || !own ? rc : set_repositories(build, NULL);
}

int rpmtree_passes(struct sl_job *job, const struct rpmtree *kind,
		   const struct release *release, void *self, int empty)
{
	const struct build build = { job, kind, release, self };
	const struct sl_pass *const *passes = sl_image_of(job)->passes;
	int rc = kind->prepare ? kind->prepare(self) : 0;

	for (; rc == 0 && passes && *passes; passes++) {
		if (job->host->cancelled(job))
			return sl_fail(job, ECANCELED, "interrupted");
		rc = run_pass(&build, *passes, empty);
		empty = 0;
	}
	return rc;
}

/* ---- a whole build ---- */

struct open_build {
	struct build build;
	struct release release;
	struct stage stage;
};

/* Everything before the first package.  build_close() is due in any case. */
static int build_open(struct sl_job *job, const struct rpmtree *kind, void *self,
		      struct open_build *open)
{
	int rc;

	*open = (struct open_build){ .build = { job, kind, &open->release, self },
				     .stage = { .cache = { -1, NULL } } };
	rc = release_find(job, sl_image_of(job), &open->release);
	if (rc == 0) /* for the packages' scripts */
		rc = emulator_check(job, open->release.arch);
	if (rc == 0)
		rc = kind->open(job, &open->release, self);
	if (rc == 0)
		rc = rpmdb_open(job, &open->release.db);
	if (rc == 0)
		rc = stage_open(job, kind->cache, kind->cache_place, &open->stage);
	if (rc == 0) /* whose keys may go into the tree's database */
		rc = set_repositories(&open->build, NULL);
	return rc < 0 ? rc : dracut_hold(job);
}

/* After the last package.  Nothing is mounted in the tree any more. */
static int finish(const struct build *build)
{
	struct sl_job *job = build->job;
	int rc = dracut_release(job);

	if (rc == 0)
		rc = rpmtree_tidy(job, build->kind);
	return rc < 0 ? rc : rpmdb_close(job, &build->release->db);
}

/* rc: how it went so far; a later error does not hide the first. */
static int build_close(struct open_build *open, int rc)
{
	int closed = stage_close(open->build.job, &open->stage);

	if (rc == 0)
		rc = closed;
	if (rc == 0)
		rc = finish(&open->build);
	open->build.kind->fini(open->build.self);
	release_fini(&open->release);
	return rc;
}

int rpmtree_install(struct sl_job *job, const struct rpmtree *kind, void *self)
{
	struct open_build open;
	int rc = build_open(job, kind, self, &open);

	if (rc == 0) {
		sl_log(job, SL_INFO, "installing %s %s (%s)", open.release.title,
		       open.release.version, open.release.arch);
		rc = rpmtree_passes(job, kind, &open.release, self, 1);
		/* the package manager only says that it does not find a package */
		if (rc < 0 && open.release.foreign)
			sl_log(job, SL_WARNING,
			       "the image is for %s: its repositories must have packages "
			       "of it",
			       open.release.arch);
	}
	return build_close(&open, rc);
}

int rpmtree_update(struct sl_job *job, const struct rpmtree *kind, void *self)
{
	struct open_build open;
	int rc = build_open(job, kind, self, &open);

	if (rc == 0)
		rc = kind->upgrade(self);
	if (rc == 0)
		rc = rpmtree_passes(job, kind, &open.release, self, 0);
	return build_close(&open, rc);
}

/* ---- the finished tree ---- */

int rpmtree_tidy(struct sl_job *job, const struct rpmtree *kind)
{
	int rc = tree_empty(job, "dev", NULL, 1);

	for (const struct rpmtree_leftover *left = kind->leftovers;
	     rc == 0 && left->folder; left++)
		rc = tree_remove_matching(job, left->folder, left->pattern);
	/* SUSE's flags for the initrd that nobody builds */
	return rc < 0 ? rc : tree_empty(job, "run/regenerate-initrd", NULL, 1);
}

/* The units that need keys, where the distribution's own do not make them. */
static const char *const *key_units(struct sl_job *job, const struct rpmtree *kind)
{
	for (const char *const *maker = kind->key_makers; *maker; maker++)
		if (tree_has(job, *maker))
			return NULL;
	return kind->key_units;
}

/* Here and not in a build: a user's command may have changed packages and kernels. */
static int report(struct sl_job *job)
{
	struct release release;
	int rc = release_find(job, sl_image_of(job), &release);

	if (rc == 0)
		rc = rpmdb_packages(job, &release.db);
	if (rc == 0)
		rc = kernels_index(job);
	if (rc == 0)
		rc = kernels_report(job);
	release_fini(&release);
	return rc;
}

int rpmtree_configure(struct sl_job *job, const struct rpmtree *kind)
{
	int rc = fit_identity(job);

	if (rc == 0)
		rc = fit_resolver(job);
	if (rc == 0)
		rc = fit_host_keys(job, key_units(job, kind));
	if (rc == 0)
		rc = fit_network(job);
	return rc < 0 ? rc : report(job);
}
