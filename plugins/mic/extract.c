/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/extract.c - what an archive has, put into the tree.
 */
#include "mic.h"
#include "place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

/* In the order of the archive, in whose memory the names are: a link to a folder comes
 * before what lies in it by that name. */
static int by_place(const void *a, const void *b)
{
	const struct ramfs_file *x = *(const struct ramfs_file *const *)a;
	const struct ramfs_file *y = *(const struct ramfs_file *const *)b;

	return x->path < y->path ? -1 : x->path > y->path;
}

/* made: by the index of a file's first name, which of its names is in the tree already. */
static int put(struct sl_job *job, const struct ramfs_file *file, const char **made)
{
	const struct newc_entry *entry = &file->entry;
	struct place place = {
		.path = file->path,
		.hard = made[file->first],
		.mode = entry->mode,
		.uid = entry->uid,
		.gid = entry->gid,
		.device = makedev(entry->rdev_major, entry->rdev_minor),
		.data = entry->data,
		.n = entry->size,
	};
	char target[NEWC_NAME] = "";

	if (S_ISLNK(entry->mode)) {
		if (entry->size == 0 || entry->size >= sizeof(target))
			return sl_fail(job, EBADMSG,
				       "/%s of the archive is a link with a target of %u "
				       "bytes",
				       file->path, entry->size);
		memcpy(target, entry->data, entry->size);
		place.target = target;
	}
	made[file->first] = file->path;
	return place_put(job, &place);
}

static int put_all(struct sl_job *job, const struct ramfs *ramfs,
		   const struct ramfs_file **order, const char **made)
{
	int rc = 0;

	for (size_t i = 0; i < ramfs->n; i++)
		order[i] = &ramfs->v[i];
	qsort((void *)order, ramfs->n, sizeof(struct ramfs_file *), by_place);
	for (size_t i = 0; rc == 0 && i < ramfs->n; i++) {
		rc = put(job, order[i], made);
		if (rc == 0 && job->host->cancelled(job))
			rc = -ECANCELED;
	}
	return rc;
}

int extract_ramfs(struct sl_job *job, const struct ramfs *ramfs)
{
	const struct ramfs_file **order = calloc(ramfs->n + 1, sizeof(*order));
	const char **made = calloc(ramfs->n + 1, sizeof(*made));
	int rc;

	if (order && made)
		rc = put_all(job, ramfs, order, made);
	else
		rc = sl_fail(job, ENOMEM, "out of memory");
	free((void *)order);
	free((void *)made);
	return rc;
}
