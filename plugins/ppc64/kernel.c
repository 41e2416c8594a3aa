/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/kernel.c - can this kernel be started here?
 */
#include "ppc64.h"

#include "plugins/lib/drivers.h"
#include "plugins/lib/kernelfile.h"

#include <errno.h>
#include <string.h>

/* Of logical partitions (ibmveth, ibmvnic), of emulators, and of machines themselves. */
static const char *const usual[] = {
	"virtio_net", "ibmveth",   "ibmvnic", "tg3",   "bnx2x",
	"i40e",       "mlx5_core", "be2net",  "cxgb4", NULL,
};

static int check_form(struct sl_job *job, const char *name)
{
	const char *arch = sl_image_of(job)->arch;
	struct kernelfile file;
	int rc = kernelfile_read(job, name, &file);

	if (rc < 0)
		return rc;
	if (file.form != KERNELFILE_ELF || !file.arch)
		return sl_fail(job, ENOEXEC,
			       "%s is %s; POWER machines start a 64-bit ELF (vmlinux)",
			       name, kernelfile_name(file.form));
	if (strcmp(file.arch, arch ? arch : file.arch) != 0)
		return sl_fail(job, ENOEXEC, "%s is %s for %s, the image is of %s", name,
			       kernelfile_name(file.form), file.arch, arch);
	return 0;
}

int kernel_prepare(struct sl_job *job, void *self)
{
	static const struct drivers_want want = { "ppc64", usual, "drivers" };
	const struct sl_image *image = sl_image_of(job);
	const struct sl_kernel *kernel = image->kernels ? image->kernels[0] : NULL;
	int rc;

	(void)self;
	if (!kernel)
		return sl_fail(job, ENOENT,
			       "the image has no kernel; add linux-image-powerpc64le "
			       "(Debian), kernel (RHEL) or kernel-default (SLES) to its "
			       "pkglist");
	rc = check_form(job, kernel->file);
	if (rc == 0)
		rc = drivers_check(job, &want);
	if (rc == 0 && strcmp(sl_opt(job, "netboot"), "pxelinux") == 0)
		return slof_add(job, kernel->file);
	if (rc == 0 && strcmp(sl_opt(job, "netboot"), "yaboot") == 0)
		return yaboot_add(job);
	return rc < 0 || sl_opt(job, "grub") ? rc : grubcore_add(job);
}
