/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bluefield.h - what the files of this plugin share.
 *
 * What a card is sent is three streams of bfb.h, one behind the other, which are one stream:
 *
 *   FIRMWARE  the vendor's ATF and UEFI, what UEFI's boot entry is called, and what it starts
 *   node      the kernel's command line: a file of the card's host
 *   BOOT      kernel and initrd
 *
 * The first and the last belong to the generation.  The command line stands between them
 * since the stream is read once: mlx-mkbfb writes the images in this order too.
 */
#ifndef BLUEFIELD_BLUEFIELD_H
#define BLUEFIELD_BLUEFIELD_H

#include "bfb.h"

#include <stateless/plugin.h>

enum {
	BLUEFIELD_CMDLINE =
		2047 /* COMMAND_LINE_SIZE of arch/arm64 is 2048, with the NUL */
};

#define BLUEFIELD_FIRMWARE "bluefield/firmware.bfb"
#define BLUEFIELD_BOOT     "bluefield/boot.bfb"

/* What the parts of the stream have, in each of which those behind are announced. */
#define BLUEFIELD_BOOT_IDS (BFB_BIT(BFB_IMAGE) | BFB_BIT(BFB_INITRAMFS))
#define BLUEFIELD_NODE_IDS (BFB_BIT(BFB_BOOT_ARGS) | BLUEFIELD_BOOT_IDS)

/* prepare(): both streams of a generation.  Refuses a kernel that UEFI cannot start or that
 * lacks the card's network drivers, and a vendor's stream that is broken or has no UEFI. */
int stream_prepare(struct sl_job *, void *self);

/* The image's kernel as UEFI starts it: an open file of this machine, or -errno, said.  One
 * that is packed by gzip was unpacked into SL_WORK. */
int kernel_open(struct sl_job *);

/* Makes FIRMWARE of a vendor's stream, in SL_WORK.  0 or -errno, said. */
int firmware_make(struct sl_job *);

/* Opens a new file of SL_WORK to write and read.  A descriptor, or -errno, said. */
int work_create(struct sl_job *, const char *name, char path[4096]);

/* Appends `bytes` of the file `from`, beginning at `at`, to the writer's image.  0 or
 * -errno, said; name: what `from` is called in messages. */
struct source {
	int fd;
	uint64_t at, bytes;
	const char *name;
};
int source_copy(struct sl_job *, const struct source *, struct bfb_writer *);

/* One image of a stream that is being written, with what follows it.  0 or -errno, said. */
int source_put(struct sl_job *, const struct source *, const struct bfb_header *,
	       struct bfb_writer *);

/* Reads a stream that was made, and compares its images, those of `sources` (one for each,
 * in order; a descriptor below 0: not looked at), byte for byte.  0 or -errno, said. */
int source_verify(struct sl_job *, int fd, uint64_t beyond, const struct source *);

/* render(): the node's part of the stream and its plans, for its host. */
int node_render(struct sl_job *, void *self, const struct sl_boot *);

/* render_host(): the servers to fetch from, and which card is which rshim device, where the
 * nodes say so. */
int host_render(struct sl_job *, void *self, const struct sl_node *host,
		const struct sl_boot *const *attached);

/* The number of a node's rshim device, or NULL after saying what is wrong with its id. */
const char *node_device(struct sl_job *, const struct sl_node *);

#endif
