/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/ipxe_setup.c - the iPXE binaries, and the DHCP rules that hand them out.
 */
#include "ipxe_setup.h"
#include "x86_64.h"

#include "plugins/lib/ipxe.h"
#include "plugins/lib/loaderfile.h"

#include <stdio.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static const char bios_loader[] = "undionly.kpxe";

#define CURE                                                                             \
	"install iPXE (package ipxe), or set x86_64 { ipxe_dir } to the folder that "    \
	"has it (RHEL's ipxe-bootimgs-x86: /usr/share/ipxe, and efi_loader = "           \
	"\"ipxe-x86_64.efi\")"

static const char *path_of(struct sl_job *job, const char *name, char path[PATH_ROOM])
{
	snprintf(path, PATH_ROOM, "%s/%s", sl_opt(job, "ipxe_dir"), name);
	return path;
}

static int is_there(struct sl_job *job, const char *name, const char *machines)
{
	char path[PATH_ROOM];

	if (access(path_of(job, name, path), F_OK) == 0)
		return 1;
	sl_log(job, SL_WARNING, "there is no %s, so %s are sent no loader; " CURE, path,
	       machines);
	return 0;
}

int ipxe_has_bios(struct sl_job *job, const char *machines)
{
	return is_there(job, bios_loader, machines);
}

int ipxe_has_uefi(struct sl_job *job, const char *machines)
{
	return is_there(job, sl_opt(job, "efi_loader"), machines);
}

static int add_loader(struct sl_job *job, int place, const char *name)
{
	char path[PATH_ROOM];
	const struct loaderfile file = {
		.path = path_of(job, name, path),
		.name = name,
		.cure = CURE,
	};

	return loaderfile_publish(job, place, &file);
}

static int add_script(struct sl_job *job, int32_t arch)
{
	return ipxe_add_script(job, "x86_64", arch);
}

int ipxe_setup_bios(struct sl_job *job)
{
	static const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), X86_64_BIOS, NULL, NULL, bios_loader, NULL
	};
	int rc = add_loader(job, SL_TFTP, bios_loader);

	if (rc == 0)
		rc = job->host->add_dhcp(job, NULL, &rule);
	return rc < 0 ? rc : add_script(job, X86_64_BIOS);
}

int ipxe_setup_uefi(struct sl_job *job)
{
	const char *efi = sl_opt(job, "efi_loader");
	struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), X86_64_UEFI, NULL, NULL, efi, NULL
	};
	int rc = add_loader(job, SL_TFTP, efi);

	if (rc == 0)
		rc = job->host->add_dhcp(job, NULL, &rule);
	rule.client_arch = X86_64_UEFI_OLD;
	return rc < 0 ? rc : job->host->add_dhcp(job, NULL, &rule);
}

int ipxe_setup_uefi_cards(struct sl_job *job)
{
	int rc = add_script(job, X86_64_UEFI);

	return rc < 0 ? rc : add_script(job, X86_64_UEFI_OLD);
}

int ipxe_setup_http(struct sl_job *job)
{
	const char *efi = sl_opt(job, "efi_loader");
	int rc = add_loader(job, SL_HTTP, efi);

	return rc < 0 ? rc : ipxe_add_http(job, "x86_64", X86_64_UEFI_HTTP, efi);
}
