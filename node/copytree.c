/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/copytree.c - a file or folder of the root, copied with what belongs to it.
 */
#include "copytree.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { PIECE = 1 << 16, NAMES_MOST = 1 << 16 };

static int copy_entry(struct copytree *, int from, const char *name, int to,
		      const char *new_name);

static int is_zero(const char *data, size_t n)
{
	return n == 0 || (data[0] == 0 && memcmp(data, data + 1, n - 1) == 0);
}

/* Pieces of zeros become holes: a lastlog(5) is little else. */
static int copy_data(int in, int out, char *piece)
{
	off_t size = 0;
	ssize_t n;

	while ((n = read(in, piece, PIECE)) > 0) {
		int rc = 0;

		size += n;
		if (is_zero(piece, (size_t)n)) {
			if (lseek(out, n, SEEK_CUR) < 0)
				return -errno;
			continue;
		}
		rc = sysfile_write_all(out, piece, (size_t)n);
		if (rc < 0)
			return rc;
	}
	return n < 0 || ftruncate(out, size) != 0 ? -errno : 0;
}

/* What the new file system does not take (a tmpfs knows no user.* before Linux 6.6) is left
 * out, as it would be on a copy that the running system makes. */
static int copy_xattrs(int in, int out, char *names)
{
	char value[XATTR_SIZE_MAX];
	ssize_t n = flistxattr(in, names, NAMES_MOST);

	if (n < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *name = names; name < names + n; name += strlen(name) + 1) {
		ssize_t size = fgetxattr(in, name, value, sizeof(value));

		if (size < 0 || (fsetxattr(out, name, value, (size_t)size, 0) != 0 &&
				 errno != ENOTSUP))
			return -errno;
	}
	return 0;
}

static int copy_metadata(int in, int out, const struct stat *st)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	char *names = malloc(NAMES_MOST);
	int rc = names ? 0 : -ENOMEM;

	if (rc == 0 && (fchown(out, st->st_uid, st->st_gid) != 0 ||
			fchmod(out, st->st_mode & 07777) != 0))
		rc = -errno;
	if (rc == 0)
		rc = copy_xattrs(in, out, names);
	if (rc == 0 && futimens(out, times) != 0)
		rc = -errno;
	free(names);
	return rc;
}

static int copy_file(int from, const char *name, int to, const char *new_name,
		     const struct stat *st)
{
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), out, rc;
	char *piece;

	if (in < 0)
		return -errno;
	out = openat(to, new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	rc = out < 0 ? -errno : 0;
	piece = malloc(PIECE);
	if (rc == 0)
		rc = piece ? copy_data(in, out, piece) : -ENOMEM;
	if (rc == 0)
		rc = copy_metadata(in, out, st);
	free(piece);
	if (out >= 0)
		close(out);
	close(in);
	return rc;
}

static int copy_link(int from, const char *name, int to, const char *new_name,
		     const struct stat *st)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(from, name, target, sizeof(target) - 1);

	if (n < 0)
		return -errno;
	target[n] = '\0';
	if (symlinkat(target, to, new_name) != 0 ||
	    fchownat(to, new_name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) != 0)
		return -errno;
	return 0;
}

static int copy_special(int to, const char *new_name, const struct stat *st)
{
	if (mknodat(to, new_name, st->st_mode, st->st_rdev) != 0 ||
	    fchownat(to, new_name, st->st_uid, st->st_gid, 0) != 0 ||
	    fchmodat(to, new_name, st->st_mode & 07777, 0) != 0)
		return -errno;
	return 0;
}

/* copy->path grows by each name on the way down, and is as it was on the way up. */
static int copy_content(struct copytree *copy, int in, int out)
{
	size_t length = strlen(copy->path);
	int again = fcntl(in, F_DUPFD_CLOEXEC, 0);
	DIR *dir = again < 0 ? NULL : fdopendir(again);
	const struct dirent *entry;
	int rc = dir ? 0 : -errno;

	while (rc == 0 && (entry = readdir(dir))) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (length + strlen(name) + 2 > sizeof(copy->path))
			rc = -ENAMETOOLONG;
		if (rc == 0) {
			snprintf(copy->path + length, sizeof(copy->path) - length, "/%s",
				 name);
			rc = copy_entry(copy, in, name, out, name);
		}
		if (rc == 0)
			copy->path[length] = '\0';
	}
	if (dir)
		closedir(dir);
	return rc;
}

static int copy_folder(struct copytree *copy, int from, const char *name, int to,
		       const char *new_name, const struct stat *st)
{
	int in, out = -1, rc = 0;

	if (mkdirat(to, new_name, 0700) != 0)
		return -errno;
	in = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (in >= 0)
		out = openat(to, new_name,
			     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (out < 0)
		rc = -errno;
	if (rc == 0 && !(copy->is_empty && copy->is_empty(copy->arg, copy->path)))
		rc = copy_content(copy, in, out);
	if (rc == 0)
		rc = copy_metadata(in, out, st);
	if (out >= 0)
		close(out);
	if (in >= 0)
		close(in);
	return rc;
}

static int copy_entry(struct copytree *copy, int from, const char *name, int to,
		      const char *new_name)
{
	struct stat st;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return -errno;
	if (S_ISREG(st.st_mode))
		return copy_file(from, name, to, new_name, &st);
	if (S_ISDIR(st.st_mode))
		return copy_folder(copy, from, name, to, new_name, &st);
	if (S_ISLNK(st.st_mode))
		return copy_link(from, name, to, new_name, &st);
	return copy_special(to, new_name, &st);
}

int copytree(struct copytree *copy, const char *path, int to, const char *name)
{
	snprintf(copy->path, sizeof(copy->path), "%s", path);
	return copy_entry(copy, AT_FDCWD, path, to, name);
}
