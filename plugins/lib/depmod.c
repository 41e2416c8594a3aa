/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/depmod.c - the index of a kernel's modules.
 *
 * Packages of drivers have depmod run by scripts of theirs, which may think of a running
 * system only; a file that an administrator puts there has none.
 */
#include "depmod.h"
#include "args.h"
#include "tree.h"
#include "work.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN "kernel/" /* the kernel's own modules; updates are beside it */

enum { DEPTH_MOST = 16, INDEX_MOST = 64 << 20 };

struct index {
	struct sl_job *job;
	char *folder; /* "lib/modules/VERSION" */
	char *text;   /* modules.dep; NULL: there is none */
	int stale;
};

/* "x.ko", "x.ko.xz" */
static int is_module(const char *name)
{
	const char *end = strstr(name, ".ko");

	return end && (end[3] == '\0' || end[3] == '.');
}

/* Lines are "PATH: NEEDED...". */
static int is_listed(const struct index *index, const char *path)
{
	size_t n = strlen(path);

	for (const char *at = index->text; (at = strstr(at, path)); at += n)
		if ((at == index->text || at[-1] == '\n') && at[n] == ':')
			return 1;
	return 0;
}

/* A link that leads nowhere is a module to nobody. */
static int check_module(struct index *index, const char *path)
{
	char *whole = args_printf("%s/%s", index->folder, path);

	if (!whole)
		return sl_fail(index->job, ENOMEM, "memory is out");
	index->stale |= tree_has(index->job, whole) && !is_listed(index, path);
	free(whole);
	return 0;
}

static int walk(struct index *, const char *path, unsigned depth);

static int check_entry(struct index *index, int folder, const char *path,
		       const char *name, unsigned depth)
{
	char *below = args_printf("%s%s%s", path, *path ? "/" : "", name);
	struct stat st;
	int rc = 0;

	if (!below)
		return sl_fail(index->job, ENOMEM, "memory is out");
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		rc = sl_fail(index->job, errno, "cannot look at /%s/%s of the tree: %s",
			     index->folder, below, strerror(errno));
	else if (S_ISDIR(st.st_mode))
		rc = *path || strcmp(name, "kernel") != 0 ? walk(index, below, depth + 1)
							  : 0;
	else if (is_module(name))
		rc = check_module(index, below);
	free(below);
	return rc;
}

static int walk_entries(struct index *index, DIR *folder, const char *path,
			unsigned depth)
{
	struct dirent *entry;
	int rc = 0;

	while (rc == 0 && !index->stale && (entry = readdir(folder)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = check_entry(index, dirfd(folder), path, entry->d_name,
					 depth);
	return rc;
}

/* Looks for updates that are not in the index. */
static int walk(struct index *index, const char *path, unsigned depth)
{
	struct sl_job *job = index->job;
	char *whole = args_printf("%s/%s", index->folder, path);
	int fd = whole ? job->host->openat(job, whole, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
					   0)
		       : sl_fail(job, ENOMEM, "memory is out");
	DIR *folder = fd < 0 || depth >= DEPTH_MOST ? NULL : fdopendir(fd);
	int rc = fd < 0 ? fd : 0;

	if (folder)
		rc = walk_entries(index, folder, path, depth);
	else if (fd >= 0)
		rc = sl_fail(job, EIO, "cannot read /%s of the tree%s", whole,
			     depth < DEPTH_MOST ? "" : ": its folders are too deep");
	if (folder)
		closedir(folder);
	else if (fd >= 0)
		close(fd);
	free(whole);
	return rc;
}

/* Looks for updates of the index that are gone. */
static int check_lines(struct index *index)
{
	for (const char *line = index->text; *line && !index->stale;) {
		size_t n = strcspn(line, ":\n"), end = strcspn(line, "\n");

		if (n < end && strncmp(line, OWN, strlen(OWN)) != 0) {
			char *path = args_printf("%s/%.*s", index->folder, (int)n, line);

			if (!path)
				return sl_fail(index->job, ENOMEM, "memory is out");
			index->stale = !tree_has(index->job, path);
			free(path);
		}
		line += end + (line[end] == '\n');
	}
	return 0;
}

static int has(const struct index *index, const char *name)
{
	char *path = args_printf("%s/%s", index->folder, name);
	int found = path && tree_has(index->job, path);

	free(path);
	return found;
}

/* NULL in text: there is none. */
static int read_index(struct index *index)
{
	struct sl_job *job = index->job;
	char *path = args_printf("%s/modules.dep", index->folder);
	int fd = path ? job->host->openat(job, path, O_RDONLY | O_CLOEXEC, 0)
		      : sl_fail(job, ENOMEM, "memory is out");
	int rc = fd < 0 && fd != -ENOENT ? fd : 0;

	index->text = work_read_fd(fd, INDEX_MOST);
	if (fd >= 0 && !index->text)
		rc = sl_fail(job, errno, "cannot read /%s of the tree: %s", path,
			     strerror(errno));
	free(path);
	return rc;
}

/* The tree's own knows which updates go before the kernel's modules (depmod.d(5)), and
 * follows links of weak-updates inside the tree; this machine's has to do without. */
static int run(struct sl_job *job, const char *version)
{
	static const char *const places[] = { "usr/sbin/depmod", "usr/bin/depmod",
					      "sbin/depmod" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (tree_has(job, places[i]))
			return sl_run(job, SL_RUN_IN_TREE, "depmod", version);
	return sl_run(job, 0, "depmod", "-b", sl_path(job, SL_TREE), version);
}

int depmod_index(struct sl_job *job, const char *version)
{
	struct index index = { .job = job,
			       .folder = args_printf("lib/modules/%s", version) };
	int rc;

	if (!index.folder)
		return sl_fail(job, ENOMEM, "memory is out");
	rc = read_index(&index);
	if (index.text)
		rc = check_lines(&index);
	else if (rc == 0)
		index.stale = has(&index, "kernel") || has(&index, "modules.builtin");
	if (rc == 0 && index.text)
		rc = walk(&index, "", 0);
	if (rc == 0 && index.stale)
		rc = run(job, version);
	free(index.text);
	free(index.folder);
	return rc;
}
