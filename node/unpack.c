/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unpack.c - unpacks the archive of a node's files below the process's root.
 */
#include "unpack.h"
#include "sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 65536 };

/* Where a link to a folder lies, the folder it means is there. */
static int make_folder(const char *path, unsigned mode)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return chmod(path, mode) == 0 ? 0 : -errno;
	if (errno != EEXIST)
		return -errno;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}

static int make_parent(const char *path)
{
	char *parent = strdup(path), *slash;
	int rc;

	if (!parent)
		return -ENOMEM;
	slash = strrchr(parent, '/');
	*slash = '\0';
	rc = *parent ? sysfile_make_folders(parent) : 0;
	free(parent);
	return rc;
}

/* A new file each time: a link that lies there is replaced, not followed. */
static int make_file(struct untar *untar, const struct untar_entry *entry,
		     const char *path)
{
	char piece[PIECE];
	uint64_t at;
	ssize_t n;
	int fd, rc;

	if (unlink(path) != 0 && errno != ENOENT)
		return -errno;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, entry->mode);
	if (fd < 0)
		return -errno;
	rc = fchmod(fd, entry->mode) == 0 && ftruncate(fd, (off_t)entry->bytes) == 0
		     ? 0
		     : -errno;
	while (rc == 0 && (n = untar_read(untar, piece, sizeof(piece), &at)) != 0)
		rc = n < 0 ? (int)n
		     : lseek(fd, (off_t)at, SEEK_SET) < 0
			     ? -errno
			     : sysfile_write_all(fd, piece, (size_t)n);
	close(fd);
	return rc;
}

static int check_entry(struct untar *untar, const struct untar_entry *entry)
{
	if (entry->type == UNTAR_FILE || entry->type == UNTAR_FOLDER ||
	    entry->type == UNTAR_LINK)
		return 0;
	snprintf(untar->why, sizeof(untar->why),
		 "/%.150s is no file, folder or symbolic link", entry->path);
	return -EINVAL;
}

static int unpack_entry(struct untar *untar, const struct untar_entry *entry)
{
	char path[UNTAR_PATH + 1];
	int rc;

	snprintf(path, sizeof(path), "/%s", entry->path);
	rc = make_parent(path);
	if (rc < 0)
		return rc;
	switch (entry->type) {
	case UNTAR_FOLDER:
		return make_folder(path, entry->mode);
	case UNTAR_FILE:
		return make_file(untar, entry, path);
	default:
		if (unlink(path) != 0 && errno != ENOENT)
			return -errno;
		return symlink(entry->target, path) == 0 ? 0 : -errno;
	}
}

static int each(const char *data, size_t n,
		int (*act)(struct untar *, const struct untar_entry *),
		char why[UNTAR_WHY])
{
	struct untar_memory memory = { data, n, 0 };
	struct untar_source source = untar_from_memory(&memory);
	struct untar_entry *entry = malloc(sizeof(*entry));
	struct untar untar;
	int rc = entry ? 1 : -ENOMEM;

	untar_init(&untar, &source);
	snprintf(untar.why, sizeof(untar.why), "out of memory");
	while (rc > 0 && (rc = untar_next(&untar, entry)) > 0) {
		int done = act(&untar, entry);

		if (done == 0)
			continue;
		rc = done;
		if (!untar.why[0])
			snprintf(untar.why, sizeof(untar.why), "cannot write /%.150s: %s",
				 entry->path, strerror(-done));
	}
	if (rc < 0)
		memcpy(why, untar.why, UNTAR_WHY);
	untar_fini(&untar);
	free(entry);
	return rc;
}

int unpack(const char *data, size_t n, char why[UNTAR_WHY])
{
	int rc = each(data, n, check_entry, why);

	return rc < 0 ? rc : each(data, n, unpack_entry, why);
}
