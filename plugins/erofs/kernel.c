/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/erofs/kernel.c - what the image's kernel can mount.
 */
#include "erofs.h"

#include "plugins/lib/memory.h"

#include <errno.h>
#include <stdio.h>

const char *erofs_kernel_version(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);

	return image->kernels && image->kernels[0] ? image->kernels[0]->version
						   : "of this image";
}

int erofs_kernel_is(struct sl_job *job, unsigned major, unsigned minor)
{
	unsigned has_major = 0, has_minor = 0;

	if (sscanf(erofs_kernel_version(job), "%u.%u", &has_major, &has_minor) != 2)
		return 0;
	return has_major > major || (has_major == major && has_minor >= minor);
}

/* A kernel without loop devices or overlayfs can still unpack its root. */
static const char *other_method(struct sl_job *job)
{
	static const char *const needs[] = { "CONFIG_SQUASHFS", "CONFIG_BLK_DEV_LOOP",
					     "CONFIG_OVERLAY_FS" };

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (!job->host->kernel_has(job, needs[i]))
			return "ramdisk";
	return "squashfs";
}

/* Images have blocks of 4 KB; until 6.8 a compressed file's block was a page
 * (fs/erofs/super.c, "sub-page compressed block support"). */
static int check_pages(struct sl_job *job)
{
	uint64_t page = memory_page(job);

	if (page == MEMORY_PAGE || erofs_kernel_is(job, 6, 8))
		return 0;
	return sl_fail(job, ENOTSUP,
		       "kernel %s cannot mount an EROFS root: it has pages of %u KB, and "
		       "Linux 6.8 is the first that reads compressed blocks smaller than "
		       "a page; it can with another method: packimage -m %s",
		       erofs_kernel_version(job), (unsigned)(page >> 10),
		       other_method(job));
}

int erofs_kernel_check(struct sl_job *job)
{
	static const char *const needs[] = { "CONFIG_EROFS_FS", "CONFIG_EROFS_FS_ZIP",
					     "CONFIG_BLK_DEV_LOOP", "CONFIG_OVERLAY_FS" };

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (!job->host->kernel_has(job, needs[i]))
			return sl_fail(
				job, ENOTSUP,
				"kernel %s cannot mount an EROFS root (%s is not "
				"set); it can with another method: packimage -m %s",
				erofs_kernel_version(job), needs[i], other_method(job));
	/* before, it was a trial in drivers/staging that reads another format */
	if (erofs_kernel_is(job, 5, 4))
		return check_pages(job);
	return sl_fail(
		job, ENOTSUP,
		"kernel %s cannot mount an EROFS root (Linux 5.4 is the first that "
		"can); it can with another method: packimage -m %s",
		erofs_kernel_version(job), other_method(job));
}
