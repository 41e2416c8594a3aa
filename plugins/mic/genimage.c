/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/genimage.c - the tree of a card: the vendor's initramfs, packages, overlays.
 */
#include "kernel.h"
#include "mic.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static int check_arch(struct sl_job *job)
{
	const char *arch = sl_image_of(job)->arch;

	if (mic_machine(arch))
		return 0;
	return sl_fail(
		job, EINVAL,
		"image %s: there is no Xeon Phi card of architecture %s; say arch = "
		"\"k1om\" (Knights Corner) or \"x86_64\" (Knights Landing)",
		sl_image_of(job)->name, arch);
}

/* Opens a file that an option names: a descriptor, or -errno after fail(). */
static int open_option(struct sl_job *job, const char *option, const char *what)
{
	const char *path = sl_opt(job, option);
	int fd;

	if (!path)
		return sl_fail(job, EINVAL,
			       "image %s does not say where %s is: set mic { %s = "
			       "\"FILE\" }",
			       sl_image_of(job)->name, what, option);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 ? fd
		       : sl_fail(job, errno, "cannot read %s: %s", path, strerror(errno));
}

/* Keeps a file of the vendor's in the tree, once check() (or NULL) finds it right. */
static int keep(struct sl_job *job, const char *option, const char *what, const char *to,
		int (*check)(struct sl_job *, const char *, const struct mapped *))
{
	int fd = open_option(job, option, what);
	struct mapped mapped = { 0 };
	struct place place = { .path = to, .mode = S_IFREG | 0644 };
	int rc = fd < 0 ? fd : map_open(fd, &mapped);

	if (fd < 0)
		return fd;
	if (rc < 0)
		rc = sl_fail(job, -rc, "cannot read %s: %s", sl_opt(job, option),
			     strerror(-rc));
	if (rc == 0 && check)
		rc = check(job, sl_opt(job, option), &mapped);
	place.data = mapped.data;
	place.n = mapped.n;
	if (rc == 0)
		rc = place_put(job, &place);
	map_close(&mapped);
	close(fd);
	return rc;
}

static int not_a_kernel(struct sl_job *job, const char *name, const char *why)
{
	return sl_fail(job, EBADMSG, "%s is no kernel that a card starts: %s", name, why);
}

static int check_kernel(struct sl_job *job, const char *name, const struct mapped *mapped)
{
	char version[KERNEL_VERSION];
	const char *why = kernel_check(mapped->data, mapped->n, version);

	return why ? not_a_kernel(job, name, why) : 0;
}

static int keep_vendor_files(struct sl_job *job)
{
	int rc = keep(job, "kernel", "the card's kernel", MIC_KERNEL, check_kernel);

	if (rc == 0)
		rc = keep(job, "base", "the vendor's initramfs", MIC_BASE, NULL);
	if (rc == 0 && sl_opt(job, "system_map"))
		rc = keep(job, "system_map", "System.map", MIC_MAP, NULL);
	return rc;
}

static int extract_base(struct sl_job *job)
{
	struct ramfs base;
	int rc = base_open(job, &base);

	if (rc < 0)
		return rc;
	sl_log(job, SL_INFO, "the base image has %zu files", base.n);
	rc = extract_ramfs(job, &base);
	ramfs_close(&base);
	return rc;
}

int genimage_install(struct sl_job *job, void *self)
{
	int rc = check_arch(job);

	(void)self;
	if (rc == 0)
		rc = keep_vendor_files(job);
	if (rc == 0)
		rc = extract_base(job);
	if (rc == 0)
		rc = packages_install(job);
	return rc < 0 ? rc : overlay_apply_all(job);
}

static int tell_kernel(struct sl_job *job)
{
	char version[KERNEL_VERSION];
	struct sl_kernel kernel = { .size = SL_SIZE_OF(struct sl_kernel),
				    .version = version,
				    .file = MIC_KERNEL };
	struct mapped mapped;
	const char *why;
	int fd = job->host->openat(job, MIC_KERNEL, O_RDONLY | O_CLOEXEC, 0);
	int rc = fd < 0 ? fd : map_open(fd, &mapped);

	if (fd < 0)
		return sl_fail(job, -fd, "the tree has no /%s: %s", MIC_KERNEL,
			       strerror(-fd));
	close(fd);
	if (rc < 0)
		return sl_fail(job, -rc, "cannot read /%s of the tree: %s", MIC_KERNEL,
			       strerror(-rc));
	why = kernel_check(mapped.data, mapped.n, version);
	if (why)
		rc = not_a_kernel(job, "/" MIC_KERNEL " of the tree", why);
	else
		rc = job->host->add_kernel(job, &kernel);
	map_close(&mapped);
	return rc;
}

int genimage_configure(struct sl_job *job, void *self)
{
	int rc = tell_kernel(job);

	(void)self;
	if (rc == 0)
		rc = packages_tell(job);
	return rc < 0 ? rc : check_tree(job);
}

static const char *const names[] = { "mic", "mic*", "mpss*", NULL };

const struct sl_genimage mic_genimage = {
	.size = SL_SIZE_OF(struct sl_genimage),
	.names = names,
	.network = "ifupdown",
	.install = genimage_install,
	.configure = genimage_configure,
};
