/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/repos.c - repositories of RPM packages, and the keys to check them with.
 */
#include "repos.h"
#include "keys.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MOST = 4, ID_MOST = 80 };

char *repos_file_url(const char *path)
{
	static const char plain[] = "-_.~/+:@";
	char *url = malloc(strlen("file://") + 3 * strlen(path) + 1), *at;

	if (!url)
		return NULL;
	at = stpcpy(url, "file://");
	for (; *path; path++) {
		if (isalnum((unsigned char)*path) || strchr(plain, *path))
			*at++ = *path;
		else
			at += sprintf(at, "%%%02X", (unsigned char)*path);
	}
	*at = '\0';
	return url;
}

void repos_fini(struct repos *repos)
{
	for (size_t i = 0; i < repos->n; i++) {
		free(repos->v[i].id);
		free(repos->v[i].url);
		args_fini(&repos->v[i].keys);
	}
	free(repos->v);
	*repos = (struct repos){ 0 };
}

/* What a section of an INI file may be called, once; [main] is the program's own. */
static int is_taken(const struct repos *repos, const char *id)
{
	for (size_t i = 0; i < repos->n; i++)
		if (strcmp(repos->v[i].id, id) == 0)
			return 1;
	return strcmp(id, "main") == 0;
}

/* The end of the URL, which says most, with "-" for what an id may not have. */
static char *make_id(const struct repos *repos, const char *url)
{
	const char *path = strstr(url, "://") + 3;
	char *plain, *id;
	size_t n;

	path += strspn(path, "/");
	n = strlen(path);
	if (n > ID_MOST)
		path += n - ID_MOST;
	plain = args_printf("%s", n ? path : "root");
	for (char *c = plain; c && *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._", *c))
			*c = '-';
	id = plain ? strdup(plain) : NULL;
	for (size_t number = 2; id && is_taken(repos, id); number++) {
		free(id);
		id = args_printf("%s-%zu", plain, number);
	}
	free(plain);
	return id;
}

static int has_url(const struct repos *repos, const char *url)
{
	for (size_t i = 0; i < repos->n; i++)
		if (strcmp(repos->v[i].url, url) == 0)
			return 1;
	return 0;
}

/* Takes the keys over; url is copied. */
static int append(struct sl_job *job, struct repos *repos, const char *url,
		  struct args *keys)
{
	struct repo *v = reallocarray(repos->v, repos->n + 1, sizeof(*v));
	struct repo repo = { .url = strdup(url) };

	if (v) {
		repos->v = v;
		repo.id = make_id(repos, url);
	}
	if (!v || !repo.id || !repo.url || keys->failed) {
		free(repo.id);
		free(repo.url);
		return sl_fail(job, ENOMEM, "memory is out");
	}
	repo.keys = *keys;
	*keys = (struct args){ 0 };
	repos->v[repos->n++] = repo;
	return 0;
}

static int add_folder(struct sl_job *job, const char *folder, const char *top,
		      const struct repos_keys *which, struct repos *repos)
{
	char *url = repos_file_url(folder);
	ARGS keys = { 0 };
	int rc = 0;

	if (!url)
		return sl_fail(job, ENOMEM, "memory is out");
	if (!has_url(repos, url)) {
		rc = keys_find(job, folder, top, which, &keys);
		if (rc == 0)
			rc = append(job, repos, url, &keys);
	}
	free(url);
	return rc;
}

static int below(const struct dirent *entry)
{
	/* packages lie flat in theirs, by the thousand */
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "repodata") != 0 &&
	       strcmp(entry->d_name, "Packages") != 0;
}

static int is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int has_metadata(const char *folder)
{
	char *path = args_printf("%s/repodata/repomd.xml", folder);
	int has = path && access(path, F_OK) == 0;

	free(path);
	return has;
}

struct search {
	struct sl_job *job;
	const char *top;
	const struct repos_keys *keys;
	struct repos *repos;
	size_t found; /* those that were there already count */
};

/* By name, so that the order is the same on every machine. */
static int search_folder(struct search *search, const char *folder, int depth)
{
	struct dirent **entries = NULL;
	int n, rc = 0;

	if (has_metadata(folder)) {
		search->found++;
		rc = add_folder(search->job, folder, search->top, search->keys,
				search->repos);
	}
	if (rc < 0 || depth == DEPTH_MOST)
		return rc;
	n = scandir(folder, &entries, below, alphasort);
	if (n < 0 && depth == 0)
		return sl_fail(search->job, errno, "cannot read the folder %s: %s",
			       folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		char *path = args_printf("%s/%s", folder, entries[i]->d_name);

		if (rc == 0 && !path)
			rc = sl_fail(search->job, ENOMEM, "memory is out");
		if (rc == 0 && is_folder(path))
			rc = search_folder(search, path, depth + 1);
		free(path);
		free(entries[i]);
	}
	free((void *)entries);
	return rc;
}

static int search_source(struct sl_job *job, const char *folder,
			 const struct repos_keys *keys, struct repos *repos)
{
	struct search search = { job, folder, keys, repos, 0 };
	int rc = search_folder(&search, folder, 0);

	if (rc < 0 || search.found)
		return rc;
	return sl_fail(
		job, ENOENT,
		"%s has no repository: there is no repodata/repomd.xml in it or "
		"below; make one with createrepo_c, or set pkgdir to a folder that "
		"has one",
		folder);
}

int repos_add(struct sl_job *job, const char *source, const struct repos_keys *which,
	      struct repos *repos)
{
	ARGS keys = { 0 };
	int rc;

	for (const char *c = source; *c; c++)
		if (iscntrl((unsigned char)*c))
			return sl_fail(job, EINVAL,
				       "a source of packages has a control character");
	if (*source == '/')
		return search_source(job, source, which, repos);
	if (strncmp(source, "file:///", 8) == 0 && !strchr(source, '%'))
		return search_source(job, source + 7, which, repos);
	if (!strstr(source, "://") || strpbrk(source, " ,"))
		return sl_fail(job, EINVAL,
			       "\"%s\" is no source of packages: it is neither a folder "
			       "nor a URL",
			       source);
	if (has_url(repos, source))
		return 0;
	rc = keys_find(job, NULL, NULL, which, &keys);
	return rc < 0 ? rc : append(job, repos, source, &keys);
}

int repos_add_all(struct sl_job *job, const char *const *sources,
		  const struct repos_keys *keys, struct repos *repos)
{
	int rc = 0;

	for (; rc == 0 && sources && *sources; sources++)
		rc = repos_add(job, *sources, keys, repos);
	return rc;
}

int repos_need_keys(struct sl_job *job, const struct repos *repos, const char *section)
{
	for (size_t i = 0; i < repos->n; i++)
		if (repos->v[i].keys.n == 0)
			return sl_fail(
				job, ENOKEY,
				"there is no key to check the packages of %s with: put "
				"the "
				"distribution's RPM-GPG-KEY file beside the repository, "
				"name "
				"it as key in %s { }, or set signatures = no there",
				repos->v[i].url, section);
	return 0;
}
