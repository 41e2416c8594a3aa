/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/loader.c - the iPXE binaries, and the DHCP rules that hand them out.
 */
#include "x86_64.h"

#include "plugins/lib/loaderfile.h"

#include <stdio.h>

/* Client architectures: IANA's registry "Processor Architecture Types" (RFC 5970). */
enum { ARCH_BIOS = 0, ARCH_UEFI = 7, ARCH_UEFI_OLD = 9, ARCH_UEFI_HTTP = 16 };

static const char bios_loader[] = "undionly.kpxe";

static int add_loader(struct sl_job *job, int place, const char *name)
{
	char path[4096];
	const struct loaderfile file = {
		.path = path,
		.name = name,
		.cure = "install iPXE (package ipxe), or set x86_64 { ipxe_dir } to the "
			"folder that has it",
	};

	snprintf(path, sizeof(path), "%s/%s", sl_opt(job, "ipxe_dir"), name);
	return loaderfile_publish(job, place, &file);
}

/* An iPXE that runs already, whoever brought it, goes on to the script of its card. */
static int add_rules(struct sl_job *job, const char *efi)
{
	static const char *const http_class[] = { "60=HTTPClient", NULL };
	char url[128];
	const struct sl_dhcp rules[] = {
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_BIOS, NULL, NULL, bios_loader, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI, NULL, NULL, efi, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI_OLD, NULL, NULL, efi, NULL },
		{ SL_SIZE_OF(struct sl_dhcp), ARCH_UEFI_HTTP, NULL, "HTTPClient", url,
		  http_class },
		{ SL_SIZE_OF(struct sl_dhcp), -1, "iPXE", NULL,
		  "http://${server}/boot/x86_64/${netX/mac:hexhyp}.ipxe", NULL },
	};
	int rc = 0;

	snprintf(url, sizeof(url), "http://${server}/boot/x86_64/%s", efi);
	for (size_t i = 0; rc == 0 && i < sizeof(rules) / sizeof(rules[0]); i++)
		rc = job->host->add_dhcp(job, NULL, &rules[i]);
	return rc;
}

int loader_setup(struct sl_job *job, void *self)
{
	const char *efi = sl_opt(job, "efi_loader");
	int rc = add_loader(job, SL_TFTP, bios_loader);

	(void)self;
	if (rc == 0)
		rc = add_loader(job, SL_TFTP, efi);
	if (rc == 0)
		rc = add_loader(job, SL_HTTP, efi);
	return rc < 0 ? rc : add_rules(job, efi);
}
