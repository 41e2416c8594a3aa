/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/uefi.c - GRUB 2 for UEFI machines: what an image has for it, and the files
 * of nodes.
 */
#include "uefi.h"
#include "x86_64.h"

#include "plugins/lib/grub.h"
#include "plugins/lib/grubimage.h"
#include "plugins/lib/kernelfile.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Signed ones first; they need no other file.  Those of RHEL and its rebuilds lie in the
 * folder of the distribution on the EFI partition. */
static const char *const shims[] = {
	"usr/lib/shim/shimx64.efi.signed",
	"usr/share/efi/x86_64/shim.efi",
	"usr/lib64/efi/shim.efi",
	NULL,
};

static const char *const grubs[] = {
	"usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",
	"usr/share/efi/x86_64/grub.efi",
	"usr/share/grub2/x86_64-efi/grub.efi",
	NULL,
};

/* Without signature: what is left when no distribution signed one. */
static const char *const plain_grubs[] = {
	"usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi",
	NULL,
};

static const char *const modules[] = {
	"usr/lib/grub/x86_64-efi",
	"usr/share/grub2/x86_64-efi",
	NULL,
};

/* efinet is the card that UEFI booted from; tftp fetches the configuration, http the rest;
 * all_video leaves the kernel a console on the screen. */
static const struct grubimage core = {
	.places = modules,
	.format = "x86_64-efi",
	.prefix = "/grub",
	.modules = "normal net efinet tftp http linux echo configfile test sleep regexp "
		   "gzio minicmd all_video boot reboot halt",
	.name = UEFI_GRUB_HTTP,
};

int uefi_is_http(struct sl_job *job)
{
	return strcmp(sl_opt(job, "netboot"), "grub2-http") == 0;
}

int uefi_is_secure(struct sl_job *job)
{
	return job->host->opt_int(job, "secureboot") != 0;
}

/* ---- prepare ---- */

/* 1: taken, 0: there is none. */
static int take(struct sl_job *job, const char *const *places, const char *name)
{
	int rc = loaderfile_take(job, places, name);

	return rc ? rc : loaderfile_take_vendor(job, name, name);
}

static int take_grub(struct sl_job *job, int wanted)
{
	int has = take(job, grubs, UEFI_GRUB);

	if (has == 0)
		has = loaderfile_take(job, plain_grubs, UEFI_GRUB);
	if (has < 0)
		return has;
	if (wanted && !has && !sl_opt(job, "grub"))
		sl_log(job, SL_WARNING,
		       "the image has no GRUB for UEFI; " UEFI_CURE_GRUB);
	return 0;
}

static int take_shim(struct sl_job *job, int wanted)
{
	int has = take(job, shims, UEFI_SHIM);

	if (wanted && has == 0 && !sl_opt(job, "shim") && uefi_is_secure(job))
		sl_log(job, SL_WARNING, "the image has no shim; " UEFI_CURE_SHIM);
	return has < 0 ? has : 0;
}

/* Signed GRUBs are what they are; without Secure Boot one that loads by HTTP can be made. */
static int make_core(struct sl_job *job)
{
	int made = grubimage_make(job, &core);

	if (made == 0)
		sl_log(job, SL_WARNING,
		       "the image has no GRUB modules to load by HTTP "
		       "with; " UEFI_CURE_HTTP);
	return made < 0 ? made : 0;
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
	if (wanted && uefi_is_secure(job))
		return sl_fail(
			job, EKEYREJECTED,
			"%s has no signature (its PE header names no certificate table), "
			"so Secure Boot does not start it; install the distribution's "
			"signed kernel, or set x86_64 { secureboot = \"no\" } for "
			"machines without Secure Boot",
			kernel);
	return note_unsigned(job, kernel);
}

int uefi_prepare(struct sl_job *job, int wanted)
{
	const struct sl_image *image = sl_image_of(job);
	const struct sl_kernel *kernel = image->kernels ? image->kernels[0] : NULL;
	int rc = kernel ? check_signature(job, kernel->file, wanted) : 0;

	if (rc == 0)
		rc = take_grub(job, wanted);
	if (rc == 0)
		rc = take_shim(job, wanted);
	return rc < 0 || !uefi_is_http(job) || uefi_is_secure(job) ? rc : make_core(job);
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
	const struct grub_how how = {
		.protocol = uefi_is_http(job) ? "http" : "tftp",
		.cmdline = X86_64_CMDLINE,
	};

	if (is_unsigned(boot->image) && uefi_is_secure(job))
		return sl_fail(
			job, EKEYREJECTED,
			"%s: the kernel of image %s has no signature, so Secure Boot "
			"does not start it; install the distribution's signed kernel in "
			"the image and pack it again, or set x86_64 { secureboot = "
			"\"no\" }",
			boot->node->name, boot->image->name);
	return grub_render(job, boot, &how);
}
