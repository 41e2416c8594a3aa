/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/squashfs/verify.c - is the image that was written the tree?
 *
 * Names, types, modes, owners, sizes, times and targets are compared with a listing of
 * the image, and files with capabilities (which no listing shows) are taken out of it and
 * compared whole: 0.1 s for a tree of 280 MB.  Every byte of every file costs 2.3 s
 * there, about half of what packing it did, so that is for those who ask for it.
 */
#include "squashfs.h"

#include "plugins/lib/compare.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* POSIX ACLs were warned about, and not every unsquashfs makes sockets. */
static const char *const attributes[] = { "user.", "security.", "trusted.", NULL };
static const struct compare kept = {
	.attributes = attributes, .last = UINT32_MAX, .modes = 07777, .no_sockets = 1
};

static int run(struct sl_job *job, const char *const *argv, struct squashfs_listing *into)
{
	static const char *const env[] = { "TZ=UTC", NULL };
	struct sl_command command = { .size = SL_SIZE_OF(struct sl_command),
				      .flags = SL_RUN_QUIET,
				      .argv = argv,
				      .env = env };

	if (into) {
		command.line = squashfs_listing_line;
		command.arg = into;
	}
	return job->host->run(job, &command);
}

static int check_listing(struct sl_job *job, const char *image,
			 const struct squashfs_scan *scan)
{
	const char *const argv[] = { "unsquashfs", "-lln", image, NULL };
	struct squashfs_listing *listing = calloc(1, sizeof(*listing));
	int rc;

	if (!listing)
		return sl_fail(job, ENOMEM, "out of memory");
	listing->tree = sl_path(job, SL_TREE);
	rc = run(job, argv, listing);
	if (rc == 0 && listing->wrong[0])
		rc = sl_fail(
			job, EBADMSG,
			"the packed image is not the tree: %s differs; pack again, and "
			"report it if it comes back",
			listing->wrong);
	else if (rc == 0 && listing->entries != scan->entries)
		rc = sl_fail(job, EBADMSG,
			     "the packed image has %" PRIu64
			     " entries where the tree has "
			     "%" PRIu64 "; pack again, and report it if it comes back",
			     listing->entries, scan->entries);
	free(listing);
	return rc;
}

/* The queues of unsquashfs are 256 MB each unless told. */
static int extract(struct sl_job *job, const char *image, const char *to,
		   const char *list)
{
	const char *argv[] = { "unsquashfs",
			       "-no-progress",
			       "-no-wildcards",
			       "-strict-errors",
			       "-da",
			       "64",
			       "-fr",
			       "64",
			       "-d",
			       to,
			       NULL,
			       NULL,
			       NULL,
			       NULL };
	size_t n = 10;

	if (list) {
		argv[n++] = "-ef";
		argv[n++] = list;
	}
	argv[n] = image;
	return run(job, argv, NULL);
}

static int write_list(struct sl_job *job, const char *path,
		      const struct squashfs_scan *scan)
{
	FILE *file = fopen(path, "we");
	int ok = file != NULL;

	for (size_t i = 0; ok && i < scan->n_capable; i++)
		ok = fprintf(file, "%s\n", scan->capable[i]) > 0;
	if (file && fclose(file) != 0)
		ok = 0;
	return ok ? 0
		  : sl_fail(job, errno ? errno : EIO, "cannot write %s: %s", path,
			    strerror(errno));
}

static int check_capable(struct sl_job *job, const char *image, const char *to,
			 const struct squashfs_scan *scan)
{
	char list[SQUASHFS_PATH], view[SQUASHFS_PATH], copy[SQUASHFS_PATH];
	int rc;

	if (scan->n_capable == 0)
		return 0;
	rc = squashfs_join(job, list, sl_path(job, SL_WORK), "squashfs-files");
	if (rc == 0)
		rc = write_list(job, list, scan);
	if (rc == 0)
		rc = extract(job, image, to, list);
	for (size_t i = 0; rc == 0 && i < scan->n_capable; i++) {
		rc = squashfs_join(job, view, sl_path(job, SL_TREE), scan->capable[i]);
		if (rc == 0)
			rc = squashfs_join(job, copy, to, scan->capable[i]);
		if (rc == 0)
			rc = compare_entry(job, &kept, view, copy);
	}
	return rc;
}

/* A name with a newline cannot be told from two lines. */
static int check(struct sl_job *job, const char *image, int all_data,
		 const struct squashfs_scan *scan)
{
	char to[SQUASHFS_PATH];
	int rc = squashfs_join(job, to, sl_path(job, SL_WORK), "squashfs-copy");

	if (rc == 0 && scan->newlines == 0)
		rc = check_listing(job, image, scan);
	if (rc < 0)
		return rc;
	if (!all_data && scan->newlines == 0)
		return check_capable(job, image, to, scan);
	rc = extract(job, image, to, NULL);
	return rc == 0 ? compare_trees(job, &kept, sl_path(job, SL_TREE), to) : rc;
}

int squashfs_verify(struct sl_job *job, void *self)
{
	const char *how = sl_opt(job, "verify");
	char image[SQUASHFS_PATH];
	struct squashfs_scan scan = { 0 };
	int rc;

	(void)self;
	if (how && strcmp(how, "no") == 0)
		return 0;
	rc = squashfs_join(job, image, sl_path(job, SL_OUTPUT), SQUASHFS_OUTPUT);
	if (rc == 0)
		rc = squashfs_scan(job, sl_path(job, SL_TREE), &scan);
	if (rc < 0)
		return rc;
	rc = check(job, image, how && strcmp(how, "data") == 0, &scan);
	squashfs_scan_fini(&scan);
	return rc;
}
