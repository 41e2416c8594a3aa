/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/libraries.c - where the programs of a tree find their libraries.
 */
#include "libraries.h"
#include "place.h"

#include "plugins/lib/work.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONF_BYTES = 1 << 20 };

#define BLANKS " \t"

/* glibc's own, on machines of 64 bits. */
static const char *const known[] = { "lib64", "usr/lib64", "lib", "usr/lib" };

static int read_conf(struct sl_job *job, const char *path, struct args *folders,
		     int depth);

/* "include ld.so.conf.d/?*.conf": a pattern in the last part only, below /etc. */
static int include(struct sl_job *job, char *pattern, struct args *folders, int depth)
{
	char *slash = strrchr(pattern, '/');
	const char *name = slash ? slash + 1 : pattern;
	char *folder = NULL;
	struct dirent *entry;
	DIR *dir;
	int fd, rc = 0;

	if (slash)
		*slash = '\0';
	folder = args_printf("%s%s", pattern[0] == '/' ? "" : "etc/",
			     slash ? pattern : "");
	fd = folder ? job->host->openat(job, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
					0)
		    : sl_fail(job, ENOMEM, "out of memory");
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (fd >= 0 && !dir) {
		rc = sl_fail(job, errno, "cannot read /%s of the tree: %s", folder,
			     strerror(errno));
		close(fd);
	}
	while (rc == 0 && dir && (entry = readdir(dir))) {
		char *path;

		if (fnmatch(name, entry->d_name, FNM_PERIOD) != 0)
			continue;
		path = args_printf("%s/%s", folder, entry->d_name);
		rc = path ? read_conf(job, path, folders, depth)
			  : sl_fail(job, ENOMEM, "out of memory");
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return fd == -ENOENT ? 0 : fd < 0 ? fd : rc;
}

static int read_line(struct sl_job *job, char *line, struct args *folders, int depth)
{
	static const char word[] = "include";

	line[strcspn(line, "#\r")] = '\0';
	line += strspn(line, BLANKS);
	for (size_t n = strlen(line); n && strchr(BLANKS, line[n - 1]); n--)
		line[n - 1] = '\0';
	if (strncmp(line, word, sizeof(word) - 1) == 0 && line[sizeof(word) - 1] &&
	    strchr(BLANKS, line[sizeof(word) - 1])) {
		line += sizeof(word) - 1;
		return include(job, line + strspn(line, BLANKS), folders, depth);
	}
	if (*line == '/')
		args_add(folders, line + strspn(line, "/"));
	return 0;
}

/* A file that includes itself is read a few times, which does no harm. */
static int read_conf(struct sl_job *job, const char *path, struct args *folders,
		     int depth)
{
	char *text, *rest, *line;
	int fd, rc = 0;

	if (depth == 0)
		return 0;
	fd = job->host->openat(job, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	text = work_read_fd(fd, CONF_BYTES);
	if (!text)
		return sl_fail(job, EIO, "cannot read /%s of the tree", path);
	rest = text;
	while (rc == 0 && (line = strsep(&rest, "\n")))
		rc = read_line(job, line, folders, depth - 1);
	free(text);
	return rc;
}

int libraries_folders(struct sl_job *job, struct args *folders)
{
	int rc;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		args_add(folders, known[i]);
	rc = read_conf(job, "etc/ld.so.conf", folders, 4);
	return rc < 0 ? rc : args_check(job, folders);
}

static int has(struct sl_job *job, const char *folder, const char *name)
{
	char *path = args_printf("%s/%s", folder, name);
	struct stat st;
	int found =
		path ? place_has(job, path, &st) : sl_fail(job, ENOMEM, "out of memory");

	free(path);
	return found;
}

/* One folder of an rpath, n characters: $ORIGIN, ${ORIGIN} in front is the file's own. */
static int has_in_rpath(struct sl_job *job, const char *path, const char *rpath, size_t n,
			const char *name)
{
	static const char *const origins[] = { "$ORIGIN", "${ORIGIN}" };
	const char *slash = strrchr(path, '/');
	char *folder = NULL;
	int found;

	for (size_t i = 0; !folder && i < 2; i++) {
		size_t length = strlen(origins[i]);

		if (n >= length && memcmp(rpath, origins[i], length) == 0)
			folder = args_printf("%.*s%.*s", (int)(slash ? slash - path : 0),
					     path, (int)(n - length), rpath + length);
	}
	if (!folder)
		folder = strndup(rpath, n);
	found = folder ? has(job, folder, name) : sl_fail(job, ENOMEM, "out of memory");
	free(folder);
	return found;
}

int libraries_has(struct sl_job *job, const struct args *folders, const char *path,
		  const char *rpath, const char *name)
{
	struct stat st;
	int found = 0;

	if (strchr(name, '/'))
		return place_has(job, name, &st);
	while (found == 0 && rpath && *rpath) {
		size_t n = strcspn(rpath, ":");

		if (n)
			found = has_in_rpath(job, path, rpath, n, name);
		rpath += n + (rpath[n] == ':');
	}
	for (size_t i = 0; found == 0 && i < folders->n; i++)
		found = has(job, folders->v[i], name);
	return found;
}
