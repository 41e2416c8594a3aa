/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ramdisk/verify.c - is the archive that was written the tree?
 *
 * The tree is walked once more, and the archive read beside it: each entry must be the
 * next one, with type, mode, owner, size, time, target, device, attributes and holes.
 */
#include "ramdisk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct check {
	struct sl_job *job;
	struct pax_reader *reader;
	int all_data;
	char *buffer; /* of RAMDISK_BLOCK bytes */
};

static int differs(struct check *check, const char *what, const char *path)
{
	return sl_fail(check->job, EBADMSG,
		       "the packed image is not the tree: the %s of /%s differs; pack "
		       "again, and report it if it comes back",
		       what, path);
}

/* A piece of the archive against the file: 1 equal, 0 not, -errno. */
static int same_piece(struct check *check, int fd, const char *data, size_t n, int64_t at)
{
	while (n > 0) {
		size_t want = n < RAMDISK_BLOCK ? n : RAMDISK_BLOCK;
		ssize_t got = pread(fd, check->buffer, want, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0 || memcmp(check->buffer, data, (size_t)got) != 0)
			return 0;
		data += got;
		n -= (size_t)got;
		at += got;
	}
	return 1;
}

static int check_content(struct check *check, const struct ramdisk_file *file)
{
	int fd = open(file->full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int rc = fd < 0 ? -errno : 1, same = 1;
	const void *data;
	int64_t at;
	size_t n;

	if (fd < 0)
		return sl_fail(check->job, -rc, "cannot open %s: %s", file->full,
			       strerror(-rc));
	while (same > 0 && (rc = pax_reader_data(check->reader, &data, &n, &at)) > 0)
		same = same_piece(check, fd, data, n, at);
	close(fd);
	if (same < 0)
		return sl_fail(check->job, -same, "cannot read %s: %s", file->full,
			       strerror(-same));
	return same ? rc : differs(check, "contents", file->path);
}

static int compare(struct check *check, const struct ramdisk_file *file,
		   const struct pax_entry *expected)
{
	struct pax_entry packed;
	const char *what;
	int rc = pax_reader_entry(check->reader, &packed);

	if (rc < 0)
		return rc;
	if (rc == 0)
		return differs(check, "existence", file->path);
	what = pax_entry_difference(&packed, expected);
	rc = what ? differs(check, what, file->path) : 0;
	if (rc == 0 && check->all_data && !packed.hard && packed.size > 0)
		rc = check_content(check, file);
	pax_entry_fini(&packed);
	return rc;
}

static int check_entry(void *arg, const struct ramdisk_file *file)
{
	struct check *check = arg;
	struct pax_entry expected;
	int rc = ramdisk_entry(check->job, file, &expected, NULL, NULL);

	if (rc == 0)
		rc = compare(check, file, &expected);
	pax_entry_fini(&expected);
	return rc;
}

static int check_all(struct check *check)
{
	struct pax_entry more;
	int rc = ramdisk_walk(check->job, sl_path(check->job, SL_TREE), check_entry,
			      check, NULL);

	if (rc < 0)
		return rc;
	rc = pax_reader_entry(check->reader, &more);
	if (rc > 0) {
		rc = differs(check, "existence", more.path);
		pax_entry_fini(&more);
	}
	return rc;
}

int ramdisk_verify(struct sl_job *job, void *self)
{
	const char *how = sl_opt(job, "verify");
	struct check check = { .job = job };
	char archive[RAMDISK_PATH];
	int rc;

	(void)self;
	if (how && strcmp(how, "no") == 0)
		return 0;
	rc = ramdisk_join(job, archive, sl_path(job, SL_OUTPUT), RAMDISK_OUTPUT);
	if (rc < 0)
		return rc;
	check.all_data = how && strcmp(how, "data") == 0;
	check.buffer = malloc(RAMDISK_BLOCK);
	if (!check.buffer)
		return sl_fail(job, ENOMEM, "out of memory");
	check.reader = pax_reader_open(job, archive);
	rc = check.reader ? check_all(&check) : -EIO;
	pax_reader_close(check.reader);
	free(check.buffer);
	return rc;
}
