/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/firmware.c - the vendor's part of the stream: ATF and UEFI.
 *
 * A card that boots from its host reads its firmware from there too.  What a vendor's stream
 * has besides is left out: its kernel, its command line, and what would be written into
 * flash memory at each boot.
 */
#include "bluefield.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Where the package mlxbf-bootimages has it. */
#define IN_TREE "lib/firmware/mellanox/boot/default.bfb"

#define CURE                                                                             \
	"set bluefield { firmware } to the default.bfb of NVIDIA's package "             \
	"mlxbf-bootimages, or to another boot stream for these cards"

/* UEFI's file system for the stream (PcdBootParamPath of NVIDIA's UEFI), and in it the file
 * that the image BFB_IMAGE is. */
#define BOOT_PATH "VenHw(F019E406-8C9C-11E5-8797-001ACA00BFC4)/Image"
#define BOOT_DESC "Linux from rshim"

/* What the vendor's stream is called, and an open file. */
static int open_vendors(struct sl_job *job, const char **name)
{
	int fd;

	*name = sl_opt(job, "firmware");
	if (*name) {
		fd = open(*name, O_RDONLY | O_CLOEXEC);
		return fd >= 0 ? fd
			       : sl_fail(job, errno, "cannot read %s: %s; " CURE, *name,
					 strerror(errno));
	}
	*name = IN_TREE " of the image";
	fd = job->host->openat(job, IN_TREE, O_RDONLY | O_CLOEXEC, 0);
	if (fd == -ENOENT || fd == -ENOTDIR)
		return sl_fail(job, ENOENT,
			       "there is no firmware for the cards, which have none when "
			       "they boot from their host; " CURE);
	return fd;
}

static int check(struct sl_job *job, const struct bfb *bfb, const char *name)
{
	static const unsigned needed[] = { BFB_BL2, BFB_BL31, BFB_BL33 };

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!(bfb->ids & BFB_BIT(needed[i])))
			return sl_fail(
				job, ENOEXEC,
				"%s has no %s, so that nothing starts on a card; " CURE,
				name, bfb_name(needed[i]));
	return 0;
}

/* A text of ours as an image. */
static int put_text(struct sl_job *job, const char *text, unsigned id, uint64_t following,
		    struct bfb_writer *writer)
{
	const struct bfb_header header = { .id = id, .following = following };
	int rc;

	bfb_begin(writer, &header);
	rc = bfb_write(writer, text, strlen(text));
	if (rc == 0)
		rc = bfb_end(writer);
	return rc < 0 ? sl_fail(job, -rc, "cannot write the boot stream: %s",
				strerror(-rc))
		      : 0;
}

static int put_texts(struct sl_job *job, struct bfb_writer *writer)
{
	int rc = put_text(job, BOOT_DESC, BFB_BOOT_DESC,
			  BLUEFIELD_NODE_IDS | BFB_BIT(BFB_BOOT_PATH), writer);

	return rc < 0 ? rc
		      : put_text(job, BOOT_PATH, BFB_BOOT_PATH, BLUEFIELD_NODE_IDS,
				 writer);
}

/* The images that are kept, from the end: each announces those behind it. */
static size_t choose(const struct bfb *bfb, const struct source *vendors,
		     struct bfb_header *headers, struct source *sources)
{
	uint64_t following =
		BLUEFIELD_NODE_IDS | BFB_BIT(BFB_BOOT_DESC) | BFB_BIT(BFB_BOOT_PATH);
	size_t n = 0, at;

	for (size_t i = 0; i < bfb->n; i++)
		n += (size_t)bfb_is_firmware(bfb->v[i].header.id);
	at = n;
	for (size_t i = bfb->n; i-- > 0;) {
		const struct bfb_image *image = &bfb->v[i];

		if (!bfb_is_firmware(image->header.id))
			continue;
		headers[--at] = image->header;
		headers[at].following = following;
		sources[at] = (struct source){ vendors->fd, image->at,
					       image->header.bytes, vendors->name };
		following |= BFB_BIT(image->header.id);
	}
	return n;
}

static int make(struct sl_job *job, int fd, const struct bfb *bfb,
		const struct source *vendors)
{
	struct bfb_header headers[BFB_IMAGES];
	struct source sources[BFB_IMAGES + 2]; /* and our texts */
	struct bfb_writer writer = { .fd = fd };
	size_t n = choose(bfb, vendors, headers, sources);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = source_put(job, &sources[i], &headers[i], &writer);
	if (rc == 0)
		rc = put_texts(job, &writer);
	sources[n].fd = sources[n + 1].fd = -1;
	return rc < 0 ? rc : source_verify(job, fd, BLUEFIELD_NODE_IDS, sources);
}

static int make_of(struct sl_job *job, const struct source *vendors)
{
	char path[4096], why[BFB_WHY];
	struct bfb bfb;
	int rc = bfb_read(vendors->fd, &bfb, why), fd;

	if (rc < 0)
		return sl_fail(job, -rc, "%s is no boot stream: %s; " CURE, vendors->name,
			       why);
	rc = check(job, &bfb, vendors->name);
	if (rc < 0)
		return rc;
	fd = work_create(job, "firmware.bfb", path);
	if (fd < 0)
		return fd;
	rc = make(job, fd, &bfb, vendors);
	close(fd);
	return rc < 0 ? rc
		      : job->host->add_output(job, SL_LOADER, BLUEFIELD_FIRMWARE, path);
}

int firmware_make(struct sl_job *job)
{
	struct source vendors = { 0 };
	int rc;

	vendors.fd = open_vendors(job, &vendors.name);
	if (vendors.fd < 0)
		return vendors.fd;
	rc = make_of(job, &vendors);
	close(vendors.fd);
	return rc;
}
