/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/ramfs.c - the root that a kernel makes of an initramfs.
 */
#include "ramfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names as "./etc" and "/etc" are "etc"; "" is the root itself. */
static const char *plain(const char *path)
{
	while (path[0] == '/' || (path[0] == '.' && path[1] == '/'))
		path++;
	return strcmp(path, ".") == 0 ? "" : path;
}

static int add(struct ramfs *ramfs, size_t *room, const struct newc_entry *entry)
{
	if (ramfs->n == *room) {
		size_t wanted = *room ? *room * 2 : 256;
		void *v = realloc(ramfs->v, wanted * sizeof(*ramfs->v));

		if (!v)
			return -ENOMEM;
		ramfs->v = v;
		*room = wanted;
	}
	ramfs->v[ramfs->n] = (struct ramfs_file){ plain(entry->path), *entry, 0, 1 };
	ramfs->n++;
	return 0;
}

static int check_path(struct newc_reader *reader, const char *path)
{
	size_t n = strlen(path);

	if (n == 0)
		return 0;
	for (const char *part = path; part; part = strchr(part, '/')) {
		part += *part == '/';
		n = strcspn(part, "/");
		if (n == 0 || (n == 1 && *part == '.') ||
		    (n == 2 && !memcmp(part, "..", 2))) {
			reader->why = "a name has empty parts, \".\" or \"..\"";
			return -EBADMSG;
		}
	}
	return 0;
}

/* By path; of one path in the order of the archive, in whose memory the names are. */
static int by_path(const void *a, const void *b)
{
	const struct ramfs_file *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order)
		return order;
	return x->path < y->path ? -1 : x->path > y->path;
}

static void keep_last(struct ramfs *ramfs)
{
	size_t n = 0;

	for (size_t i = 0; i < ramfs->n; i++)
		if (i + 1 == ramfs->n ||
		    strcmp(ramfs->v[i].path, ramfs->v[i + 1].path) != 0)
			ramfs->v[n++] = ramfs->v[i];
	ramfs->n = n;
}

/* ---- hard links ---- */

static int is_linked(const struct ramfs_file *file)
{
	return S_ISREG(file->entry.mode) && file->entry.nlink > 1;
}

static int compare_numbers(const struct newc_entry *x, const struct newc_entry *y)
{
	const uint32_t a[] = { x->archive, x->dev_major, x->dev_minor, x->ino };
	const uint32_t b[] = { y->archive, y->dev_major, y->dev_minor, y->ino };

	for (size_t i = 0; i < sizeof(a) / sizeof(a[0]); i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Of pointers into v, which is sorted by path. */
static int by_inode(const void *a, const void *b)
{
	const struct ramfs_file *x = *(struct ramfs_file *const *)a;
	const struct ramfs_file *y = *(struct ramfs_file *const *)b;
	int order = compare_numbers(&x->entry, &y->entry);

	return order ? order : x < y ? -1 : x > y;
}

/* The bytes come with any of the names. */
static void join_group(struct ramfs *ramfs, struct ramfs_file **group, size_t n)
{
	const struct newc_entry *with_data = &group[0]->entry;

	for (size_t i = 1; i < n; i++)
		if (group[i]->entry.size)
			with_data = &group[i]->entry;
	for (size_t i = 0; i < n; i++) {
		group[i]->first = (size_t)(group[0] - ramfs->v);
		group[i]->names = n;
		group[i]->entry.data = with_data->data;
		group[i]->entry.size = with_data->size;
	}
}

static int join_links(struct ramfs *ramfs)
{
	struct ramfs_file **linked = calloc(ramfs->n + 1, sizeof(*linked));
	size_t n = 0, end;

	if (!linked)
		return -ENOMEM;
	for (size_t i = 0; i < ramfs->n; i++) {
		ramfs->v[i].first = i;
		if (is_linked(&ramfs->v[i]))
			linked[n++] = &ramfs->v[i];
	}
	qsort(linked, n, sizeof(struct ramfs_file *), by_inode);
	for (size_t i = 0; i < n; i = end) {
		end = i + 1;
		while (end < n &&
		       compare_numbers(&linked[i]->entry, &linked[end]->entry) == 0)
			end++;
		join_group(ramfs, linked + i, end - i);
	}
	free((void *)linked);
	return 0;
}

int ramfs_read(struct newc_reader *reader, struct ramfs *ramfs)
{
	struct newc_entry entry;
	size_t room = 0;
	int rc;

	while ((rc = newc_read(reader, &entry)) > 0) {
		const char *path = plain(entry.path);

		rc = check_path(reader, path);
		if (rc == 0 && *path)
			rc = add(ramfs, &room, &entry);
		if (rc < 0)
			break;
	}
	if (rc == 0 && ramfs->n) {
		qsort(ramfs->v, ramfs->n, sizeof(*ramfs->v), by_path);
		keep_last(ramfs);
		rc = join_links(ramfs);
	}
	return rc;
}

int ramfs_open(struct sl_job *job, const char *file, const char *name,
	       struct ramfs *ramfs)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct newc_reader reader = { 0 };
	int rc;

	*ramfs = (struct ramfs){ 0 };
	rc = fd < 0 ? -errno : map_open(fd, &ramfs->archive);
	if (fd >= 0)
		close(fd);
	if (rc < 0)
		return sl_fail(job, -rc, "cannot read %s: %s", file, strerror(-rc));
	reader.data = ramfs->archive.data;
	reader.n = ramfs->archive.n;
	rc = ramfs_read(&reader, ramfs);
	if (rc == -ENOMEM)
		sl_fail(job, ENOMEM, "out of memory");
	else if (rc < 0)
		sl_fail(job, -rc,
			"%s is no cpio archive that a kernel unpacks (newc): %s, "
			"at byte %zu of it unpacked",
			name, reader.why, reader.at);
	if (rc < 0)
		ramfs_close(ramfs);
	return rc;
}

void ramfs_close(struct ramfs *ramfs)
{
	map_close(&ramfs->archive);
	free(ramfs->v);
	ramfs->v = NULL;
	ramfs->n = 0;
}

static int compare_path(const void *key, const void *file)
{
	return strcmp(key, ((const struct ramfs_file *)file)->path);
}

const struct ramfs_file *ramfs_find(const struct ramfs *ramfs, const char *path)
{
	return ramfs->n ? bsearch(path, ramfs->v, ramfs->n, sizeof(*ramfs->v),
				  compare_path)
			: NULL;
}
