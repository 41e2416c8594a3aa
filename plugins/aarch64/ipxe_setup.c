/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/ipxe_setup.c - iPXE for arm64 UEFI, and the DHCP rules that hand it out.
 *
 * iPXE comes from this machine: distributions have it for the server, not for the node.
 */
#include "aarch64.h"

#include "plugins/lib/ipxe.h"
#include "plugins/lib/loaderfile.h"

#include <errno.h>

#define CURE                                                                             \
	"install it (Debian 13: ipxe, RHEL: ipxe-bootimgs-aarch64, SLES: "               \
	"ipxe-bootimgs; Debian 12 has none), or set aarch64 { ipxe }"

/* Where distributions have it: Debian, RHEL and SLES.  That of Debian has drivers of its own
 * besides the firmware's. */
static const char *const places[] = {
	"/usr/lib/ipxe/ipxe-arm64.efi",
	"/usr/share/ipxe/arm64-efi/snponly.efi",
	"/usr/share/ipxe/snp-arm64.efi",
	NULL,
};

/* By TFTP and by HTTP: firmware has either. */
static int publish(struct sl_job *job)
{
	const char *path = sl_opt(job, "ipxe");
	const struct loaderfile file = {
		.path = path ? path : loaderfile_first(places),
		.name = AARCH64_IPXE,
		.cure = CURE,
	};
	int rc;

	if (!file.path)
		return sl_fail(job, ENOENT, "there is no iPXE for arm64 UEFI; " CURE);
	rc = loaderfile_publish(job, SL_TFTP, &file);
	return rc < 0 ? rc : loaderfile_publish(job, SL_HTTP, &file);
}

int ipxe_setup(struct sl_job *job)
{
	static const struct sl_dhcp rule = {
		SL_SIZE_OF(struct sl_dhcp), AARCH64_UEFI, NULL, NULL, AARCH64_IPXE, NULL
	};
	int rc = publish(job);

	if (rc == 0)
		rc = job->host->add_dhcp(job, NULL, &rule);
	if (rc == 0)
		rc = ipxe_add_script(job, "aarch64", AARCH64_UEFI);
	return rc < 0 ? rc
		      : ipxe_add_http(job, "aarch64", AARCH64_UEFI_HTTP, AARCH64_IPXE);
}
