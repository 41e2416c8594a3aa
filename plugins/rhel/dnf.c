/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/dnf.c - this machine's dnf (or dnf5, or yum), working on the tree.
 */
#include "dnf.h"

#include "plugins/lib/manager.h"
#include "plugins/lib/stage.h"
#include "plugins/lib/work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const programs[] = { "/usr/bin/dnf", "/usr/bin/dnf5", "/usr/bin/yum" };

/* ---- which program ---- */

/* The first line of --version: "4.14.0", "dnf5 version 5.2.1", "3.4.3". */
static void read_version(void *arg, const char *line)
{
	enum dnf_kind *kind = arg;

	if (*kind || !*line)
		return;
	if (strncmp(line, "dnf5", 4) == 0 || *line == '5')
		*kind = DNF_5;
	else
		*kind = *line == '3' ? DNF_YUM : DNF_4;
}

/* What /usr/bin/dnf and /usr/bin/yum are links to: to ask takes longer than to look. */
static enum dnf_kind known_kind(const char *program)
{
	static const struct {
		const char *name;
		enum dnf_kind kind;
	} names[] = { { "dnf-3", DNF_4 }, { "dnf5", DNF_5 } };
	char *path = realpath(program, NULL);
	const char *slash = path ? strrchr(path, '/') : NULL;
	enum dnf_kind kind = 0;

	for (size_t i = 0; slash && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(slash + 1, names[i].name) == 0)
			kind = names[i].kind;
	free(path);
	return kind;
}

static int find_kind(struct dnf *dnf)
{
	const char *const argv[] = { dnf->program, "--version", NULL };
	enum dnf_kind kind = known_kind(dnf->program);
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.line = read_version,
		.arg = &kind,
	};
	int rc = kind ? 0 : dnf->job->host->run(dnf->job, &command);

	dnf->kind = kind ? kind : DNF_4;
	return rc;
}

static int find_program(struct dnf *dnf)
{
	const char *chosen = sl_opt(dnf->job, "program");

	if (chosen) {
		dnf->program = chosen;
		return find_kind(dnf);
	}
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (access(programs[i], X_OK) == 0) {
			dnf->program = programs[i];
			return find_kind(dnf);
		}
	return sl_fail(dnf->job, ENOENT,
		       "packages of %s are installed by dnf, which this machine does not "
		       "have: install the package dnf (or dnf5)",
		       dnf->release->title);
}

/* ---- its configuration ---- */

static void add_limits(struct dnf *dnf, struct args *conf)
{
	const char *proxy = sl_opt(dnf->job, "proxy");

	args_add(conf, "timeout=60\nretries=3\nminrate=1000\nexit_on_lock=1");
	if (proxy)
		args_addf(conf, "proxy=%s", proxy);
}

static void add_folders(struct dnf *dnf, struct args *conf)
{
	args_addf(conf, "reposdir=%s/repos.d\nvarsdir=%s/vars", dnf->repos, dnf->repos);
	args_addf(conf, "plugins=0\npluginpath=%s/plugins", dnf->repos);
	/* below the tree: see plugins/lib/stage.h */
	args_add(conf, "cachedir=/" STAGE_CACHE "\nlogdir=/" STAGE_LOG);
	args_add(conf, "persistdir=/" STAGE_STATE);
	if (dnf->kind == DNF_5)
		args_add(conf, "system_cachedir=/" STAGE_CACHE
			       "\nsystem_state_dir=/" STAGE_STATE);
}

static void add_choices(struct dnf *dnf, struct args *conf)
{
	struct sl_job *job = dnf->job;
	const char *signatures = job->host->opt_int(job, "signatures") ? "1" : "0";
	const char *platform =
		data_get(&dnf->release->data, dnf->release->version, "platform");

	args_addf(conf, "gpgcheck=%s\nlocalpkg_gpgcheck=%s", signatures, signatures);
	args_addf(conf, "repo_gpgcheck=%d",
		  (int)job->host->opt_int(job, "repository_signatures"));
	args_addf(conf, "install_weak_deps=%d",
		  (int)job->host->opt_int(job, "weak_dependencies"));
	if (job->host->opt_int(job, "nodocs"))
		args_add(conf, "tsflags=nodocs");
	if (platform)
		args_addf(conf, "module_platform_id=%s", platform);
	/* see add_refresh() */
	args_addf(conf, "metadata_expire=%d", dnf->kind == DNF_YUM ? 0 : 3600);
	/* a removal takes what depends on it, not what it depended on; no package of a tree
	 * is dear to this machine */
	args_add(conf, "clean_requirements_on_remove=0\nprotected_packages=\n"
		       "skip_if_unavailable=0\nbest=1\nstrict=1\n"
		       "assumeyes=1\ncolor=never\nkeepcache=1\ncountme=0");
}

static int write_conf(struct dnf *dnf)
{
	ARGS conf = { 0 };

	args_add(&conf, "[main]");
	add_folders(dnf, &conf);
	add_limits(dnf, &conf);
	add_choices(dnf, &conf);
	return work_write_lines(dnf->job, dnf->conf, &conf);
}

static int make_folders(struct dnf *dnf)
{
	static const char *const below[] = { "", "/repos.d", "/vars", "/plugins" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(below) / sizeof(below[0]); i++) {
		char *path = args_printf("%s%s", dnf->repos, below[i]);

		rc = path ? work_make_folder(dnf->job, path)
			  : sl_fail(dnf->job, ENOMEM, "memory is out");
		free(path);
	}
	return rc;
}

int dnf_open(struct sl_job *job, const struct release *release, void *self)
{
	struct dnf *dnf = self;
	int rc;

	*dnf = (struct dnf){ .job = job, .release = release };
	rc = find_program(dnf);
	if (rc < 0)
		return rc;
	dnf->conf = work_path(job, "dnf.conf");
	dnf->repos = work_path(job, "dnf");
	dnf->home = work_path(job, "home");
	if (!dnf->conf || !dnf->repos || !dnf->home)
		return -ENOMEM;
	rc = make_folders(dnf);
	if (rc == 0)
		rc = write_conf(dnf);
	return rc < 0 ? rc : rpmdb_macros(job, &release->db, dnf->home);
}

void dnf_fini(void *self)
{
	struct dnf *dnf = self;

	free(dnf->conf);
	free(dnf->repos);
	free(dnf->home);
	*dnf = (struct dnf){ 0 };
}

/* ---- repositories ---- */

static void add_keys(const struct repo *repo, struct args *lines)
{
	struct args urls = { 0 };
	char *text;

	for (size_t i = 0; i < repo->keys.n; i++) {
		char *url = repos_file_url(repo->keys.v[i]);

		if (url)
			args_add(&urls, url);
		lines->failed |= !url;
		free(url);
	}
	text = args_text(&urls, " ", "");
	if (text && *text)
		args_addf(lines, "gpgkey=%s", text);
	lines->failed |= !text;
	free(text);
	args_fini(&urls);
}

int dnf_repositories(void *self, const struct repos *repos)
{
	struct dnf *dnf = self;
	char *path = args_printf("%s/repos.d/image.repo", dnf->repos);
	ARGS lines = { 0 };
	int rc;

	for (size_t i = 0; i < repos->n; i++) {
		const struct repo *repo = &repos->v[i];

		args_addf(&lines, "[%s]\nname=%s\nbaseurl=%s", repo->id, repo->id,
			  repo->url);
		add_keys(repo, &lines);
	}
	rc = path ? work_write_lines(dnf->job, path, &lines)
		  : sl_fail(dnf->job, ENOMEM, "memory is out");
	free(path);
	dnf->asked = false;
	return rc;
}

/* ---- commands ---- */

static void add_options(struct dnf *dnf, struct args *words)
{
	const struct release *release = dnf->release;
	const char *item;

	args_add(words, dnf->program);
	args_addf(words, "--config=%s", dnf->conf);
	args_addf(words, "--installroot=%s", sl_path(dnf->job, SL_TREE));
	args_addf(words, "--releasever=%s", release->number);
	if (dnf->kind == DNF_5)
		args_add(words, "--use-host-config");
	if (release->foreign && dnf->kind != DNF_YUM)
		args_addf(words, "--forcearch=%s", release->arch);
	for (uint32_t i = 0; (item = dnf->job->host->opt_item(dnf->job, "exclude", i));
	     i++)
		args_addf(words, "--exclude=%s", item);
}

/* The first command asks the repositories what is new, under this image's signature checks;
 * the later ones see what it saw.  An age in seconds would let an image take what another
 * one has put into the cache in this second. */
static void add_refresh(struct dnf *dnf, struct args *words)
{
	if (!dnf->asked && dnf->kind != DNF_YUM)
		args_add(words, "--refresh");
	dnf->asked = true;
}

static int run(struct dnf *dnf, const struct args *words, const char *const *more)
{
	struct sl_job *job = dnf->job;
	ARGS env = { 0 };
	int lenient = strcmp(sl_opt(job, "scriptlets"), "lenient") == 0;

	manager_environment(&env, dnf->home, more);
	return manager_run(job, lenient ? MANAGER_LENIENT : 0, words, &env, NULL);
}

static void add_names(struct args *words, const char *const *names)
{
	args_add(words, "--"); /* no name is an option */
	for (; names && *names; names++)
		args_add(words, *names);
}

int dnf_install(void *self, const char *const *names, const char *const *exclude,
		const char *const *env)
{
	struct dnf *dnf = self;
	ARGS words = { 0 };

	if (!names || !*names)
		return 0;
	add_options(dnf, &words);
	for (; exclude && *exclude; exclude++)
		args_addf(&words, "--exclude=%s", *exclude);
	add_refresh(dnf, &words);
	args_add(&words, "install");
	add_names(&words, names);
	return run(dnf, &words, env);
}

int dnf_remove(void *self, const char *const *names, const char *const *env)
{
	struct dnf *dnf = self;
	ARGS words = { 0 };

	if (!names || !*names)
		return 0;
	add_options(dnf, &words);
	args_add(&words, "remove");
	add_names(&words, names);
	return run(dnf, &words, env);
}

int dnf_upgrade(void *self)
{
	struct dnf *dnf = self;
	ARGS words = { 0 };

	add_options(dnf, &words);
	add_refresh(dnf, &words);
	args_add(&words, "upgrade");
	return run(dnf, &words, NULL);
}

int dnf_modules(void *self)
{
	struct dnf *dnf = self;
	struct sl_job *job = dnf->job;
	ARGS words = { 0 };
	const char *item;

	if (!job->host->opt_item(job, "modules", 0))
		return 0;
	add_options(dnf, &words);
	add_refresh(dnf, &words);
	args_split(&words, "module enable --", " ");
	for (uint32_t i = 0; (item = job->host->opt_item(job, "modules", i)); i++)
		args_add(&words, item);
	return run(dnf, &words, NULL);
}
