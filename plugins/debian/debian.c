/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/debian.c - trees of Debian and Ubuntu, out of their own packages.
 */
#include "apt.h"
#include "configure.h"
#include "initrd.h"
#include "medium.h"
#include "mmdebstrap.h"
#include "source.h"
#include "tidy.h"

#include "plugins/lib/cache.h"
#include "plugins/lib/emulator.h"
#include "plugins/lib/tree.h"

#include <errno.h>

static const struct sl_option options[] = {
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "mirror", NULL, NULL,
	  "archive of packages, for images without pkgdir" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "security_mirror", NULL, NULL,
	  "archive of security updates, for images without pkgdir" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "components", NULL, NULL,
	  "parts of the archive; default: main, for Ubuntu main and universe" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "updates", "yes", NULL,
	  "use the suite of updates, for images without pkgdir" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "security", "yes", NULL,
	  "use the suite of security updates, for images without pkgdir" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "signatures", "yes", NULL,
	  "check the signatures of the sources of packages" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "keyring", NULL, NULL,
	  "keys to check them with; default: the distribution's own" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "variant", "apt",
	  "essential|apt|required|minbase|important|standard",
	  "packages that are installed besides those of the lists" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "recommends", "no", NULL,
	  "install recommended packages too" },
	{ SL_BOOL, SL_IN_SITE | SL_IN_IMAGE, "nodocs", "yes", NULL,
	  "leave out manuals, documentation and translations" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE, "proxy", NULL, NULL,
	  "URL of an HTTP proxy, as for apt" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct build {
	struct sl_job *job;
	struct release release;
	struct args lines; /* of sources.list */
	struct apt apt;
	struct cache cache;
	int others; /* the package lists are those of one pass, not of `lines` */
};

/* Everything before the first package.  What it opened is closed by build_close(). */
static int build_open(struct sl_job *job, struct build *build)
{
	const struct sl_pass *const *passes = sl_image_of(job)->passes;
	const char *const *more = passes && *passes ? (*passes)->repositories : NULL;
	int rc;

	*build = (struct build){ .job = job, .cache = { -1, NULL } };
	rc = release_find(job, sl_image_of(job), &build->release);
	if (rc == 0)
		rc = source_lines(job, &build->release, more, &build->lines);
	if (rc == 0)
		rc = apt_open(job, &build->release, &build->apt);
	if (rc == 0)
		rc = tidy_before(job);
	if (rc == 0)
		rc = cache_open(job, build->release.family->name, "archives", CACHE_PLACE,
				&build->cache);
	if (rc == 0) /* in the cache, where that is mounted */
		rc = tree_make_folder(job, CACHE_PLACE "/partial");
	return rc;
}

/* rc: how it went so far; a later error does not hide the first. */
static int build_close(struct build *build, int rc)
{
	int ended = apt_end(&build->apt);
	int closed = cache_close(build->job, &build->cache);

	if (rc == 0)
		rc = ended < 0 ? ended : closed;
	/* not before the cache is out of the tree */
	if (rc == 0)
		rc = tidy_after(build->job, &build->release, &build->lines);
	args_fini(&build->lines);
	apt_fini(&build->apt);
	return rc;
}

/* Packages of one pass may come from repositories that no other pass has. */
static int set_repositories(struct build *build, const struct sl_pass *pass)
{
	const int own = pass->repositories && *pass->repositories;
	ARGS lines = { 0 };
	int rc;

	if (!pass->install || !*pass->install || (!own && !build->others))
		return 0;
	build->others = own;
	if (!own)
		return apt_update(&build->apt, &build->lines);
	rc = source_lines(build->job, &build->release, pass->repositories, &lines);
	return rc < 0 ? rc : apt_update(&build->apt, &lines);
}

static int run_pass(struct build *build, const struct sl_pass *pass)
{
	int rc = set_repositories(build, pass);

	if (rc == 0)
		rc = apt_purge(&build->apt, pass->remove_before, pass->env);
	if (rc == 0)
		rc = apt_install(&build->apt, pass->install, pass->env);
	if (rc == 0)
		rc = apt_purge(&build->apt, pass->remove_after, pass->env);
	return rc;
}

static int run_passes(struct build *build, const struct sl_pass *const *passes)
{
	int rc = 0;

	for (; rc == 0 && passes && *passes; passes++) {
		if (build->job->host->cancelled(build->job))
			return sl_fail(build->job, ECANCELED, "interrupted");
		rc = run_pass(build, *passes);
	}
	return rc;
}

/* The names are checked before the first package is unpacked: seconds, not minutes. */
static int run_first(struct build *build, const struct sl_pass *pass)
{
	struct sl_job *job = build->job;
	int rc = emulator_check(job, sl_image_of(job)->arch);

	if (rc == 0)
		rc = mmdebstrap_prepare(job, &build->release);
	if (rc == 0)
		rc = apt_update(&build->apt, &build->lines);
	if (rc == 0)
		rc = apt_need_lists(&build->apt, &build->release);
	if (rc == 0 && pass)
		rc = apt_check(&build->apt, pass->install);
	if (rc < 0)
		return rc;
	sl_log(job, SL_INFO, "installing %s %s (%s)", build->release.family->name,
	       build->release.suite, build->release.arch);
	rc = mmdebstrap_run(job, &build->release, &build->lines, pass);
	if (rc == 0)
		rc = apt_begin(&build->apt);
	if (rc == 0 && pass)
		rc = apt_purge(&build->apt, pass->remove_after, pass->env);
	return rc;
}

static int install(struct sl_job *job, void *self)
{
	const struct sl_pass *const *passes = sl_image_of(job)->passes;
	const struct sl_pass *first = passes ? *passes : NULL;
	struct build build;
	int rc = build_open(job, &build);

	(void)self;
	if (rc == 0)
		rc = run_first(&build, first);
	if (rc == 0 && first)
		rc = run_passes(&build, passes + 1);
	return build_close(&build, rc);
}

static int update(struct sl_job *job, void *self)
{
	struct build build;
	int rc = build_open(job, &build);

	(void)self;
	if (rc == 0)
		rc = apt_update(&build.apt, &build.lines);
	if (rc == 0)
		rc = apt_begin(&build.apt);
	if (rc == 0)
		rc = apt_upgrade(&build.apt);
	if (rc == 0)
		rc = run_passes(&build, sl_image_of(job)->passes);
	return build_close(&build, rc);
}

static const char *const names[] = { "debian", "debian*", "ubuntu", "ubuntu*", NULL };

static const struct sl_genimage genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = names,
	.network = "NetworkManager|ifupdown|networkd",
	.medium = medium_recognise,
	.install = install,
	.update = update,
	.configure = configure_tree,
	.initrd = initrd_build,
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "debian",
	.version = "0.1.0",
	.summary = "Debian and Ubuntu, by mmdebstrap and apt",
	.opts = options,
	.genimage = &genimage,
};
