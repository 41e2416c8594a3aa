/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/intree.c - files of a tree whose links must never lead out of it.
 */
#include "intree.h"
#include "file.h"
#include "path.h"
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int intree_open(int root, const char *path, int flags, mode_t mode)
{
	struct open_how how = {
		.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
		.mode = flags & (O_CREAT | O_TMPFILE) ? mode : 0,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd;

	if (!*path)
		path = ".";
	do
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	while (fd < 0 && (errno == EAGAIN || errno == EINTR));
	if (fd < 0 && errno == ENOSYS)
		return walk_open(root, path, flags, mode);
	return fd < 0 ? -errno : (int)fd;
}

int intree_open_parent(int root, const char *path, const char **name)
{
	char *parent CLEANUP_FREE = path_parent(path);

	*name = path_base(path);
	if (!**name || strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0)
		return -EINVAL;
	return intree_open(root, parent, O_PATH | O_DIRECTORY, 0);
}

int intree_stat(int root, const char *path, struct stat *st)
{
	int fd CLEANUP_FD = intree_open(root, path, O_PATH, 0);

	if (fd < 0)
		return fd;
	return fstat(fd, st) != 0 ? -errno : 0;
}

int intree_read(int root, const char *path, size_t most, struct str *out)
{
	int fd CLEANUP_FD = intree_open(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);

	return fd < 0 ? fd : file_read_fd(fd, most, out);
}

int intree_make_folders(int root, const char *path)
{
	char *copy CLEANUP_FREE = mem_dup(path);

	for (char *c = copy; *copy; c++) {
		char end = *c;

		if (c == copy || (end && end != '/'))
			continue;
		*c = '\0';
		if (c[-1] != '/' && strcmp(copy, ".") != 0) {
			const char *name;
			int parent CLEANUP_FD = intree_open_parent(root, copy, &name);
			struct stat st;

			if (parent < 0)
				return parent;
			if (intree_stat(root, copy, &st) < 0 &&
			    mkdirat(parent, name, 0755) != 0 && errno != EEXIST)
				return -errno;
		}
		*c = end;
		if (!end)
			break;
	}
	return 0;
}

int intree_write(int root, const char *path, mode_t mode, const void *data, size_t bytes)
{
	char *folder CLEANUP_FREE = path_parent(path);
	int parent CLEANUP_FD = -1, fd CLEANUP_FD = -1;
	const char *name;
	int rc = intree_make_folders(root, folder);

	if (rc < 0)
		return rc;
	parent = intree_open_parent(root, path, &name);
	if (parent < 0)
		return parent;
	if (unlinkat(parent, name, 0) != 0 && errno != ENOENT)
		return -errno;
	fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return -errno;
	rc = file_write_all(fd, data, bytes);
	if (rc == 0 && fchmod(fd, mode) != 0)
		rc = -errno;
	return rc;
}

static int remove_at(int parent, const char *name)
{
	struct dirent *entry;
	int folder, rc = 0;
	DIR *dir;

	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = folder < 0 ? NULL : fdopendir(folder);
	if (!dir)
		return -errno;
	while (rc == 0 && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = remove_at(folder, entry->d_name);
	closedir(dir);
	if (rc == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0)
		rc = -errno;
	return rc;
}

int intree_remove(int root, const char *path)
{
	const char *name;
	int parent CLEANUP_FD = intree_open_parent(root, path, &name);

	if (parent == -ENOENT || parent == -ENOTDIR)
		return 0;
	return parent < 0 ? parent : remove_at(parent, name);
}
