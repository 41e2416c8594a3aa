/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/apt.c - this machine's apt, working on the tree.
 */
#include "apt.h"

#include "plugins/lib/mounts.h"
#include "plugins/lib/tree.h"
#include "plugins/lib/work.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LISTS  "var/lib/apt/lists"
#define POLICY "usr/sbin/policy-rc.d"

static void add_conf(struct apt *apt, const struct release *release, struct args *conf)
{
	struct sl_job *job = apt->job;
	const char *tree = sl_path(job, SL_TREE);
	const char *proxy = sl_opt(job, "proxy");

	args_addf(conf, "Apt::Architecture \"%s\";", release->arch);
	args_addf(conf, "Apt::Architectures { \"%s\"; };", release->arch);
	args_addf(conf, "Apt::Install-Recommends \"%s\";",
		  job->host->opt_int(job, "recommends") ? "true" : "false");
	args_add(conf, "APT::Get::Assume-Yes \"true\";\nquiet \"1\";");
	args_add(conf, "Acquire::Languages \"none\";\nAcquire::Retries \"3\";");
	args_add(conf, "Acquire::http::Timeout \"60\";\nAcquire::https::Timeout \"60\";");
	if (proxy)
		args_addf(conf, "Acquire::http::Proxy \"%s\";", proxy);
	args_addf(conf, "Dir \"%s\";", tree);
	args_addf(conf, "Dir::State::Status \"%s/var/lib/dpkg/status\";", tree);
	args_add(conf, "Dir::Etc::Main \"/dev/null\";\nDir::Etc::Parts \"/dev/null\";");
	args_addf(conf, "Dir::Etc::SourceList \"%s\";", apt->sources);
	args_add(conf, "Dir::Etc::SourceParts \"/dev/null\";");
	args_add(conf, "Dir::Etc::Trusted \"/etc/apt/trusted.gpg\";");
	args_add(conf, "Dir::Etc::TrustedParts \"/etc/apt/trusted.gpg.d/\";");
	args_addf(conf, "DPkg::Chroot-Directory \"%s\";", tree);
	args_add(conf, "DPkg::Use-Pty \"false\";");
	/* the tree is thrown away when anything goes wrong: no need to sync each file */
	args_add(conf, "DPkg::Options { \"--force-unsafe-io\"; \"--force-confdef\"; "
		       "\"--force-confold\"; };");
}

static int make_folders(struct sl_job *job)
{
	static const char *const folders[] = { "etc/apt/preferences.d", LISTS "/partial",
					       "var/lib/dpkg", "var/log/apt" };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(folders) / sizeof(folders[0]); i++)
		rc = tree_make_folder(job, folders[i]);
	if (rc == 0 && !tree_has(job, "var/lib/dpkg/status"))
		rc = tree_write(job, "var/lib/dpkg/status", 0644, "");
	return rc;
}

int apt_open(struct sl_job *job, const struct release *release, struct apt *apt)
{
	const char *work = sl_path(job, SL_WORK);
	struct args conf = { 0 };
	int rc = 0;

	*apt = (struct apt){ .job = job,
			     .conf = args_printf("%s/apt.conf", work),
			     .sources = args_printf("%s/sources.list", work) };
	if (!apt->conf || !apt->sources)
		rc = sl_fail(job, ENOMEM, "memory is out");
	if (rc == 0) {
		add_conf(apt, release, &conf);
		rc = work_write_lines(job, apt->conf, &conf);
	}
	if (rc == 0)
		rc = make_folders(job);
	args_fini(&conf);
	return rc;
}

void apt_fini(struct apt *apt)
{
	free(apt->conf);
	free(apt->sources);
	*apt = (struct apt){ 0 };
}

void apt_environment(struct args *all, const char *const *env)
{
	args_add(all, "DEBIAN_FRONTEND=noninteractive");
	args_add(all, "DEBCONF_NONINTERACTIVE_SEEN=true");
	/* asks initramfs-tools' and dracut's hooks of kernel packages to build none */
	args_add(all, "INITRD=No");
	for (; env && *env; env++)
		args_add(all, *env);
}

static int run(struct apt *apt, const struct args *words, const char *const *env)
{
	ARGS all = { 0 };

	apt_environment(&all, env);
	args_addf(&all, "APT_CONFIG=%s", apt->conf);
	return args_run(apt->job, 0, words, &all);
}

int apt_update(struct apt *apt, const struct args *lines)
{
	ARGS words = { 0 };
	int rc = work_write_lines(apt->job, apt->sources, lines);

	args_split(&words, "apt-get update --error-on=any", " ");
	return rc < 0 ? rc : run(apt, &words, NULL);
}

/* An archive's list is called HOST_PATH_binary-ARCH_Packages; a flat repository's, without
 * binary-, is of whatever it holds. */
static int is_list_of(const char *name, const char *arch)
{
	const char *at = strstr(name, "_binary-");
	size_t n = strlen(arch);

	if (!strstr(name, "_Packages"))
		return 0;
	return !at || (strncmp(at + strlen("_binary-"), arch, n) == 0 &&
		       at[strlen("_binary-") + n] == '_');
}

/* apt passes over a source whose Release does not name the architecture, and then does
 * not know the first package. */
int apt_need_lists(struct apt *apt, const struct release *release)
{
	int fd = apt->job->host->openat(apt->job, LISTS, O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	int found = 0;

	while (dir && !found && (entry = readdir(dir)))
		found = is_list_of(entry->d_name, release->arch);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	if (found)
		return 0;
	return sl_fail(apt->job, ENOENT,
		       "the sources of packages have none for %s (%s): set arch to one "
		       "that they have, or pkgdir or debian { mirror } to an archive of "
		       "this one",
		       sl_image_of(apt->job)->arch, release->arch);
}

void apt_names(struct args *words, const char *const *entries)
{
	for (; entries && *entries; entries++) {
		if (**entries == '@')
			args_addf(words, "%s^", *entries + 1);
		else
			args_add(words, *entries);
	}
}

static int run_names(struct apt *apt, const char *verb, const char *const *names,
		     const char *const *env)
{
	ARGS words = { 0 };

	if (!names || !*names)
		return 0;
	args_split(&words, verb, " ");
	args_add(&words, "--"); /* no name is an option */
	apt_names(&words, names);
	return run(apt, &words, env);
}

int apt_check(struct apt *apt, const char *const *names)
{
	return run_names(apt, "apt-get install --simulate --quiet=2", names, NULL);
}

int apt_install(struct apt *apt, const char *const *names, const char *const *env)
{
	return run_names(apt, "apt-get install", names, env);
}

int apt_purge(struct apt *apt, const char *const *names, const char *const *env)
{
	return run_names(apt, "apt-get purge", names, env);
}

int apt_upgrade(struct apt *apt)
{
	ARGS words = { 0 };

	args_split(&words, "apt-get dist-upgrade", " ");
	return run(apt, &words, NULL);
}

int apt_begin(struct apt *apt)
{
	struct sl_job *job = apt->job;
	int rc = mounts_open(job);

	if (rc < 0)
		return rc;
	apt->ready = 1;
	apt->own_policy = !tree_has(job, POLICY);
	return apt->own_policy ? tree_write(job, POLICY, 0755, "#!/bin/sh\nexit 101\n")
			       : 0;
}

int apt_end(struct apt *apt)
{
	int rc;

	if (!apt->ready)
		return 0;
	apt->ready = 0;
	rc = mounts_close(apt->job);
	if (rc == 0 && apt->own_policy)
		rc = tree_remove(apt->job, POLICY);
	return rc;
}
