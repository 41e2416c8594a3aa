/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/zypper.c - this machine's zypper, working on the tree.
 *
 * The manual page of zypper explains the exit statuses; those from 100 on are meant as
 * information, which some are not to us.
 */
#include "zypper.h"

#include "plugins/lib/manager.h"
#include "plugins/lib/stage.h"
#include "plugins/lib/work.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOT_FOUND = 104, SCRIPT_FAILED = 107 };

static const struct {
	int status;
	const char *meaning; /* NULL: no failure */
} statuses[] = {
	{ 0, NULL },
	{ 1, "it failed" },
	{ 2, "it did not understand its command line" },
	{ 3, "it did not understand its command line" },
	{ 4, "libzypp could not do it" },
	{ 5, "it must be run by root" },
	{ 6, "there is no repository" },
	{ 7, "another zypper works on the tree" },
	{ 8, "packages could not be installed" },
	{ 100, NULL }, /* updates are needed: nobody asked */
	{ 101, NULL }, /* security updates are needed */
	{ 102, NULL }, /* reboot: the tree does not run */
	{ 103, NULL }, /* zypper itself was updated */
	{ NOT_FOUND, "a package or pattern of the list does not exist" },
	{ 105, "it was ended by a signal" },
	{ 106, "a repository could not be read" },
	{ SCRIPT_FAILED, NULL }, /* manager_run() has found the script */
};

const char *zypper_meaning(int status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return statuses[i].meaning;
	return "it failed in a way of its own";
}

/* ---- its configuration ---- */

static void add_conf(struct zypper *zypper, struct args *conf)
{
	struct sl_job *job = zypper->job;

	args_add(conf, "[main]");
	if (zypper->release->foreign)
		args_addf(conf, "arch = %s", zypper->release->arch);
	args_addf(conf, "rpm.install.excludedocs = %s",
		  job->host->opt_int(job, "nodocs") ? "yes" : "no");
	args_addf(conf, "solver.onlyRequires = %s",
		  job->host->opt_int(job, "weak_dependencies") ? "false" : "true");
	args_add(conf, "commit.downloadMode = DownloadInAdvance");
	args_add(conf, "download.transfer_timeout = 60\ndownload.max_silent_tries = 3");
	/* below the tree: see plugins/lib/stage.h */
	args_add(conf, "servicesdir = /" STAGE_STATE "/services");
	args_add(conf, "varsdir = /" STAGE_STATE "/vars");
	args_add(conf, "locksfile.path = /" STAGE_STATE "/locks");
	args_add(conf, "history.logfile = /" STAGE_LOG "/history");
}

int zypper_open(struct sl_job *job, const struct release *release, void *self)
{
	struct zypper *zypper = self;
	ARGS conf = { 0 };
	int rc;

	*zypper = (struct zypper){ .job = job, .release = release };
	zypper->conf = work_path(job, "zypp.conf");
	zypper->repos = work_path(job, "repos.d");
	zypper->home = work_path(job, "home");
	zypper->locks = work_path(job, "stage/state/locks");
	if (!zypper->conf || !zypper->repos || !zypper->home || !zypper->locks)
		return -ENOMEM;
	add_conf(zypper, &conf);
	rc = work_write_lines(job, zypper->conf, &conf);
	if (rc == 0)
		rc = work_make_folder(job, zypper->repos);
	return rc < 0 ? rc : rpmdb_macros(job, &release->db, zypper->home);
}

void zypper_fini(void *self)
{
	struct zypper *zypper = self;

	free(zypper->conf);
	free(zypper->repos);
	free(zypper->home);
	free(zypper->locks);
	args_fini(&zypper->keys);
	*zypper = (struct zypper){ 0 };
}

/* ---- repositories and keys ---- */

/* The alias is the folder in the cache, which images share, and zypper checks nothing
 * again that lies there: what was fetched unchecked lies apart.  (No id has a +.) */
static void add_repository(struct zypper *zypper, const struct repo *repo,
			   struct args *lines)
{
	struct sl_job *job = zypper->job;
	int signatures = job->host->opt_int(job, "signatures") != 0;
	int metadata = job->host->opt_int(job, "repository_signatures") != 0;

	args_addf(lines, "[%s%s%s]\nname=%s", repo->id, signatures ? "" : "+unchecked",
		  metadata ? "+metadata" : "", repo->id);
	args_addf(lines, "baseurl=%s\nenabled=1\nautorefresh=1\ntype=rpm-md", repo->url);
	args_addf(lines, "gpgcheck=%d\npkg_gpgcheck=%d\nrepo_gpgcheck=%d", signatures,
		  signatures, metadata);
	args_add(lines, "keeppackages=1");
}

static int has_key(const struct zypper *zypper, const char *file)
{
	for (size_t i = 0; i < zypper->keys.n; i++)
		if (strcmp(zypper->keys.v[i], file) == 0)
			return 1;
	return 0;
}

/* zypper would ask whether to trust a key that the tree's database does not have. */
static int import_key(struct zypper *zypper, const char *file)
{
	ARGS words = { 0 }, env = { 0 };

	if (has_key(zypper, file))
		return 0;
	args_add(&zypper->keys, file);
	args_addf(&env, "HOME=%s", zypper->home);
	args_split(&words, "rpm --root", " ");
	args_add(&words, sl_path(zypper->job, SL_TREE));
	args_add(&words, "--import");
	args_add(&words, file);
	return args_run(zypper->job, 0, &words, &env);
}

/* ---- commands ---- */

static void add_options(struct zypper *zypper, struct args *words)
{
	args_add(words, "zypper");
	args_addf(words, "--root=%s", sl_path(zypper->job, SL_TREE));
	args_addf(words, "--reposd-dir=%s", zypper->repos);
	args_split(words, "--non-interactive --no-cd", " ");
	if (zypper->release->number[0])
		args_addf(words, "--releasever=%s", zypper->release->version);
	if (!zypper->job->host->opt_int(zypper->job, "signatures"))
		args_add(words, "--no-gpg-checks");
}

static int say(struct zypper *zypper, int status, const struct args *last)
{
	char *text = args_text(last, "\n    ", "");
	int rc = text ? sl_fail(zypper->job, EIO,
				"zypper failed with exit status %d: %s\n    %s", status,
				zypper_meaning(status), text)
		      : sl_fail(zypper->job, ENOMEM, "memory is out");

	free(text);
	return rc;
}

/* passes: an exit status that is no failure of this command, or 0. */
static int run(struct zypper *zypper, const struct args *words, int passes,
	       const char *const *more)
{
	struct sl_job *job = zypper->job;
	const char *proxy = sl_opt(job, "proxy");
	unsigned flags = MANAGER_STATUS;
	ARGS env = { 0 }, last = { 0 };
	int rc;

	if (strcmp(sl_opt(job, "scriptlets"), "lenient") == 0)
		flags |= MANAGER_LENIENT;
	manager_environment(&env, zypper->home, more);
	args_addf(&env, "ZYPP_CONF=%s", zypper->conf);
	if (proxy) { /* libcurl knows the first in small letters only */
		args_addf(&env, "http_proxy=%s", proxy);
		args_addf(&env, "https_proxy=%s", proxy);
	}
	rc = manager_run(job, flags, words, &env, &last);
	if (rc <= 0)
		return rc;
	if (rc == passes || !zypper_meaning(rc))
		return 0;
	return say(zypper, rc, &last);
}

/* An installation goes on without a repository that cannot be read, and tells of it (106)
 * when all is done and what was wrong is long forgotten. */
static int refresh(struct zypper *zypper)
{
	ARGS words = { 0 };

	add_options(zypper, &words);
	args_add(&words, "refresh");
	return run(zypper, &words, 0, NULL);
}

int zypper_repositories(void *self, const struct repos *repos)
{
	struct zypper *zypper = self;
	char *path = args_printf("%s/image.repo", zypper->repos);
	int signatures = zypper->job->host->opt_int(zypper->job, "signatures") != 0;
	ARGS lines = { 0 };
	int rc;

	for (size_t i = 0; i < repos->n; i++)
		add_repository(zypper, &repos->v[i], &lines);
	rc = path ? work_write_lines(zypper->job, path, &lines)
		  : sl_fail(zypper->job, ENOMEM, "memory is out");
	free(path);
	for (size_t i = 0; signatures && i < repos->n; i++)
		for (size_t k = 0; rc == 0 && k < repos->v[i].keys.n; k++)
			rc = import_key(zypper, repos->v[i].keys.v[k]);
	return rc < 0 ? rc : refresh(zypper);
}

/* "pattern() = NAME" is what the package of a pattern provides; a version has no dash
 * and no blank.  (zypper's own word pattern:NAME needs a libsolv built for SUSE.) */
static void add_provided(struct args *words, const char *kind, const char *name)
{
	struct args parts = { 0 };
	char *text;

	args_addf(&parts, "%s() = ", kind);
	for (; *name; name++) {
		if (*name == '-' || *name == ' ')
			args_addf(&parts, "%%%02X", (unsigned char)*name);
		else
			args_addn(&parts, name, 1);
	}
	text = args_text(&parts, "", "");
	if (text)
		args_add(words, text);
	words->failed |= !text;
	free(text);
	args_fini(&parts);
}

/* "@name" and "pattern:name" are patterns, "product:name" is a product. */
static void add_names(struct args *words, const char *const *names)
{
	static const char pattern[] = "pattern:", product[] = "product:";

	args_add(words, "--"); /* no name is an option */
	for (; names && *names; names++) {
		if (**names == '@')
			add_provided(words, "pattern", *names + 1);
		else if (strncmp(*names, pattern, strlen(pattern)) == 0)
			add_provided(words, "pattern", *names + strlen(pattern));
		else if (strncmp(*names, product, strlen(product)) == 0)
			add_provided(words, "product", *names + strlen(product));
		else
			args_add(words, *names);
	}
}

/* A lock keeps what is not there from coming, whatever wants it (locks(5) of libzypp). */
static int write_locks(struct zypper *zypper, const char *const *never)
{
	struct sl_job *job = zypper->job;
	struct args lines = { 0 };
	const char *item;
	int rc = 0;

	for (uint32_t i = 0; (item = job->host->opt_item(job, "exclude", i)); i++)
		args_addf(&lines,
			  "\ntype: package\nmatch_type: glob\ncase_sensitive: on\n"
			  "solvable_name: %s\n",
			  item);
	for (; never && *never; never++)
		args_addf(&lines,
			  "\ntype: package\nmatch_type: glob\ncase_sensitive: on\n"
			  "solvable_name: %s\n",
			  *never);
	if (lines.n || access(zypper->locks, F_OK) == 0)
		rc = work_write_lines(job, zypper->locks, &lines);
	args_fini(&lines);
	return rc;
}

int zypper_install(void *self, const char *const *names, const char *const *never,
		   const char *const *env)
{
	struct zypper *zypper = self;
	ARGS words = { 0 };
	int rc;

	if (!names || !*names)
		return 0;
	rc = write_locks(zypper, never);
	add_options(zypper, &words);
	args_split(&words, "install --auto-agree-with-licenses", " ");
	args_add(&words, zypper->job->host->opt_int(zypper->job, "weak_dependencies")
				 ? "--recommends"
				 : "--no-recommends");
	add_names(&words, names);
	return rc < 0 ? rc : run(zypper, &words, 0, env);
}

int zypper_remove(void *self, const char *const *names, const char *const *env)
{
	struct zypper *zypper = self;
	ARGS words = { 0 };

	if (!names || !*names)
		return 0;
	add_options(zypper, &words);
	args_add(&words, "remove");
	add_names(&words, names);
	return run(zypper, &words, NOT_FOUND, env);
}

int zypper_upgrade(void *self)
{
	struct zypper *zypper = self;
	const struct release *release = zypper->release;
	const char *verb = data_get(&release->data, release->version, "upgrade");
	ARGS words = { 0 };
	int rc = write_locks(zypper, NULL);

	add_options(zypper, &words);
	args_add(&words, verb ? verb : "update");
	args_split(&words, "--auto-agree-with-licenses --no-recommends", " ");
	return rc < 0 ? rc : run(zypper, &words, 0, NULL);
}
