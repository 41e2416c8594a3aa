/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/visit.c - every entry of a folder and of the folders in it.
 */
#include "visit.h"
#include "str.h"
#include "strv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct visit {
	struct log *log;
	const char *where;
	int (*each)(void *arg, const struct visit_entry *);
	void *arg;
	dev_t device;
	struct str path;
};

static int say(const struct visit *visit, int err)
{
	return log_fail(visit->log, err, "cannot read %s/%s: %s", visit->where,
			str_text(&visit->path), strerror(err));
}

static int list_names(const struct visit *visit, int folder, struct strv *names)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!dir)
		return say(visit, errno);
	while (errno = 0, (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strv_add(names, entry->d_name);
	copy = errno;
	closedir(dir);
	strv_sort(names);
	return copy ? say(visit, copy) : 0;
}

static int visit_folder(struct visit *visit, int folder);

static int visit_one(struct visit *visit, int folder, const char *name)
{
	struct stat st;
	struct visit_entry entry = { folder, name, str_text(&visit->path), &st };
	int inner CLEANUP_FD = -1;
	int rc;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0)
		return say(visit, errno);
	rc = visit->each(visit->arg, &entry);
	if (rc < 0)
		return rc;
	if (rc == VISIT_PASS_BY || !S_ISDIR(st.st_mode) || st.st_dev != visit->device)
		return 0;
	inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return inner < 0 ? say(visit, errno) : visit_folder(visit, inner);
}

static int visit_folder(struct visit *visit, int folder)
{
	struct strv names CLEANUP_STRV = { 0 };
	size_t length = visit->path.n;
	int rc = list_names(visit, folder, &names);

	for (size_t i = 0; rc == 0 && i < names.n; i++) {
		str_addf(&visit->path, "%s%s", length ? "/" : "", names.v[i]);
		rc = visit_one(visit, folder, names.v[i]);
		visit->path.n = length;
		visit->path.s[length] = '\0';
	}
	return rc;
}

int visit_tree(struct log *log, int folder, const char *where,
	       int (*each)(void *arg, const struct visit_entry *), void *arg)
{
	struct visit visit = { .log = log, .where = where, .each = each, .arg = arg };
	struct stat st;
	int rc;

	if (fstat(folder, &st) != 0)
		return say(&visit, errno);
	visit.device = st.st_dev;
	rc = visit_folder(&visit, folder);
	str_fini(&visit.path);
	return rc;
}
