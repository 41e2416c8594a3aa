/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/keys.c - files of keys that packages are checked with.
 *
 * Red Hat and its rebuilds put RPM-GPG-KEY-* at the top of their media, SUSE gpg-pubkey-*
 * there and repomd.xml.key beside the metadata.
 */
#include "keys.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const usual[] = { "repodata/repomd.xml.key", "RPM-GPG-KEY*",
				     "gpg-pubkey-*.asc" };

static int all_files(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_file(const char *folder, const char *name, struct args *files)
{
	char *path = args_printf("%s/%s", folder, name);
	struct stat st;

	if (!path)
		files->failed = 1;
	else if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		args_add(files, path);
	free(path);
}

/* The files of the folder whose names match, in order of their names. */
static void add_matching(const char *folder, const char *pattern, struct args *files)
{
	struct dirent **entries = NULL;
	int n = 0;

	if (strchr(pattern, '/')) {
		add_file(folder, pattern, files);
		return;
	}
	n = scandir(folder, &entries, all_files, alphasort);
	for (int i = 0; i < n; i++) {
		if (fnmatch(pattern, entries[i]->d_name, 0) == 0)
			add_file(folder, entries[i]->d_name, files);
		free(entries[i]);
	}
	free((void *)entries);
}

static void look_in(const char *folder, const struct args *names, struct args *files)
{
	for (size_t i = 0; names && i < names->n; i++)
		if (names->v[i][0] != '/')
			add_matching(folder, names->v[i], files);
	for (size_t i = 0; files->n == 0 && i < sizeof(usual) / sizeof(usual[0]); i++)
		add_matching(folder, usual[i], files);
}

/* From the repository's folder up to the top of its medium. */
static int look_upwards(struct sl_job *job, const char *folder, const char *top,
			const struct args *names, struct args *files)
{
	char *at = strdup(folder);
	size_t least = strlen(top);

	if (!at)
		return sl_fail(job, ENOMEM, "memory is out");
	for (;;) {
		char *slash = strrchr(at, '/');

		look_in(at, names, files);
		if (files->n || !slash || strlen(at) <= least)
			break;
		*slash = '\0';
	}
	free(at);
	return 0;
}

static int add_chosen(struct sl_job *job, const char *chosen, struct args *files)
{
	struct stat st;

	if (stat(chosen, &st) != 0)
		return sl_fail(job, errno, "cannot read the key %s: %s", chosen,
			       strerror(errno));
	if (S_ISDIR(st.st_mode))
		add_matching(chosen, "*", files);
	else
		args_add(files, chosen);
	if (files->n == 0)
		return sl_fail(job, ENOENT, "the folder of keys %s has no file", chosen);
	return args_check(job, files);
}

int keys_find(struct sl_job *job, const char *folder, const char *top,
	      const struct repos_keys *keys, struct args *files)
{
	int rc = 0;

	if (keys->chosen)
		return add_chosen(job, keys->chosen, files);
	if (folder)
		rc = look_upwards(job, folder, top, keys->names, files);
	for (size_t i = 0; files->n == 0 && keys->names && i < keys->names->n; i++)
		if (keys->names->v[i][0] == '/' && access(keys->names->v[i], R_OK) == 0)
			args_add(files, keys->names->v[i]);
	return rc < 0 ? rc : args_check(job, files);
}
