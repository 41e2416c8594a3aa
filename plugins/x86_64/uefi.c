/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/uefi.c - GRUB 2 for UEFI machines, with Secure Boot by the distribution's
 * shim.
 */
#include "uefi.h"
#include "x86_64.h"

#include "plugins/lib/grub.h"
#include "plugins/lib/kernelfile.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CURE_SHIM                                                                        \
	"install it (Debian: shim-signed, RHEL: shim-x64, SLES: shim) in the image and " \
	"pack it again, or set x86_64 { shim }; machines without Secure Boot need "      \
	"none: "                                                                         \
	"x86_64 { secureboot = \"no\" }"
#define CURE_GRUB                                                                        \
	"install it (Debian: grub-efi-amd64-signed, RHEL: grub2-efi-x64, SLES: "         \
	"grub2-x86_64-efi) in the image and pack it again, or set x86_64 { grub }"

/* One file of the chain: where distributions have it, and how it is called here. */
struct part {
	const char *const *places; /* signed ones first; they need no other file   */
	const char *vendors;       /* in each folder below boot/efi/EFI            */
	const char *name, *option, *called, *cure;
};

static const char *const shims[] = {
	"usr/lib/shim/shimx64.efi.signed",
	"usr/share/efi/x86_64/shim.efi",
	NULL,
};

static const char *const grubs[] = {
	"usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",
	"usr/share/efi/x86_64/grub.efi",
	NULL,
};

/* Without signature: what is left when no distribution signed one. */
static const char *const plain_grubs[] = {
	"usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi",
	NULL,
};

static const struct part shim = { shims,  "shimx64.efi", UEFI_SHIM,
				  "shim", "shim",        CURE_SHIM };
static const struct part grub = { grubs,  "grubx64.efi",   UEFI_GRUB,
				  "grub", "GRUB for UEFI", CURE_GRUB };

/* ---- prepare ---- */

/* 1: taken, 0: there is none. */
static int take(struct sl_job *job, const struct part *part)
{
	int rc = loaderfile_take(job, part->places, part->name);

	return rc ? rc : loaderfile_take_vendor(job, part->vendors, part->name);
}

static int take_both(struct sl_job *job, int wanted)
{
	int has_grub = take(job, &grub), has_shim;

	if (has_grub == 0)
		has_grub = loaderfile_take(job, plain_grubs, UEFI_GRUB);
	if (has_grub < 0)
		return has_grub;
	has_shim = take(job, &shim);
	if (wanted && !has_grub && !sl_opt(job, "grub"))
		sl_log(job, SL_WARNING, "the image has no GRUB for UEFI; " CURE_GRUB);
	if (wanted && !has_shim && !sl_opt(job, "shim") &&
	    job->host->opt_int(job, "secureboot"))
		sl_log(job, SL_WARNING, "the image has no shim; " CURE_SHIM);
	return has_shim < 0 ? has_shim : 0;
}

static int note_unsigned(struct sl_job *job, const char *kernel)
{
	char path[4096], text[512];
	int fd, n;
	ssize_t put;

	snprintf(path, sizeof(path), "%s/" UEFI_UNSIGNED, sl_path(job, SL_WORK));
	n = snprintf(text, sizeof(text), "%s has no signature for UEFI Secure Boot\n",
		     kernel);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	put = fd < 0 ? -1 : write(fd, text, (size_t)n);
	if (fd >= 0)
		close(fd);
	if (put != n)
		return sl_fail(job, put < 0 ? errno : EIO, "cannot write %s: %s", path,
			       strerror(put < 0 ? errno : EIO));
	return job->host->add_output(job, SL_OTHER, UEFI_UNSIGNED, path);
}

static int check_signature(struct sl_job *job, const char *kernel, int wanted)
{
	struct kernelfile file;
	int rc = kernelfile_read(job, kernel, &file);

	if (rc < 0 || file.is_signed)
		return rc;
	if (wanted && job->host->opt_int(job, "secureboot"))
		return sl_fail(
			job, EKEYREJECTED,
			"%s has no signature (its PE header names no certificate table), "
			"so Secure Boot does not start it; install the distribution's "
			"signed kernel, or set x86_64 { secureboot = \"no\" } for "
			"machines "
			"without Secure Boot",
			kernel);
	return note_unsigned(job, kernel);
}

int uefi_prepare(struct sl_job *job, int wanted)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_kernel *kernel = image->kernels ? image->kernels[0] : NULL;
	int rc = kernel ? check_signature(job, kernel->file, wanted) : 0;

	return rc < 0 ? rc : take_both(job, wanted);
}

/* ---- setup ---- */

static int publish(struct sl_job *job, const struct part *part)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_artefact *own = loaderfile_of(image, part->name);
	const char *option = sl_opt(job, part->option);
	const struct loaderfile file = {
		.path = option ? option
			: own  ? own->path
			       : "",
		.name = part->name,
		.cure = part->cure,
	};

	if (*file.path)
		return loaderfile_publish(job, SL_TFTP, &file);
	if (!image)
		return 0; /* nobody is set to an image now */
	return sl_fail(job, ENOENT, "image %s has no %s; %s", image->name, part->called,
		       part->cure);
}

int uefi_setup(struct sl_job *job)
{
	int secure = job->host->opt_int(job, "secureboot") != 0;
	struct sl_dhcp rule = { SL_SIZE_OF(struct sl_dhcp),     X86_64_UEFI, NULL, NULL,
				secure ? UEFI_SHIM : UEFI_GRUB, NULL };
	int rc = publish(job, &grub);

	if (rc == 0 && secure)
		rc = publish(job, &shim);
	if (rc == 0)
		rc = job->host->add_link(job, SL_TFTP, "grub.efi", UEFI_GRUB);
	if (rc == 0)
		rc = job->host->add_link(job, SL_TFTP, "grub.cfg", "grub/grub.cfg");
	if (rc == 0)
		rc = grub_setup(job);
	if (rc == 0)
		rc = job->host->add_dhcp(job, NULL, &rule);
	rule.client_arch = X86_64_UEFI_OLD;
	return rc < 0 ? rc : job->host->add_dhcp(job, NULL, &rule);
}

/* ---- render ---- */

static int is_unsigned(const struct sl_image *image)
{
	const struct sl_artefact *const *a = image ? image->artefacts : NULL;

	for (; a && *a; a++)
		if ((*a)->role == SL_OTHER && strcmp((*a)->name, UEFI_UNSIGNED) == 0)
			return 1;
	return 0;
}

int uefi_render(struct sl_job *job, const struct sl_boot *boot)
{
	const int http = strcmp(sl_opt(job, "netboot"), "grub2-http") == 0;
	const struct grub_how how = {
		.protocol = http ? "http" : "tftp",
		.cmdline = X86_64_CMDLINE,
	};

	if (is_unsigned(boot->image) && job->host->opt_int(job, "secureboot"))
		return sl_fail(
			job, EKEYREJECTED,
			"%s: the kernel of image %s has no signature, so Secure Boot "
			"does "
			"not start it; install the distribution's signed kernel in the "
			"image and pack it again, or set x86_64 { secureboot = \"no\" }",
			boot->node->name, boot->image->name);
	return grub_render(job, boot, &how);
}
