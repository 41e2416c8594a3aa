/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/node.c - the boot files of one node.
 */
#include "aarch64.h"

#include "plugins/lib/grub.h"
#include "plugins/lib/ipxe.h"

#include <errno.h>
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

/* Not every iPXE has the command for it (fdt), and which has is not known here. */
static int render_ipxe(struct sl_job *job, const struct sl_boot *boot)
{
	const struct ipxe_how how = {
		.cmdline = AARCH64_CMDLINE,
		.kernel = added(boot->image, SL_OTHER, AARCH64_IMAGE),
	};

	if (added(boot->image, SL_DTB, AARCH64_DTB))
		return sl_fail(job, ENOTSUP,
			       "%s: image %s has a device tree (aarch64 { dtb }), which "
			       "not every iPXE can hand on; set aarch64 { netboot = "
			       "\"grub2\" }",
			       boot->node->name, boot->image->name);
	return ipxe_render(job, boot, &how);
}

static int render_grub(struct sl_job *job, const struct sl_boot *boot)
{
	const int http = strcmp(sl_opt(job, "netboot"), "grub2-http") == 0;
	const struct grub_how how = {
		.protocol = http ? "http" : "tftp",
		.cmdline = AARCH64_CMDLINE,
		.kernel = added(boot->image, SL_OTHER, AARCH64_IMAGE),
		.devicetree = added(boot->image, SL_DTB, AARCH64_DTB),
	};

	return grub_render(job, boot, &how);
}

int node_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	(void)self;
	return loader_is_ipxe(job) ? render_ipxe(job, boot) : render_grub(job, boot);
}
