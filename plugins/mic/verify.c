/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/verify.c - what was packed, read anew: is it the tree?
 */
#include "mic.h"

#include "plugins/lib/args.h"
#include "plugins/lib/work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int differs(struct sl_job *job, const char *what, const char *path)
{
	return sl_fail(job, EBADMSG,
		       "the packed image is not the tree: the %s of /%s differs; pack "
		       "again, and report it if it comes back",
		       what, path);
}

static int compare(struct sl_job *job, const struct view *view, const struct ramfs *ramfs)
{
	size_t i = 0;
	int rc = 0;

	for (; rc == 0 && i < view->n; i++) {
		const struct view_file *file = &view->v[i];
		const struct ramfs_file *packed = ramfs_find(ramfs, file->path);
		const char *what = packed ? differ(job, view, file, ramfs, packed, &rc)
					  : "existence";

		if (rc == 0 && what)
			rc = differs(job, what, file->path);
		if (rc == 0 && job->host->cancelled(job))
			rc = -ECANCELED;
	}
	/* each path of the view is in the archive, so that another number means more */
	if (rc == 0 && ramfs->n != view->n)
		rc = sl_fail(
			job, EBADMSG,
			"the packed image is not the tree: it has %zu files, the tree "
			"%zu; pack again, and report it if it comes back",
			ramfs->n, view->n);
	return rc;
}

static int read_packed(struct sl_job *job, struct ramfs *ramfs)
{
	char *packed = args_printf("%s/" MIC_INITRD, sl_path(job, SL_OUTPUT));
	char *raw = work_path(job, "verify.cpio");
	int fd = packed && raw ? open(packed, O_RDONLY | O_CLOEXEC) : -1;
	int rc = 0;

	if (!packed || !raw)
		rc = -ENOMEM;
	else if (fd < 0)
		rc = sl_fail(job, errno, "cannot read %s: %s", packed, strerror(errno));
	if (rc == 0)
		rc = gzip_unpack(job, fd, packed, raw);
	if (rc == 0)
		rc = ramfs_open(job, raw, packed, ramfs);
	if (fd >= 0)
		close(fd);
	free(packed);
	free(raw);
	return rc;
}

int pack_verify(struct sl_job *job, void *self)
{
	struct ramfs ramfs = { 0 };
	struct view view;
	int rc = read_packed(job, &ramfs);

	(void)self;
	if (rc < 0)
		return rc;
	rc = view_open(job, &view);
	if (rc == 0) {
		rc = compare(job, &view, &ramfs);
		view_close(&view);
	}
	ramfs_close(&ramfs);
	return rc;
}
