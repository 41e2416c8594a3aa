/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/bluefield/bluefield.c - NVIDIA BlueField DPUs, which their hosts start.
 */
#include "bluefield.h"

static const struct sl_option options[] = {
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "firmware", NULL, NULL,
	  "the vendor's boot stream (default.bfb) with ATF and UEFI, instead of the one "
	  "that the image has" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "drivers", NULL, NULL,
	  "network drivers that a kernel must have" },
	{ SL_STRING, SL_IN_SITE | SL_IN_IMAGE | SL_IN_NODE, "up",
	  "INFO[UEFI]: exit Boot Service", NULL,
	  "line of a card's log that says that it is up; several are parted by |" },
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE | SL_IN_NODE, "timeout", "600", NULL,
	  "seconds until then" },
	{ SL_STRING, SL_IN_NODE, "device", NULL, NULL,
	  "what the rshim driver calls the card (pcie-0000:04:00.2), so that its id "
	  "stays "
	  "the same" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

static const char *const names[] = { "bluefield", NULL };
static const char *const archs[] = { "aarch64", NULL };

static const struct sl_bootloader bootloader = {
	.size = SL_SIZE_OF(struct sl_bootloader),
	.needs = SL_NEED_MAC | SL_NEED_IP | SL_NEED_HOST,
	.max_cmdline = BLUEFIELD_CMDLINE,
	.names = names,
	.archs = archs,
	.prepare = stream_prepare,
	.render = node_render,
	.render_host = host_render,
	.serial = "hvc",
};

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "bluefield",
	.version = "0.1.0",
	.summary = "NVIDIA BlueField DPUs, started by their hosts over rshim",
	.opts = options,
	.bootloader = &bootloader,
};
