/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/node.c - the boot files of one node.
 */
#include "aarch64.h"

#include "plugins/lib/grub.h"

#include <string.h>

/* What prepare() added, or NULL. */
static const char *added(const struct sl_image *image, uint32_t role, const char *name)
{
	const struct sl_artefact *const *a = image ? image->artefacts : NULL;

	for (; a && *a; a++)
		if ((*a)->role == role && strcmp((*a)->name, name) == 0)
			return (*a)->urlpath;
	return NULL;
}

int node_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	const int http = strcmp(sl_opt(job, "netboot"), "grub2-http") == 0;
	const struct grub_how how = {
		.protocol = http ? "http" : "tftp",
		.cmdline = AARCH64_CMDLINE,
		.kernel = added(boot->image, SL_OTHER, AARCH64_IMAGE),
		.devicetree = added(boot->image, SL_DTB, AARCH64_DTB),
	};

	(void)self;
	return grub_render(job, boot, &how);
}
