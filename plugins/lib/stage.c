/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/stage.c - a tree made ready for an RPM package manager of this machine.
 */
#include "stage.h"
#include "mounts.h"
#include "tree.h"
#include "work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_folders(struct sl_job *job, struct stage *stage)
{
	static const char *const below[] = { "", "/cache", "/state", "/log" };
	int rc = 0;

	stage->folder = work_path(job, "stage");
	if (!stage->folder)
		return -ENOMEM;
	for (size_t i = 0; rc == 0 && i < sizeof(below) / sizeof(below[0]); i++) {
		char *path = args_printf("%s%s", stage->folder, below[i]);

		rc = path ? work_make_folder(job, path)
			  : sl_fail(job, ENOMEM, "memory is out");
		free(path);
	}
	return rc;
}

int stage_open(struct sl_job *job, const char *family, const char *place,
	       struct stage *stage)
{
	int rc;

	*stage = (struct stage){ .cache = { -1, NULL } };
	rc = make_folders(job, stage);
	if (rc == 0)
		rc = tree_make_folder(job, STAGE_PLACE);
	if (rc == 0)
		rc = mounts_bind(job, stage->folder, STAGE_PLACE);
	if (rc < 0)
		return rc;
	stage->bound = 1;
	rc = cache_open(job, family, "packages", place, &stage->cache);
	if (rc == 0)
		rc = mounts_open(job);
	stage->mounted = rc == 0;
	return rc;
}

/* No package could set the modes of what was mounted. */
static int set_mode(struct sl_job *job, const char *folder)
{
	int fd = job->host->openat(job, folder, O_RDONLY | O_DIRECTORY, 0), rc = 0;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	if (fchmod(fd, 0555) != 0)
		rc = sl_fail(job, errno, "cannot set the mode of /%s in the tree: %s",
			     folder, strerror(errno));
	close(fd);
	return rc;
}

static int unmount(struct sl_job *job, struct stage *stage)
{
	int rc = stage->mounted ? mounts_close(job) : 0;
	int closed = cache_close(job, &stage->cache);

	if (rc == 0)
		rc = closed;
	if (rc == 0 && stage->bound)
		rc = mounts_remove(job, STAGE_PLACE);
	if (rc == 0 && stage->bound)
		rc = tree_remove_folder(job, STAGE_PLACE);
	if (rc == 0 && stage->mounted)
		rc = set_mode(job, "proc");
	if (rc == 0 && stage->mounted)
		rc = set_mode(job, "sys");
	return rc;
}

int stage_close(struct sl_job *job, struct stage *stage)
{
	int rc = unmount(job, stage);

	free(stage->folder);
	*stage = (struct stage){ .cache = { -1, NULL } };
	return rc;
}
