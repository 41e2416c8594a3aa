/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/uefi_setup.c - shim and GRUB, published once for all UEFI machines.
 */
#include "uefi.h"
#include "x86_64.h"

#include "plugins/lib/grub.h"
#include "plugins/lib/grubefi.h"
#include "plugins/lib/kernelfile.h"
#include "plugins/lib/loaderfile.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one distribution ---- */

/* "rhels9.4" of a stanza and "rhel" are one word. */
static size_t distro_length(const char *distro)
{
	size_t n = 0;

	while (isalpha((unsigned char)distro[n]))
		n++;
	return n > 1 && distro[n - 1] == 's' ? n - 1 : n;
}

/* Does what one has in its shim start what the other has? */
static int is_of_one_key(const struct sl_image *a, const struct sl_image *b)
{
	const struct sl_artefact *left = loaderfile_of(a, UEFI_SHIM);
	const struct sl_artefact *right = loaderfile_of(b, UEFI_SHIM);
	size_t n = distro_length(a->distro);

	if (left && right && strcmp(left->sha256, right->sha256) == 0)
		return 1;
	return n == distro_length(b->distro) && strncmp(a->distro, b->distro, n) == 0;
}

/* Shim is published once, and the kernels of another distribution would not be started. */
static int check_keys(struct sl_job *job)
{
	const struct sl_image *first = job->host->used_image(job, 0), *other;

	for (uint32_t i = 1; first && (other = job->host->used_image(job, i)); i++)
		if (!is_of_one_key(first, other))
			return sl_fail(
				job, EKEYREJECTED,
				"nodes would be set to image %s (%s) and to image %s "
				"(%s), and the shim of the one trusts no kernel of the "
				"other: with Secure Boot a site boots images of one "
				"distribution at a time; set all nodes to images of one "
				"(or those of the other offline first), or set x86_64 "
				"{ secureboot = \"no\" }",
				first->name, first->distro, other->name, other->distro);
	return 0;
}

/* ---- GRUB ---- */

static int refuse_http(struct sl_job *job, const char *path)
{
	if (uefi_is_secure(job))
		return sl_fail(
			job, ENOTSUP,
			"%s cannot load by HTTP (its module http is not in it), and "
			"with Secure Boot GRUB takes no module from elsewhere; set "
			"x86_64 { netboot = \"grub2\" }, which loads by TFTP, or "
			"for machines without Secure Boot { secureboot = \"no\" }",
			path);
	return sl_fail(
		job, ENOTSUP,
		"%s cannot load by HTTP (its module http is not in it); " UEFI_CURE_HTTP,
		path);
}

/* Shim would not start it.  Whose signature it is, shim knows. */
static int check_signature(struct sl_job *job, const char *path,
			   const struct loaderfile_data *data)
{
	struct kernelfile file;

	kernelfile_parse((const unsigned char *)data->data, data->bytes, &file);
	if (file.is_signed || !uefi_is_secure(job))
		return 0;
	return sl_fail(
		job, EKEYREJECTED,
		"%s has no signature, so Secure Boot does not start it; " UEFI_CURE_GRUB
		"; for machines without Secure Boot: x86_64 { secureboot = \"no\" }",
		path);
}

/* The folder that a GRUB looks in may be that of a disk, "/EFI/redhat"; the others find
 * what lies at the top or in grub/. */
static int publish_config(struct sl_job *job, const char *prefix)
{
	char path[GRUBEFI_PREFIX + 16];

	if (prefix[0] != '/' || !prefix[1] || strcmp(prefix, "/grub") == 0 ||
	    strstr(prefix, "/.") || strstr(prefix, "//") ||
	    prefix[strspn(prefix, "/-._0123456789abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ")])
		return 0;
	snprintf(path, sizeof(path), "%s/grub.cfg", prefix + 1);
	return grub_setup_at(job, path);
}

/* A file that is no GRUB is what the site says it is. */
static int hand_over(struct sl_job *job, const struct loaderfile *file)
{
	struct loaderfile_data data;
	struct grubefi grub;
	int rc = loaderfile_read(job, file, &data);

	if (rc == 0 && grubefi_parse(data.data, data.bytes, &grub) == 0) {
		if (uefi_is_http(job) && !grub.http)
			rc = refuse_http(job, file->path);
		if (rc == 0)
			rc = check_signature(job, file->path, &data);
		if (rc == 0)
			rc = publish_config(job, grub.prefix);
	}
	if (rc == 0)
		rc = job->host->add_file(job, SL_TFTP, file->name, 0644, data.data,
					 data.bytes);
	free(data.data);
	return rc;
}

/* The option's file, else one of the image: its path; NULL: there is none, maybe since no
 * node is set to an image now. */
static const char *find(struct sl_job *job, const char *option, const char *name)
{
	const char *path = sl_opt(job, option);
	const struct sl_artefact *own =
		path ? NULL : loaderfile_of(sl_image_of(job), name);

	return own ? own->path : path;
}

static int say_missing(struct sl_job *job, const char *what, const char *cure)
{
	const struct sl_image *image = sl_image_of(job);

	return image ? sl_fail(job, ENOENT, "image %s has no %s; %s", image->name, what,
			       cure)
		     : 0;
}

static int publish_grub(struct sl_job *job)
{
	struct loaderfile file = { NULL, UEFI_GRUB, UEFI_CURE_GRUB };

	if (uefi_is_http(job) && !uefi_is_secure(job))
		file.path = find(job, "grub", UEFI_GRUB_HTTP);
	if (!file.path)
		file.path = find(job, "grub", UEFI_GRUB);
	return file.path ? hand_over(job, &file)
			 : say_missing(job, "GRUB for UEFI", UEFI_CURE_GRUB);
}

static int publish_shim(struct sl_job *job)
{
	const struct loaderfile file = { find(job, "shim", UEFI_SHIM), UEFI_SHIM,
					 UEFI_CURE_SHIM };

	return file.path ? loaderfile_publish(job, SL_TFTP, &file)
			 : say_missing(job, "shim", UEFI_CURE_SHIM);
}

/* ---- all ---- */

int uefi_setup(struct sl_job *job)
{
	int secure = uefi_is_secure(job);
	struct sl_dhcp rule = { SL_SIZE_OF(struct sl_dhcp),     X86_64_UEFI, NULL, NULL,
				secure ? UEFI_SHIM : UEFI_GRUB, NULL };
	int rc = secure && !sl_opt(job, "shim") ? check_keys(job) : 0;

	if (rc == 0)
		rc = publish_grub(job);
	if (rc == 0 && secure)
		rc = publish_shim(job);
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
