/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/kernel.c - can this kernel be started here?
 */
#include "microcode.h"
#include "x86_64.h"

#include "plugins/lib/drivers.h"
#include "plugins/lib/kernelfile.h"

#include <errno.h>

/* Of servers (Intel, Broadcom, Mellanox, Emulex) and of emulators. */
static const char *const usual[] = {
	"virtio_net", "e1000e",  "igb",     "ixgbe",     "i40e",   "ice", "tg3",
	"bnx2x",      "bnxt_en", "mlx4_en", "mlx5_core", "be2net", NULL,
};

static int check_form(struct sl_job *job, const char *name)
{
	struct kernelfile file;
	int rc = kernelfile_read(job, name, &file);

	if (rc < 0)
		return rc;
	if (file.form != KERNELFILE_BZIMAGE)
		return sl_fail(job, ENOEXEC,
			       "%s is %s%s%s; PCs start a bzImage (vmlinuz)", name,
			       kernelfile_name(file.form), file.arch ? " for " : "",
			       file.arch ? file.arch : "");
	if (!file.arch)
		return sl_fail(job, ENOEXEC,
			       "%s is a 32-bit kernel; install the 64-bit one", name);
	return 0;
}

int kernel_prepare(struct sl_job *job, void *self)
{
	static const struct drivers_want want = { "x86_64", usual, "drivers" };
	const struct sl_image *image = sl_image_of(job);
	int rc = 0;

	(void)self;
	if (!image->kernels || !image->kernels[0])
		return sl_fail(job, ENOENT,
			       "the image has no kernel; add linux-image-amd64 (Debian), "
			       "kernel (RHEL) or kernel-default (SLES) to its pkglist");
	for (size_t i = 0; rc == 0 && image->kernels[i]; i++)
		rc = check_form(job, image->kernels[i]->file);
	if (rc == 0)
		rc = drivers_check(job, &want);
	if (rc == 0 && job->host->opt_int(job, "microcode"))
		rc = microcode_add(job);
	return rc < 0 ? rc : loader_prepare(job);
}
