/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/dracut.c - the initrd builder of RPM distributions.
 */
#include "dracut.h"
#include "args.h"
#include "tree.h"

#include <errno.h>
#include <stdlib.h>

#define MADE "run/stateless-initrd"

/* A link to /dev/null in /etc masks a plug-in of /usr/lib (kernel-install(8)). */
static const char *const masks[] = { "etc/kernel/install.d/50-dracut.install",
				     "etc/kernel/install.d/51-dracut-rescue.install" };

int dracut_hold(struct sl_job *job)
{
	int rc = tree_make_folder(job, "etc/kernel/install.d");

	for (size_t i = 0; rc == 0 && i < sizeof(masks) / sizeof(masks[0]); i++)
		rc = tree_link(job, "/dev/null", masks[i]);
	return rc;
}

int dracut_release(struct sl_job *job)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(masks) / sizeof(masks[0]); i++)
		rc = tree_remove(job, masks[i]);
	if (rc == 0)
		rc = tree_remove_matching(job, "boot", "initramfs-*");
	return rc < 0 ? rc : tree_remove_matching(job, "boot", "initrd-*");
}

int dracut_build(struct sl_job *job, void *self)
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
	else if (!tree_has(job, "usr/bin/dracut") && !tree_has(job, "usr/sbin/dracut"))
		rc = sl_fail(job, ENOENT,
			     "initrd = \"distro\" needs dracut in the image: add it to "
			     "its package list");
	else
		rc = sl_run(job, SL_RUN_IN_TREE, "dracut", "--force", "--no-hostonly",
			    "/" MADE, (*kernels)->version);
	if (rc == 0)
		rc = job->host->add_output(job, SL_INITRD, "initrd", path);
	if (rc == 0)
		rc = tree_remove(job, MADE);
	free(path);
	return rc;
}
