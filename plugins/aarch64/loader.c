/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/loader.c - which loader machines are sent; GRUB for arm64 UEFI, and the
 * DHCP rule that hands it out.
 *
 * GRUB comes from the image, where the distribution signed it.  One file serves all nodes:
 * a DHCP rule per node would need a restart of the server for each of them.
 */
#include "aarch64.h"

#include "plugins/lib/grub.h"
#include "plugins/lib/grubefi.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CURE                                                                             \
	"install it (Debian: grub-efi-arm64-bin, RHEL: grub2-efi-aa64, SLES: "           \
	"grub2-arm64-efi) in the image and pack it again, or set aarch64 { grub }"

/* Where distributions have a GRUB that needs no other file.  Signed ones come first. */
static const char *const places[] = {
	"usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed",
	"usr/lib/grub/arm64-efi/monolithic/grubnetaa64.efi",
	"usr/share/efi/aarch64/grub.efi",
	NULL,
};

int loader_is_ipxe(struct sl_job *job)
{
	return strcmp(sl_opt(job, "netboot"), "xnba") == 0;
}

int loader_prepare(struct sl_job *job)
{
	int rc = loaderfile_take(job, places, AARCH64_GRUB);

	if (rc == 0)
		rc = loaderfile_take_vendor(job, AARCH64_GRUB, AARCH64_GRUB);
	if (rc == 0 && !sl_opt(job, "grub") && !loader_is_ipxe(job))
		sl_log(job, SL_WARNING, "the image has no GRUB to start from: " CURE);
	return rc < 0 ? rc : 0;
}

static int is_http(struct sl_job *job)
{
	return strcmp(sl_opt(job, "netboot"), "grub2-http") == 0;
}

/* A file that is no GRUB is what the site says it is. */
static int publish(struct sl_job *job, const struct loaderfile *file)
{
	struct loaderfile_data data;
	struct grubefi grub;
	int rc = loaderfile_read(job, file, &data);

	if (rc == 0 && is_http(job) && grubefi_parse(data.data, data.bytes, &grub) == 0 &&
	    !grub.http)
		rc = sl_fail(job, ENOTSUP,
			     "%s cannot load by HTTP (its module http is not in it); set "
			     "aarch64 { netboot = \"grub2\" }, which loads by TFTP, or "
			     "aarch64 { grub } to one that can",
			     file->path);
	if (rc == 0)
		rc = job->host->add_file(job, SL_TFTP, file->name, 0644, data.data,
					 data.bytes);
	free(data.data);
	return rc;
}

static int add_grub(struct sl_job *job)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_artefact *own = loaderfile_of(image, AARCH64_GRUB);
	const struct loaderfile file = {
		.path = sl_opt(job, "grub") ? sl_opt(job, "grub")
			: own               ? own->path
					    : "",
		.name = "grub/" AARCH64_GRUB,
		.cure = CURE,
	};

	if (*file.path)
		return publish(job, &file);
	if (!image)
		return 0; /* nobody is set to an image now */
	return sl_fail(job, ENOENT, "image %s has no GRUB for arm64 UEFI; " CURE,
		       image->name);
}

static int set_up_grub(struct sl_job *job)
{
	const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), AARCH64_UEFI, NULL, NULL,
		"grub/" AARCH64_GRUB,       NULL
	};
	int rc = add_grub(job);

	if (rc == 0)
		rc = grub_setup(job);
	return rc < 0 ? rc : job->host->add_dhcp(job, NULL, &rule);
}

int loader_setup(struct sl_job *job, void *self)
{
	(void)self;
	return loader_is_ipxe(job) ? ipxe_setup(job) : set_up_grub(job);
}
