/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/kernel.c - can this kernel be started here?
 */
#include "aarch64.h"

#include "plugins/lib/drivers.h"
#include "plugins/lib/filecopy.h"
#include "plugins/lib/kernelfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of servers (Mellanox, Intel, Broadcom, HiSilicon, Cavium, Amazon) and of emulators. */
static const char *const usual[] = {
	"virtio_net", "mlx5_core", "igb",  "ixgbe", "i40e",        "ice",
	"bnxt_en",    "tg3",       "hns3", "ena",   "thunder_bgx", NULL,
};

static int check_form(struct sl_job *job, const char *name, const struct kernelfile *file)
{
	if (file->arch && strcmp(file->arch, "aarch64") != 0)
		return sl_fail(job, ENOEXEC, "%s is %s for %s, not for aarch64", name,
			       kernelfile_name(file->form), file->arch);
	if (file->form != KERNELFILE_IMAGE && file->form != KERNELFILE_ZBOOT)
		return sl_fail(job, ENOEXEC,
			       "%s is %s; UEFI machines start an Image (vmlinuz) with an "
			       "EFI stub",
			       name, kernelfile_name(file->form));
	if (!file->efi)
		return sl_fail(job, ENOEXEC,
			       "%s has no EFI stub (CONFIG_EFI_STUB), so UEFI cannot "
			       "start it; install the distribution's kernel",
			       name);
	return 0;
}

static int parse_file(struct sl_job *job, const char *path, struct kernelfile *file)
{
	unsigned char head[KERNELFILE_HEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));
	int rc = n < 0 ? sl_fail(job, errno, "cannot read %s: %s", path, strerror(errno))
		       : 0;

	if (fd >= 0)
		close(fd);
	if (rc == 0)
		kernelfile_parse(head, (size_t)n, file);
	return rc;
}

/* Out of the tree first: a program of this machine would follow a link in it to here. */
static int copy_out(struct sl_job *job, const char *name, const char *to)
{
	int in = job->host->openat(job, name, O_RDONLY | O_CLOEXEC, 0), rc;

	if (in < 0)
		return in;
	rc = filecopy(in, to);
	close(in);
	return rc < 0 ? sl_fail(job, -rc, "cannot copy %s to %s: %s", name, to,
				strerror(-rc))
		      : 0;
}

/* EFI starts no file that is packed by gzip, and GRUB only one without signature; what is
 * inside is the very kernel, which is signed as it is. */
static int unpack(struct sl_job *job, const char *name)
{
	char from[4096], to[4096];
	const char *const argv[] = { "gzip", "-dc", NULL };
	const struct sl_command command = {
		.size = SL_SIZE_OF(struct sl_command),
		.argv = argv,
		.input = from,
		.output = to,
	};
	struct kernelfile file;
	int rc;

	snprintf(from, sizeof(from), "%s/" AARCH64_IMAGE ".gz", sl_path(job, SL_WORK));
	snprintf(to, sizeof(to), "%s/" AARCH64_IMAGE, sl_path(job, SL_WORK));
	rc = copy_out(job, name, from);
	if (rc == 0)
		rc = job->host->run(job, &command);
	if (rc == 0)
		rc = parse_file(job, to, &file);
	if (rc == 0)
		rc = check_form(job, name, &file);
	return rc < 0 ? rc : job->host->add_output(job, SL_OTHER, AARCH64_IMAGE, to);
}

int kernel_prepare(struct sl_job *job, void *self)
{
	static const struct drivers_want want = { "aarch64", usual, "drivers" };
	const struct sl_image *image = sl_image_of(job);
	const struct sl_kernel *kernel = image->kernels ? image->kernels[0] : NULL;
	struct kernelfile file;
	int rc;

	(void)self;
	if (!kernel)
		return sl_fail(job, ENOENT,
			       "the image has no kernel; add linux-image-arm64 (Debian), "
			       "kernel (RHEL) or kernel-default (SLES) to its pkglist");
	rc = kernelfile_read(job, kernel->file, &file);
	if (rc == 0)
		rc = file.form == KERNELFILE_GZIP ? unpack(job, kernel->file)
						  : check_form(job, kernel->file, &file);
	if (rc == 0)
		rc = drivers_check(job, &want);
	if (rc == 0 && sl_opt(job, "dtb"))
		rc = job->host->add_output(job, SL_DTB, AARCH64_DTB, sl_opt(job, "dtb"));
	return rc < 0 ? rc : loader_prepare(job);
}
