/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/cpio.c - a newc cpio archive as the kernel unpacks it at its start.
 */
#include "cpio.h"
#include "core/base/map.h"
#include "core/base/strv.h"
#include "output.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct cpio {
	struct log *log;
	char *path;
	struct archive *archive;
	struct output *output;
	int64_t time;
	size_t n;                   /* entries written          */
	int rc;                     /* of the first that failed */
	struct map folders, others; /* what was written         */
	struct strv paths;          /* which the maps borrow    */
};

struct given {
	const char *path; /* without a slash in front */
	mode_t mode;      /* with the type            */
	dev_t device;
	const struct str *data; /* of a file */
	const char *target;     /* of a link */
};

static la_ssize_t write_block(struct archive *archive, void *arg, const void *data,
			      size_t n)
{
	int rc = output_write(arg, data, n);

	if (rc == 0)
		return (la_ssize_t)n;
	archive_set_error(archive, -rc, "%s", strerror(-rc));
	return -1;
}

/* zstd: 9 makes 4 % less of a generic kernel's drivers for half as much time again and
 * three times the memory.  xz is not libarchive's: see output.h. */
static const struct format {
	const char *name, *level;
	int (*filter)(struct archive *);
} formats[] = {
	{ "zstd", "6", archive_write_add_filter_zstd },
	{ "gzip", "6", archive_write_add_filter_gzip },
	{ "xz", NULL, archive_write_add_filter_none },
	{ "none", NULL, archive_write_add_filter_none },
};

static const struct format *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

/* gzip would hold the time of day otherwise. */
static int set_up(struct archive *archive, const struct format *format,
		  struct output *output)
{
	int rc = archive_write_set_format_cpio_newc(archive);

	if (rc == ARCHIVE_OK)
		rc = format->filter(archive);
	if (rc == ARCHIVE_OK && format->level)
		rc = archive_write_set_filter_option(archive, NULL, "compression-level",
						     format->level);
	if (rc == ARCHIVE_OK && strcmp(format->name, "gzip") == 0)
		rc = archive_write_set_filter_option(archive, "gzip", "timestamp", NULL);
	if (rc == ARCHIVE_OK)
		rc = archive_write_set_bytes_in_last_block(archive, 1);
	return rc == ARCHIVE_OK
		       ? archive_write_open(archive, output, NULL, write_block, NULL)
		       : rc;
}

static int check_path(struct log *log, const char *path)
{
	struct strv parts CLEANUP_STRV = { 0 };

	strv_split(&parts, path, "/");
	if (parts.n && !strv_has(&parts, ".") && !strv_has(&parts, ".."))
		return 0;
	return log_fail(log, EINVAL,
			"\"%s\" cannot be a file of the initrd: its path must be plain, "
			"without . and ..",
			path);
}

static int write_entry(struct cpio *cpio, const struct given *given)
{
	struct archive_entry *entry = archive_entry_new();
	size_t bytes = given->data ? given->data->n : 0;
	int rc = ARCHIVE_FATAL;

	if (entry) {
		archive_entry_set_pathname(entry, given->path);
		archive_entry_set_mode(entry, given->mode);
		archive_entry_set_ino64(entry, (la_int64_t)++cpio->n);
		archive_entry_set_nlink(entry, S_ISDIR(given->mode) ? 2 : 1);
		archive_entry_set_mtime(entry, cpio->time, 0);
		archive_entry_set_rdev(entry, given->device);
		archive_entry_set_size(entry, (la_int64_t)bytes);
		if (given->target)
			archive_entry_set_symlink(entry, given->target);
		rc = archive_write_header(cpio->archive, entry);
		if (rc == ARCHIVE_OK && bytes &&
		    archive_write_data(cpio->archive, given->data->s, bytes) !=
			    (la_ssize_t)bytes)
			rc = ARCHIVE_FATAL;
		archive_entry_free(entry);
	}
	return rc == ARCHIVE_OK
		       ? 0
		       : log_fail(cpio->log, EIO, "cannot write %s: %s", cpio->path,
				  archive_error_string(cpio->archive));
}

/* Folders may be added many times, anything else once.  1: there is nothing to write. */
static int check_new(struct cpio *cpio, const struct given *given)
{
	bool is_folder = S_ISDIR(given->mode);
	char *path;

	if (is_folder && map_get(&cpio->folders, given->path))
		return 1;
	if (map_get(&cpio->others, given->path) || map_get(&cpio->folders, given->path))
		return log_fail(cpio->log, EEXIST,
				"two files of the initrd are called /%s; give one of "
				"them another name",
				given->path);
	strv_add(&cpio->paths, given->path);
	path = cpio->paths.v[cpio->paths.n - 1];
	map_put(is_folder ? &cpio->folders : &cpio->others, path, path);
	return 0;
}

static int add_one(struct cpio *cpio, const struct given *given)
{
	int rc = check_new(cpio, given);

	if (rc == 0)
		return write_entry(cpio, given);
	return rc < 0 ? rc : 0;
}

static int add_parents(struct cpio *cpio, const char *path)
{
	int rc = 0;

	for (const char *at = strchr(path, '/'); rc == 0 && at;
	     at = strchr(at + 1, '/')) {
		char *folder CLEANUP_FREE = mem_ndup(path, (size_t)(at - path));
		const struct given given = { .path = folder, .mode = S_IFDIR | 0755 };

		rc = add_one(cpio, &given);
	}
	return rc;
}

static void add(struct cpio *cpio, struct given given)
{
	int rc = cpio->rc;

	given.path += strspn(given.path, "/");
	if (rc == 0)
		rc = check_path(cpio->log, given.path);
	if (rc == 0)
		rc = add_parents(cpio, given.path);
	if (rc == 0)
		rc = add_one(cpio, &given);
	cpio->rc = rc;
}

void cpio_add_folder(struct cpio *cpio, const char *path)
{
	add(cpio, (struct given){ .path = path, .mode = S_IFDIR | 0755 });
}

void cpio_add_file(struct cpio *cpio, const char *path, mode_t mode,
		   const struct str *data)
{
	add(cpio, (struct given){
			  .path = path, .mode = S_IFREG | (mode & 07777), .data = data });
}

void cpio_add_link(struct cpio *cpio, const char *path, const char *target)
{
	add(cpio,
	    (struct given){ .path = path, .mode = S_IFLNK | 0777, .target = target });
}

void cpio_add_node(struct cpio *cpio, const char *path, mode_t mode, dev_t device)
{
	add(cpio, (struct given){ .path = path, .mode = mode, .device = device });
}

static struct cpio *new (struct log *log, const char *path, int64_t time)
{
	struct cpio *cpio = mem_alloc(sizeof(*cpio));

	*cpio = (struct cpio){ .log = log, .path = mem_dup(path), .time = time };
	return cpio;
}

static void free_all(struct cpio *cpio)
{
	map_fini(&cpio->folders);
	map_fini(&cpio->others);
	strv_fini(&cpio->paths);
	free(cpio->path);
	free(cpio);
}

struct cpio *cpio_open(struct log *log, const char *path, const char *compression,
		       int64_t time)
{
	const struct format *format = find_format(compression);
	struct cpio *cpio;

	if (!format) {
		log_fail(log, EINVAL,
			 "an initrd cannot be compressed by \"%s\"; zstd, xz, gzip and "
			 "none are known",
			 compression);
		return NULL;
	}
	cpio = new (log, path, time);
	cpio->output = output_open(log, path, strcmp(compression, "xz") == 0);
	if (!cpio->output) {
		free_all(cpio);
		return NULL;
	}
	cpio->archive = archive_write_new();
	if (!cpio->archive || set_up(cpio->archive, format, cpio->output) != ARCHIVE_OK)
		cpio->rc = log_fail(log, ENOMEM,
				    "cannot write %s: libarchive has no %s here", path,
				    compression);
	return cpio;
}

int cpio_close(struct cpio *cpio, int rc)
{
	if (rc == 0)
		rc = cpio->rc;
	if (rc == 0 && archive_write_close(cpio->archive) != ARCHIVE_OK)
		rc = log_fail(cpio->log, EIO, "cannot write %s: %s", cpio->path,
			      archive_error_string(cpio->archive));
	/* closes it too, if that did not happen: the output is still there */
	archive_write_free(cpio->archive);
	rc = output_close(cpio->log, cpio->output, rc);
	free_all(cpio);
	return rc;
}
