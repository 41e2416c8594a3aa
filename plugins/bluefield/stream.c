/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/stream.c - the streams of a generation.
 */
#include "bluefield.h"

#include "plugins/lib/drivers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The card's management port, its ports to the network, and the link to its host
 * (tmfifo_net0, a virtio device). */
static const char *const usual[] = { "mlxbf_gige", "mlx5_core", "virtio_net", NULL };

static int open_initrd(struct sl_job *job, const char **name)
{
	const struct sl_artefact *const *a = sl_image_of(job)->artefacts;
	int fd;

	for (; a && *a; a++) {
		if ((*a)->role != SL_INITRD)
			continue;
		*name = (*a)->path;
		fd = open(*name, O_RDONLY | O_CLOEXEC);
		return fd >= 0 ? fd
			       : sl_fail(job, errno, "cannot read %s: %s", *name,
					 strerror(errno));
	}
	return sl_fail(job, ENOENT,
		       "the image has no initrd that a card could start with");
}

static int size_up(struct sl_job *job, struct source *source)
{
	struct stat st;

	if (fstat(source->fd, &st) != 0)
		return sl_fail(job, errno, "cannot read %s: %s", source->name,
			       strerror(errno));
	source->bytes = (uint64_t)st.st_size;
	return 0;
}

static int write_both(struct sl_job *job, const struct source sources[2], int fd)
{
	static const struct bfb_header headers[] = {
		{ .id = BFB_IMAGE, .following = BFB_BIT(BFB_INITRAMFS) },
		{ .id = BFB_INITRAMFS },
	};
	struct bfb_writer writer = { .fd = fd };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 2; i++)
		rc = source_put(job, &sources[i], &headers[i], &writer);
	return rc < 0 ? rc : source_verify(job, fd, 0, sources);
}

static int make_boot(struct sl_job *job, struct source sources[2])
{
	char path[4096];
	int rc = size_up(job, &sources[0]), fd;

	if (rc == 0)
		rc = size_up(job, &sources[1]);
	fd = rc < 0 ? rc : work_create(job, "boot.bfb", path);
	if (fd < 0)
		return fd;
	rc = write_both(job, sources, fd);
	close(fd);
	return rc < 0 ? rc : job->host->add_output(job, SL_LOADER, BLUEFIELD_BOOT, path);
}

int stream_prepare(struct sl_job *job, void *self)
{
	static const struct drivers_want want = { "bluefield", usual, "drivers" };
	struct source sources[2] = { { .fd = -1, .name = "the kernel" }, { .fd = -1 } };
	int rc;

	(void)self;
	rc = sources[0].fd = kernel_open(job);
	if (rc >= 0)
		rc = sources[1].fd = open_initrd(job, &sources[1].name);
	if (rc >= 0)
		rc = drivers_check(job, &want);
	if (rc == 0)
		rc = firmware_make(job);
	if (rc == 0)
		rc = make_boot(job, sources);
	for (size_t i = 0; i < 2; i++)
		if (sources[i].fd >= 0)
			close(sources[i].fd);
	return rc;
}
