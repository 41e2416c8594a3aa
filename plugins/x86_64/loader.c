/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/x86_64/loader.c - which loader each kind of machine is sent.
 *
 * A BIOS and UEFI have a loader each, and the option `netboot` names one of them: machines
 * of the other kind are started by iPXE.  One loader serves all nodes: a DHCP rule per node
 * would need a restart of the server for each of them.
 */
#include "ipxe_setup.h"
#include "pxe.h"
#include "uefi.h"
#include "x86_64.h"

#include "plugins/lib/ipxe.h"

#include <string.h>

static int is_pxe(struct sl_job *job)
{
	return strcmp(sl_opt(job, "netboot"), "pxe") == 0;
}

static int is_grub(struct sl_job *job)
{
	return strncmp(sl_opt(job, "netboot"), "grub2", 5) == 0;
}

/* A site that has another loader for UEFI, and no iPXE, may have no machine with a BIOS. */
static int set_up_bios(struct sl_job *job)
{
	if (is_pxe(job))
		return pxe_setup(job);
	if (is_grub(job) && !ipxe_has_bios(job, "machines with a BIOS"))
		return 0;
	return ipxe_setup_bios(job);
}

/* A card may have an iPXE of its own, which needs no other loader. */
static int set_up_grub(struct sl_job *job)
{
	int rc = uefi_setup(job);

	if (rc == 0)
		rc = ipxe_setup_uefi_cards(job);
	if (rc == 0 && ipxe_has_uefi(job, "UEFI machines that boot by HTTP"))
		rc = ipxe_setup_http(job);
	return rc;
}

/* PXELINUX is of a BIOS: a site that has it, and no iPXE, may have no UEFI machine. */
static int set_up_uefi(struct sl_job *job)
{
	int rc;

	if (is_grub(job))
		return set_up_grub(job);
	if (is_pxe(job) && !ipxe_has_uefi(job, "UEFI machines"))
		return 0;
	rc = ipxe_setup_uefi(job);
	if (rc == 0)
		rc = ipxe_setup_uefi_cards(job);
	return rc < 0 ? rc : ipxe_setup_http(job);
}

int loader_setup(struct sl_job *job, void *self)
{
	int rc = set_up_bios(job);

	(void)self;
	return rc < 0 ? rc : set_up_uefi(job);
}

int loader_prepare(struct sl_job *job)
{
	int rc = uefi_prepare(job, is_grub(job));

	return rc < 0 ? rc : pxe_prepare(job, is_pxe(job));
}

int loader_render(struct sl_job *job, void *self, const struct sl_boot *boot)
{
	static const struct ipxe_how how = { .cmdline = X86_64_CMDLINE };
	int rc = ipxe_render(job, boot, &how);

	(void)self;
	if (rc == 0 && is_grub(job))
		rc = uefi_render(job, boot);
	return rc < 0 || !is_pxe(job) ? rc : pxe_render(job, boot);
}
