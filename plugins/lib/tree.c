/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/tree.c - files of the tree, found and removed without leaving it.
 */
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MOST = 64 };

int tree_has(struct sl_job *job, const char *path)
{
	int fd = job->host->openat(job, path, O_PATH, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The folder that holds the last part of path, and that part. */
static int open_parent(struct sl_job *job, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
	int fd;

	*name = slash ? slash + 1 : path;
	if (!folder)
		return sl_fail(job, ENOMEM, "memory is out");
	fd = job->host->openat(job, folder, O_RDONLY | O_DIRECTORY, 0);
	free(folder);
	return fd;
}

int tree_make_folder(struct sl_job *job, const char *path)
{
	const char *end = path;
	int rc = 0;

	while (rc == 0 && *end) {
		const char *name = NULL;
		char *part;
		int fd;

		end += strspn(end, "/");
		end += strcspn(end, "/");
		part = strndup(path, (size_t)(end - path));
		if (!part)
			return sl_fail(job, ENOMEM, "memory is out");
		fd = open_parent(job, part, &name);
		if (fd < 0)
			rc = fd;
		else if (mkdirat(fd, name, 0755) != 0 && errno != EEXIST)
			rc = sl_fail(job, errno, "cannot make /%s in the tree: %s", part,
				     strerror(errno));
		if (fd >= 0)
			close(fd);
		free(part);
	}
	return rc;
}

int tree_link(struct sl_job *job, const char *target, const char *path)
{
	const char *name = NULL;
	int fd = open_parent(job, path, &name), rc = 0;

	if (fd == -ENOENT)
		return sl_fail(job, ENOENT, "the tree has no folder for /%s", path);
	if (fd < 0)
		return fd;
	if ((unlinkat(fd, name, 0) != 0 && errno != ENOENT) ||
	    symlinkat(target, fd, name) != 0)
		rc = sl_fail(job, errno, "cannot make the link /%s in the tree: %s", path,
			     strerror(errno));
	close(fd);
	return rc;
}

int tree_write(struct sl_job *job, const char *path, unsigned mode, const char *text)
{
	return job->host->write(job, path, mode, text, strlen(text));
}

static int remove_entry(struct sl_job *job, const char *path, int flags)
{
	const char *name = NULL;
	int fd = open_parent(job, path, &name), rc = 0;

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	if (unlinkat(fd, name, flags) != 0 && errno != ENOENT)
		rc = sl_fail(job, errno, "cannot remove /%s from the tree: %s", path,
			     strerror(errno));
	close(fd);
	return rc;
}

int tree_remove(struct sl_job *job, const char *path)
{
	return remove_entry(job, path, 0);
}

int tree_remove_folder(struct sl_job *job, const char *path)
{
	return remove_entry(job, path, AT_REMOVEDIR);
}

/* ---- whole folders ---- */

struct sweep {
	struct sl_job *job;
	const char *top;     /* for messages */
	const char *keep;    /* name that stays */
	const char *pattern; /* names that go; NULL: all */
	int deep, folders;
};

static int say(const struct sweep *sweep, const char *name, int err)
{
	return sl_fail(sweep->job, err, "cannot remove %s below /%s of the tree: %s",
		       name, sweep->top, strerror(err));
}

static int sweep_folder(const struct sweep *, int fd, unsigned depth);

static int sweep_subfolder(const struct sweep *sweep, int parent, const char *name,
			   unsigned depth)
{
	int fd, rc;

	if (!sweep->deep)
		return 0;
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return say(sweep, name, errno);
	rc = sweep_folder(sweep, fd, depth + 1);
	if (rc == 0 && sweep->folders && unlinkat(parent, name, AT_REMOVEDIR) != 0 &&
	    errno != ENOTEMPTY && errno != EEXIST)
		rc = say(sweep, name, errno);
	return rc;
}

static int sweep_entry(const struct sweep *sweep, int fd, const char *name,
		       unsigned depth)
{
	struct stat st;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : say(sweep, name, errno);
	if (S_ISDIR(st.st_mode))
		return sweep_subfolder(sweep, fd, name, depth);
	if (sweep->keep && strcmp(name, sweep->keep) == 0)
		return 0;
	if (sweep->pattern && fnmatch(sweep->pattern, name, 0) != 0)
		return 0;
	return unlinkat(fd, name, 0) == 0 ? 0 : say(sweep, name, errno);
}

/* Takes the descriptor over. */
static int sweep_folder(const struct sweep *sweep, int fd, unsigned depth)
{
	DIR *folder = depth < DEPTH_MOST ? fdopendir(fd) : NULL;
	struct dirent *entry;
	int rc = 0;

	if (!folder) {
		close(fd);
		return say(sweep, "folders", depth < DEPTH_MOST ? ENOMEM : ELOOP);
	}
	while (rc == 0 && (entry = readdir(folder)))
		rc = sweep_entry(sweep, dirfd(folder), entry->d_name, depth);
	closedir(folder);
	return rc;
}

static int sweep_top(const struct sweep *sweep)
{
	int fd = sweep->job->host->openat(sweep->job, sweep->top,
					  O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	return sweep_folder(sweep, fd, 0);
}

int tree_remove_matching(struct sl_job *job, const char *folder, const char *pattern)
{
	const struct sweep sweep = { .job = job, .top = folder, .pattern = pattern };

	return sweep_top(&sweep);
}

int tree_empty(struct sl_job *job, const char *folder, const char *keep, int folders)
{
	const struct sweep sweep = {
		.job = job, .top = folder, .keep = keep, .deep = 1, .folders = folders
	};

	return sweep_top(&sweep);
}
