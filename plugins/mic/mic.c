/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/mic.c - Xeon Phi cards, whose hosts start them.
 */
#include "mic.h"
#include "elf.h"

#include <elf.h>
#include <string.h>

static const struct sl_option options[] = {
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "base", NULL, NULL,
	  "the vendor's initramfs, a cpio archive packed by gzip" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "kernel", NULL, NULL,
	  "the vendor's kernel, a bzImage" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "system_map", NULL, NULL,
	  "the kernel's System.map, which the host's tools read" },
	{ SL_PATH, SL_IN_SITE | SL_IN_IMAGE, "overlaydir", NULL, NULL,
	  "folder of overlays: NAME/ and NAME.filelist; default: none" },
	{ SL_LIST, SL_IN_SITE | SL_IN_IMAGE, "overlays", NULL, NULL,
	  "names of overlays, in their order; of one path the last wins" },
	{ SL_INT, SL_IN_SITE | SL_IN_IMAGE, "level", "6", NULL, "of gzip, 1 to 9" },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

unsigned mic_machine(const char *arch)
{
	if (strcmp(arch, "k1om") == 0)
		return ELF_K1OM;
	return strcmp(arch, "x86_64") == 0 ? EM_X86_64 : 0;
}

const struct sl_plugin sl_plugin_0 = {
	.head = SL_HEAD,
	.name = "mic",
	.version = "0.1.0",
	.summary = "Xeon Phi cards: root in one initramfs, started by their host",
	.opts = options,
	.genimage = &mic_genimage,
	.packimage = &mic_packimage,
};
