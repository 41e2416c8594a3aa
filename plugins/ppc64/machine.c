/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/ppc64/machine.c - the machine of the test boot: QEMU's pseries with SLOF.
 */
#include "ppc64.h"

#include <stdio.h>

int machine_emulate(struct sl_job *job, void *self, const struct sl_machine *machine)
{
	char device[256];
	/* Without a screen SLOF, GRUB and the kernel take the first serial line, hvc0.  What
	 * the emulator cannot do of the processor's mitigations it would warn of. */
	const char *const words[] = { "qemu-system-ppc64",
				      "-M",
				      "pseries,cap-cfpc=broken,cap-sbbc=broken,"
				      "cap-ibs=broken,cap-ccf-assist=off",
				      "-cpu",
				      sl_opt(job, "cpu"),
				      "-vga",
				      "none",
				      "-device",
				      device,
				      NULL };
	int rc = 0;

	(void)self;
	snprintf(device, sizeof(device),
		 "virtio-net-pci,netdev=%s,mac=%s,bootindex=0,romfile=", machine->netdev,
		 machine->mac);
	for (size_t i = 0; rc == 0 && words[i]; i++)
		rc = job->host->add_arg(job, words[i]);
	return rc;
}
