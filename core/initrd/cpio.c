/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/cpio.c - a newc cpio archive as the kernel unpacks it at its start.
 */
#include "cpio.h"
#include "core/base/path.h"
#include "core/base/strv.h"
#include "output.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct cpio_entry *add(struct cpio *cpio, const char *path, mode_t mode)
{
	if (cpio->n == cpio->room) {
		cpio->room = cpio->room ? 2 * cpio->room : 128;
		cpio->v = mem_grow(cpio->v, cpio->room, sizeof(*cpio->v));
	}
	cpio->v[cpio->n] = (struct cpio_entry){
		.path = mem_dup(path + strspn(path, "/")),
		.mode = mode,
	};
	return &cpio->v[cpio->n++];
}

void cpio_add_folder(struct cpio *cpio, const char *path)
{
	add(cpio, path, S_IFDIR | 0755);
}

void cpio_add_file(struct cpio *cpio, const char *path, mode_t mode, struct str *data)
{
	add(cpio, path, S_IFREG | (mode & 07777))->data = *data;
	*data = (struct str){ 0 };
}

void cpio_add_link(struct cpio *cpio, const char *path, const char *target)
{
	str_add(&add(cpio, path, S_IFLNK | 0777)->data, target);
}

void cpio_add_node(struct cpio *cpio, const char *path, mode_t mode, dev_t device)
{
	add(cpio, path, mode)->device = device;
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

static void add_parents(struct cpio *cpio)
{
	size_t given = cpio->n;

	for (size_t i = 0; i < given; i++) {
		char *path CLEANUP_FREE = mem_dup(cpio->v[i].path);
		char *slash;

		while ((slash = strrchr(path, '/'))) {
			*slash = '\0';
			cpio_add_folder(cpio, path);
		}
	}
}

static int compare(const void *a, const void *b)
{
	const struct cpio_entry *x = a, *y = b;
	int by_name = strcmp(x->path, y->path);

	return by_name ? by_name : S_ISDIR(x->mode) - S_ISDIR(y->mode);
}

/* Folders may be there many times, anything else once. */
static int sort(struct log *log, struct cpio *cpio)
{
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < cpio->n; i++)
		rc = check_path(log, cpio->v[i].path);
	add_parents(cpio);
	qsort(cpio->v, cpio->n, sizeof(*cpio->v), compare);
	for (size_t i = 0; i < cpio->n; i++) {
		struct cpio_entry *entry = &cpio->v[i];
		struct cpio_entry *last = kept ? &cpio->v[kept - 1] : NULL;

		if (!last || strcmp(last->path, entry->path) != 0) {
			cpio->v[kept++] = *entry;
			continue;
		}
		if (rc == 0 && !(S_ISDIR(last->mode) && S_ISDIR(entry->mode)))
			rc = log_fail(log, EEXIST,
				      "two files of the initrd are called /%s; give one "
				      "of them another name",
				      entry->path);
		free(entry->path);
		str_fini(&entry->data);
	}
	cpio->n = kept;
	return rc;
}

static int write_entry(struct archive *archive, const struct cpio_entry *given,
		       size_t number, int64_t time)
{
	struct archive_entry *entry = archive_entry_new();
	bool is_file = S_ISREG(given->mode);
	int rc;

	if (!entry)
		return ARCHIVE_FATAL;
	archive_entry_set_pathname(entry, given->path);
	archive_entry_set_mode(entry, given->mode);
	archive_entry_set_ino64(entry, (la_int64_t)number);
	archive_entry_set_nlink(entry, S_ISDIR(given->mode) ? 2 : 1);
	archive_entry_set_mtime(entry, time, 0);
	archive_entry_set_rdev(entry, given->device);
	archive_entry_set_size(entry, is_file ? (la_int64_t)given->data.n : 0);
	if (S_ISLNK(given->mode))
		archive_entry_set_symlink(entry, str_text(&given->data));
	rc = archive_write_header(archive, entry);
	if (rc == ARCHIVE_OK && is_file && given->data.n &&
	    archive_write_data(archive, given->data.s, given->data.n) !=
		    (la_ssize_t)given->data.n)
		rc = ARCHIVE_FATAL;
	archive_entry_free(entry);
	return rc;
}

static la_ssize_t write_block(struct archive *archive, void *arg, const void *data,
			      size_t n)
{
	int rc = output_write(arg, data, n);

	if (rc == 0)
		return (la_ssize_t)n;
	archive_set_error(archive, -rc, "%s", strerror(-rc));
	return -1;
}

/* zstd: beyond 9, a percent of size costs many times the time.  xz is not libarchive's:
 * see output.h. */
static const struct format {
	const char *name, *level;
	int (*filter)(struct archive *);
} formats[] = {
	{ "zstd", "9", archive_write_add_filter_zstd },
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

static int write_entries(struct log *log, const struct cpio *cpio, int64_t time,
			 struct archive *archive, const char *path)
{
	int rc = ARCHIVE_OK;

	for (size_t i = 0; rc == ARCHIVE_OK && i < cpio->n; i++)
		rc = write_entry(archive, &cpio->v[i], i + 1, time);
	if (rc == ARCHIVE_OK)
		rc = archive_write_close(archive);
	if (rc == ARCHIVE_OK)
		return 0;
	return log_fail(log, EIO, "cannot write %s: %s", path,
			archive_error_string(archive));
}

int cpio_write(struct log *log, struct cpio *cpio, const char *compression, int64_t time,
	       const char *path)
{
	const struct format *format = find_format(compression);
	struct archive *archive;
	struct output *output;
	int rc = sort(log, cpio);

	if (rc < 0)
		return rc;
	if (!format)
		return log_fail(
			log, EINVAL,
			"an initrd cannot be compressed by \"%s\"; zstd, xz, gzip "
			"and none are known",
			compression);
	output = output_open(log, path, strcmp(compression, "xz") == 0);
	if (!output)
		return -EIO;
	archive = archive_write_new();
	if (!archive || set_up(archive, format, output) != ARCHIVE_OK)
		rc = log_fail(log, ENOMEM, "cannot write %s: libarchive has no %s here",
			      path, compression);
	else
		rc = write_entries(log, cpio, time, archive, path);
	archive_write_free(archive);
	return output_close(log, output, rc);
}

void cpio_fini(struct cpio *cpio)
{
	for (size_t i = 0; i < cpio->n; i++) {
		free(cpio->v[i].path);
		str_fini(&cpio->v[i].data);
	}
	free(cpio->v);
	*cpio = (struct cpio){ 0 };
}
