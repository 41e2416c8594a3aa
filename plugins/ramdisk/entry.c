/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/entry.c - what is packed of one file: all that stat(2), attributes and
 * holes say.
 */
#include "ramdisk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
	NAMES = 65536,          /* XATTR_LIST_MAX */
	VALUE = 65536,          /* XATTR_SIZE_MAX */
	EXTENTS = 65536,        /* of one file, likewise */
	ATTRIBUTES = 512 * 1024 /* of one file, which the node program takes */
};

struct reading {
	struct sl_job *job;
	const struct ramdisk_file *file;
	struct pax_entry *entry;
	void (*left_out)(void *arg, const char *path, const char *name);
	void *arg;
	char names[NAMES], value[VALUE];
};

static int failed(struct reading *reading, const char *what, int err)
{
	return sl_fail(reading->job, err, "cannot read %s of %s: %s", what,
		       reading->file->full, strerror(err));
}

static int read_value(struct reading *reading, const char *name)
{
	ssize_t n = lgetxattr(reading->file->full, name, reading->value, VALUE);

	if (n < 0)
		return failed(reading, name, errno);
	if (pax_entry_add_attribute(reading->entry, name, reading->value, (size_t)n) < 0)
		return failed(reading, name, ENOMEM);
	return (int)n;
}

static int read_attributes(struct reading *reading)
{
	ssize_t n = llistxattr(reading->file->full, reading->names, NAMES);
	size_t sum = 0;

	if (n < 0)
		return errno == ENOTSUP ? 0 : failed(reading, "the attributes", errno);
	for (const char *name = reading->names; name < reading->names + n;
	     name += strlen(name) + 1) {
		int bytes = 0;

		if (pax_holds(name))
			bytes = read_value(reading, name);
		else if (reading->left_out)
			reading->left_out(reading->arg, reading->file->path, name);
		if (bytes < 0)
			return bytes;
		sum += (size_t)bytes + strlen(name);
	}
	if (sum <= ATTRIBUTES)
		return 0;
	return sl_fail(reading->job, E2BIG,
		       "/%s has %zu bytes of attributes, a node takes %d; remove some",
		       reading->file->path, sum, ATTRIBUTES);
}

/* SEEK_DATA asks the file system for its own list, which FIEMAP gives only after a sync. */
static int find_extents(struct reading *reading, int fd, off_t size)
{
	off_t at = 0, end;
	int rc = 0;

	while (rc == 0 && at < size) {
		at = lseek(fd, at, SEEK_DATA);
		if (at < 0 && errno == ENXIO)
			break;
		end = at < 0 ? -1 : lseek(fd, at, SEEK_HOLE);
		if (end < 0)
			return failed(reading, "the holes", errno);
		/* The rest of a file with more holes than that is packed without them. */
		if (reading->entry->n_extents == EXTENTS - 1)
			end = size;
		rc = pax_entry_add_extent(reading->entry, at, end - at);
		at = end;
	}
	/* One empty extent: nothing but a hole. */
	if (rc == 0 && reading->entry->n_extents == 0)
		rc = pax_entry_add_extent(reading->entry, 0, 0);
	return rc < 0 ? failed(reading, "the holes", ENOMEM) : 0;
}

static int is_whole(const struct pax_entry *entry)
{
	return entry->n_extents == 1 && entry->extents[0].at == 0 &&
	       entry->extents[0].n == entry->size;
}

static int read_holes(struct reading *reading)
{
	const struct stat *st = reading->file->stat;
	int fd, rc;

	if (st->st_size == 0 || st->st_blocks * 512 >= st->st_size)
		return 0;
	fd = open(reading->file->full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failed(reading, "the holes", errno);
	rc = find_extents(reading, fd, st->st_size);
	close(fd);
	if (is_whole(reading->entry))
		reading->entry->n_extents = 0;
	return rc;
}

static int read_target(struct reading *reading)
{
	char target[RAMDISK_PATH];
	ssize_t n = readlink(reading->file->full, target, sizeof(target));

	if (n < 0 || n == sizeof(target))
		return failed(reading, "the target", n < 0 ? errno : ENAMETOOLONG);
	target[n] = '\0';
	return pax_entry_set(&reading->entry->target, target) == 0
		       ? 0
		       : failed(reading, "the target", ENOMEM);
}

static int read_inode(struct reading *reading)
{
	const struct stat *st = reading->file->stat;
	struct pax_entry *entry = reading->entry;
	int rc = 0;

	entry->uid = st->st_uid;
	entry->gid = st->st_gid;
	entry->time = st->st_mtim;
	if (S_ISREG(st->st_mode))
		entry->size = st->st_size;
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode))
		entry->device = st->st_rdev;
	if (S_ISLNK(st->st_mode))
		rc = read_target(reading);
	if (rc == 0 && S_ISREG(st->st_mode))
		rc = read_holes(reading);
	return rc < 0 ? rc : read_attributes(reading);
}

int ramdisk_entry(struct sl_job *job, const struct ramdisk_file *file,
		  struct pax_entry *entry,
		  void (*left_out)(void *arg, const char *path, const char *name),
		  void *arg)
{
	struct reading *reading = malloc(sizeof(*reading));
	int rc = 0;

	memset(entry, 0, sizeof(*entry));
	if (!reading)
		return sl_fail(job, ENOMEM, "out of memory");
	reading->job = job;
	reading->file = file;
	reading->entry = entry;
	reading->left_out = left_out;
	reading->arg = arg;
	entry->mode = file->stat->st_mode;
	if (pax_entry_set(&entry->path, file->path) < 0 ||
	    (file->hard && pax_entry_set(&entry->hard, file->hard) < 0))
		rc = sl_fail(job, ENOMEM, "out of memory");
	else if (!file->hard)
		rc = read_inode(reading);
	free(reading);
	return rc;
}
