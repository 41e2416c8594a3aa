/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/initrd.c - the distribution's own initrd, for images that ask for it.
 */
#include "initrd.h"

#include "plugins/lib/args.h"
#include "plugins/lib/tree.h"

#include <errno.h>
#include <stdlib.h>

#define MADE "run/stateless-initrd"

static int build(struct sl_job *job, const char *version)
{
	if (tree_has(job, "usr/sbin/mkinitramfs"))
		return sl_run(job, SL_RUN_IN_TREE, "mkinitramfs", "-o", "/" MADE,
			      version);
	if (tree_has(job, "usr/bin/dracut"))
		return sl_run(job, SL_RUN_IN_TREE, "dracut", "--force", "--no-hostonly",
			      "/" MADE, version);
	return sl_fail(
		job, ENOENT,
		"initrd = \"distro\" needs initramfs-tools or dracut in the image: "
		"add one to its package list");
}

int initrd_build(struct sl_job *job, void *self)
{
	const struct sl_kernel *const *kernels = sl_image_of(job)->kernels;
	char *path = args_printf("%s/" MADE, sl_path(job, SL_TREE));
	int rc;

	(void)self;
	if (!path)
		rc = sl_fail(job, ENOMEM, "memory is out");
	else if (!kernels || !*kernels)
		rc = sl_fail(job, ENOENT,
			     "the image has no kernel to build an initrd for");
	else
		rc = build(job, (*kernels)->version);
	if (rc == 0)
		rc = job->host->add_output(job, SL_INITRD, "initrd", path);
	if (rc == 0)
		rc = tree_remove(job, MADE);
	free(path);
	return rc;
}
