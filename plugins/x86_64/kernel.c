/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/kernel.c - can this kernel be started here?
 */
#include "microcode.h"
#include "x86_64.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Documentation/arch/x86/boot.rst: the setup header, its magic at offset 0x202. */
enum { HEADER_AT = 0x202, XLOADFLAGS_AT = 0x236, HEADER_END = 0x238 };
enum { XLF_KERNEL_64 = 1 };

static int check_header(struct sl_job *job, const char *file, int fd)
{
	unsigned char head[HEADER_END];
	ssize_t n = pread(fd, head, sizeof(head), 0);

	if (n < 0)
		return sl_fail(job, errno, "cannot read %s in the tree: %s", file,
			       strerror(errno));
	if (n < (ssize_t)sizeof(head) || memcmp(head + HEADER_AT, "HdrS", 4) != 0)
		return sl_fail(
			job, ENOEXEC,
			"%s is not a bzImage (no \"HdrS\" at 0x202), so iPXE cannot "
			"start it; is it a kernel of another architecture?",
			file);
	if (!(head[XLOADFLAGS_AT] & XLF_KERNEL_64))
		return sl_fail(job, ENOEXEC,
			       "%s is a 32-bit kernel; install the 64-bit one", file);
	return 0;
}

static int check_kernel(struct sl_job *job, const char *file)
{
	int fd = job->host->openat(job, file, O_RDONLY, 0);
	int rc;

	if (fd < 0)
		return fd;
	rc = check_header(job, file, fd);
	close(fd);
	return rc;
}

int kernel_prepare(struct sl_job *job, void *self)
{
	const struct sl_image *image = sl_image_of(job);
	int rc = 0;

	(void)self;
	for (size_t i = 0; rc == 0 && image->kernels && image->kernels[i]; i++)
		rc = check_kernel(job, image->kernels[i]->file);
	if (rc == 0 && job->host->opt_int(job, "microcode"))
		rc = microcode_add(job);
	return rc < 0 ? rc : loader_prepare(job);
}
