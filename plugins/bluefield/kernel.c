/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/kernel.c - can UEFI start this kernel?
 */
#include "bluefield.h"

#include "plugins/lib/kernelfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 65536, KERNEL_MOST = 512 << 20 /* bytes, when it is unpacked */ };

static const char *find_kernel(const struct sl_image *image)
{
	const struct sl_artefact *const *a = image->artefacts;

	for (; a && *a; a++)
		if ((*a)->role == SL_KERNEL)
			return (*a)->path;
	return NULL;
}

static int check(struct sl_job *job, int fd, enum kernelfile_form *form)
{
	unsigned char head[KERNELFILE_HEAD];
	ssize_t n = pread(fd, head, sizeof(head), 0);
	struct kernelfile file;

	if (n < 0)
		return sl_fail(job, errno, "cannot read the kernel: %s", strerror(errno));
	kernelfile_parse(head, (size_t)n, &file);
	*form = file.form;
	if (file.form == KERNELFILE_GZIP)
		return 0;
	if (file.arch && strcmp(file.arch, "aarch64") != 0)
		return sl_fail(job, ENOEXEC,
			       "the kernel is %s for %s; a BlueField is aarch64",
			       kernelfile_name(file.form), file.arch);
	if (file.form != KERNELFILE_IMAGE && file.form != KERNELFILE_ZBOOT)
		return sl_fail(
			job, ENOEXEC,
			"the kernel is %s; a BlueField's UEFI starts an Image with "
			"an EFI stub",
			kernelfile_name(file.form));
	if (!file.efi)
		return sl_fail(job, ENOEXEC,
			       "the kernel has no EFI stub (CONFIG_EFI_STUB), so that "
			       "UEFI cannot start it; install the distribution's kernel");
	return 0;
}

static int write_all(int fd, const unsigned char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

static int copy_unpacked(struct sl_job *job, gzFile from, int to)
{
	unsigned char data[PIECE];
	size_t total = 0;
	int n, status, rc = 0;

	while (rc == 0 && (n = gzread(from, data, sizeof(data))) > 0) {
		total += (size_t)n;
		if (total > KERNEL_MOST)
			return sl_fail(job, EFBIG,
				       "the kernel unpacks to more than %d bytes",
				       KERNEL_MOST);
		if (job->host->cancelled(job))
			return sl_fail(job, ECANCELED, "interrupted");
		rc = write_all(to, data, (size_t)n);
	}
	if (rc < 0)
		return sl_fail(job, -rc, "cannot unpack the kernel: %s", strerror(-rc));
	/* A file that is cut off ends as others do, but for this. */
	gzerror(from, &status);
	return status == Z_OK
		       ? 0
		       : sl_fail(job, EBADMSG,
				 "the kernel is packed by gzip, but broken or cut off");
}

/* UEFI does not unpack it. */
static int unpack(struct sl_job *job, int packed)
{
	enum kernelfile_form form = KERNELFILE_OTHER;
	char path[4096];
	int fd = work_create(job, "Image", path), copy, rc;
	gzFile from;

	if (fd < 0)
		return fd;
	copy = fcntl(packed, F_DUPFD_CLOEXEC, 0);
	from = copy < 0 ? NULL : gzdopen(copy, "r");
	if (!from) {
		if (copy >= 0)
			close(copy);
		rc = sl_fail(job, ENOMEM, "memory is out");
	} else {
		rc = copy_unpacked(job, from, fd);
		gzclose_r(from);
	}
	if (rc == 0)
		rc = check(job, fd, &form);
	if (rc == 0 && form == KERNELFILE_GZIP)
		rc = sl_fail(job, ENOEXEC, "the kernel is packed by gzip twice");
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

int kernel_open(struct sl_job *job)
{
	const char *path = find_kernel(sl_image_of(job));
	enum kernelfile_form form = KERNELFILE_OTHER;
	int fd, rc, unpacked;

	if (!path)
		return sl_fail(job, ENOENT,
			       "the image has no kernel; add linux-image-arm64 (Debian), "
			       "kernel (RHEL) or kernel-default (SLES) to its pkglist");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return sl_fail(job, errno, "cannot read %s: %s", path, strerror(errno));
	rc = check(job, fd, &form);
	if (rc == 0 && form != KERNELFILE_GZIP)
		return fd;
	unpacked = rc < 0 ? rc : unpack(job, fd);
	close(fd);
	return unpacked;
}
