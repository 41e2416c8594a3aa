/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/loader.c - the loaders, and the DHCP rules that hand them out.
 */
#include "pxe.h"
#include "x86_64.h"

#include "plugins/lib/loaderfile.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Client architectures: IANA's registry "Processor Architecture Types" (RFC 5970). */
enum { ARCH_BIOS = 0, ARCH_UEFI = 7, ARCH_UEFI_OLD = 9, ARCH_UEFI_HTTP = 16 };

static const char bios_loader[] = "undionly.kpxe";

static int is_pxe(struct sl_job *job)
{
	return strcmp(sl_opt(job, "netboot"), "pxe") == 0;
}

static const char *path_of(struct sl_job *job, const char *name, char path[4096])
{
	snprintf(path, 4096, "%s/%s", sl_opt(job, "ipxe_dir"), name);
	return path;
}

static int add_loader(struct sl_job *job, int place, const char *name)
{
	char path[4096];
	const struct loaderfile file = {
		.path = path_of(job, name, path),
		.name = name,
		.cure = "install iPXE (package ipxe), or set x86_64 { ipxe_dir } to the "
			"folder that has it",
	};

	return loaderfile_publish(job, place, &file);
}

/* An iPXE that runs already, whoever brought it, goes on to the script of its card. */
static int add_scripts(struct sl_job *job)
{
	static const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp),
		-1,
		"iPXE",
		NULL,
		"http://${server}/boot/x86_64/${netX/mac:hexhyp}.ipxe",
		NULL
	};

	return job->host->add_dhcp(job, NULL, &rule);
}

static int set_up_bios(struct sl_job *job)
{
	static const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), ARCH_BIOS, NULL, NULL, bios_loader, NULL
	};
	int rc;

	if (is_pxe(job))
		return pxe_setup(job);
	rc = add_loader(job, SL_TFTP, bios_loader);
	return rc < 0 ? rc : job->host->add_dhcp(job, NULL, &rule);
}

static int add_efi_rules(struct sl_job *job, const char *efi)
{
	static const char *const http_class[] = { "60=HTTPClient", NULL };
	char url[128];
	const struct sl_dhcp rules[] = {
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI, NULL, NULL, efi, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI_OLD, NULL, NULL, efi, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI_HTTP, NULL, "HTTPClient", url,
		  http_class },
	};
	int rc = 0;

	snprintf(url, sizeof(url), "http://${server}/boot/x86_64/%s", efi);
	for (size_t i = 0; rc == 0 && i < sizeof(rules) / sizeof(rules[0]); i++)
		rc = job->host->add_dhcp(job, NULL, &rules[i]);
	return rc;
}

/* PXELINUX is of a BIOS: a site that has it, and no iPXE, may have no UEFI machine. */
static int set_up_efi(struct sl_job *job)
{
	const char *efi = sl_opt(job, "efi_loader");
	char path[4096];
	int rc;

	if (is_pxe(job) && access(path_of(job, efi, path), F_OK) != 0) {
		sl_log(job, SL_WARNING,
		       "there is no %s: UEFI machines are sent no loader; install iPXE "
		       "(package ipxe) if there are any",
		       path);
		return 0;
	}
	rc = add_loader(job, SL_TFTP, efi);
	if (rc == 0)
		rc = add_loader(job, SL_HTTP, efi);
	return rc < 0 ? rc : add_efi_rules(job, efi);
}

int loader_setup(struct sl_job *job, void *self)
{
	int rc = set_up_bios(job);

	(void)self;
	if (rc == 0)
		rc = set_up_efi(job);
	return rc < 0 ? rc : add_scripts(job);
}

int loader_prepare(struct sl_job *job)
{
	return is_pxe(job) ? pxe_prepare(job) : 0;
}

int loader_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	int rc = ipxe_render(job, boot);

	(void)self;
	return rc < 0 || !is_pxe(job) ? rc : pxe_render(job, boot);
}
