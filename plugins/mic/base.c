/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/base.c - the vendor's initramfs, as the tree keeps it.
 */
#include "mic.h"

#include "plugins/lib/work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int base_open(struct sl_job *job, struct ramfs *ramfs)
{
	char *raw = work_path(job, "base.cpio");
	int fd =
		raw ? job->host->openat(job, MIC_BASE, O_RDONLY | O_CLOEXEC, 0) : -ENOMEM;
	int rc = fd;

	if (fd == -ENOENT)
		rc = sl_fail(job, ENOENT,
			     "the tree has no /%s: it is none of distribution mic; run "
			     "genimage again",
			     MIC_BASE);
	if (fd >= 0) {
		rc = gzip_unpack(job, fd, "the base image", raw);
		close(fd);
	}
	if (rc == 0)
		rc = ramfs_open(job, raw, "the base image", ramfs);
	free(raw);
	return rc;
}
