/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/machine.c - the machine of the test boot: QEMU's virt with UEFI.
 */
#include "aarch64.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int add(struct sl_job *job, const char *const *words)
{
	int rc = 0;

	for (; rc == 0 && *words; words++)
		rc = job->host->add_arg(job, *words);
	return rc;
}

int machine_emulate(struct sl_job *job, void *self, const struct sl_machine *machine)
{
	const char *firmware = sl_opt(job, "aavmf");
	char flash[4352], device[256];
	/* The card's ROM is of PCs; the firmware has a driver of its own for it. */
	const char *const words[] = { "qemu-system-aarch64",
				      "-M",
				      "virt",
				      "-cpu",
				      sl_opt(job, "cpu"),
				      "-drive",
				      flash,
				      "-device",
				      device,
				      NULL };
	/* UEFI's own HTTP client comes after PXE, which answers here too: so PXE is
	 * turned off (OvmfPkg/RUNTIME_CONFIG.md). */
	static const char *const no_pxe[] = {
		"-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n", "-fw_cfg",
		"name=opt/org.tianocore/IPv6PXESupport,string=n", NULL
	};
	int rc;

	(void)self;
	if (access(firmware, R_OK) != 0)
		return sl_fail(job, errno,
			       "cannot read the UEFI firmware %s: %s; install "
			       "qemu-efi-aarch64, or set aarch64 { aavmf }",
			       firmware, strerror(errno));
	snprintf(flash, sizeof(flash), "if=pflash,unit=0,format=raw,readonly=on,file=%s",
		 firmware);
	snprintf(device, sizeof(device),
		 "virtio-net-pci,netdev=%s,mac=%s,bootindex=0,romfile=", machine->netdev,
		 machine->mac);
	rc = add(job, words);
	if (rc == 0 && machine->firmware && strcmp(machine->firmware, "uefi-http") == 0)
		rc = add(job, no_pxe);
	return rc;
}
