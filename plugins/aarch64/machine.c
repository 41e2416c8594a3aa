/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/aarch64/machine.c - the machine of the test boot: QEMU's virt with UEFI.
 */
#include "aarch64.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
	int rc = 0;

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
	for (size_t i = 0; rc == 0 && words[i]; i++)
		rc = job->host->add_arg(job, words[i]);
	return rc;
}
