/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/path.c - names of files, folders made and removed.
 */
#include "path.h"
#include "str.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *path_join(const char *folder, const char *name)
{
	while (*name == '/')
		name++;
	return mem_printf("%s%s%s", folder, str_ends(folder, "/") || !*folder ? "" : "/",
			  name);
}

char *path_parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_dup(".");
	return slash == path ? mem_dup("/") : mem_ndup(path, (size_t)(slash - path));
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool path_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool path_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_is_name(const char *text)
{
	if (!*text || *text == '.' || *text == '-' || strlen(text) > 200)
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("-_.+@", *text))
			return false;
	return true;
}

/* A private folder does not make private what it lies in. */
enum { PARENTS = 0755 };

int path_make_folders(struct log *log, const char *path, mode_t mode)
{
	char *copy CLEANUP_FREE = mem_dup(path);

	for (char *c = copy + 1; *copy; c++) {
		bool last = c[strspn(c, "/")] == '\0';
		char end = *c;

		if (end && end != '/')
			continue;
		*c = '\0';
		if (mkdir(copy, last ? mode : PARENTS) != 0 && errno != EEXIST)
			return log_fail(log, errno, "cannot make the folder %s: %s", copy,
					strerror(errno));
		*c = end;
		if (!end)
			break;
	}
	if (!path_is_folder(path))
		return log_fail(log, ENOTDIR, "%s is there, but is not a folder", path);
	return 0;
}

static int remove_at(int parent, const char *name, dev_t device);

/* Takes folder over. */
static int remove_entries(int folder, dev_t device)
{
	DIR *dir = fdopendir(folder);
	struct dirent *entry;
	int rc = 0;

	if (!dir) {
		rc = -errno;
		close(folder);
		return rc;
	}
	while (rc == 0 && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = remove_at(folder, entry->d_name, device);
	closedir(dir);
	return rc;
}

static int remove_at(int parent, const char *name, dev_t device)
{
	struct stat st;
	int folder, rc;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return -errno;
	if (fstat(folder, &st) != 0 || st.st_dev != device) {
		close(folder);
		return -EXDEV;
	}
	rc = remove_entries(folder, device);
	if (rc == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0)
		rc = -errno;
	return rc;
}

int path_remove(struct log *log, const char *path)
{
	struct stat st;
	int rc;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? 0
				       : log_fail(log, errno, "cannot look at %s: %s",
						  path, strerror(errno));
	rc = remove_at(AT_FDCWD, path, st.st_dev);
	if (rc == -EXDEV)
		return log_fail(log, EXDEV,
				"will not remove %s: something is mounted below it; "
				"unmount it first",
				path);
	if (rc < 0)
		return log_fail(log, -rc, "cannot remove %s: %s", path, strerror(-rc));
	return 0;
}
