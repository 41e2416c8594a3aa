/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/loader.c - GRUB for Open Firmware, and the DHCP rule that hands out it or yaboot.
 *
 * petitboot (client architecture 14) and SLOF without a boot file look for
 * pxelinux.cfg/01-MAC by themselves, so that they need no rule.
 */
#include "ppc64.h"

#include "plugins/lib/grub.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>
#include <string.h>

/* IANA's registry "Processor Architecture Types" (RFC 5970): POWER Open Firmware v1. */
enum { ARCH_OPEN_FIRMWARE = 12 };

#define CURE                                                                             \
	"install GRUB's modules (Debian: grub-ieee1275-bin, RHEL: "                      \
	"grub2-ppc64le-modules, "                                                        \
	"SLES: grub2-powerpc-ieee1275) in the image and pack it again, or set ppc64 { "  \
	"grub "                                                                          \
	"} or ppc64 { netboot = \"pxelinux\" }"

static int add_grub(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_artefact *own = loaderfile_of(image, PPC64_GRUB);
	const struct loaderfile file = {
		.path = sl_opt(job, "grub") ? sl_opt(job, "grub")
			: own               ? own->path
					    : "",
		.name = "grub/" PPC64_GRUB,
		.cure = CURE,
	};

	if (*file.path)
		return loaderfile_publish(job, SL_TFTP, &file);
	if (!image)
		return 0; /* nobody is set to an image now */
	return sl_fail(job, ENOENT, "image %s has no GRUB for Open Firmware; " CURE,
		       image->name);
}

int loader_setup(struct sl_job *job, void *self)
{
	const char *netboot = sl_opt(job, "netboot");
	int yaboot = strcmp(netboot, "yaboot") == 0, rc;
	const struct sl_dhcp rule = { SL_SIZE_OF(struct sl_dhcp),
				      ARCH_OPEN_FIRMWARE,
				      NULL,
				      NULL,
				      yaboot ? PPC64_YABOOT : "grub/" PPC64_GRUB,
				      NULL };

	(void)self;
	if (strcmp(netboot, "pxelinux") == 0)
		return 0;
	rc = yaboot ? yaboot_setup(job) : add_grub(job);
	if (rc == 0 && !yaboot)
		rc = grub_setup(job);
	return rc < 0 ? rc : job->host->add_dhcp(job, NULL, &rule);
}
