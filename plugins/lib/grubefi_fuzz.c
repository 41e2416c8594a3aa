/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/grubefi_fuzz.c - any bytes as a GRUB for UEFI.
 */
#include "grubefi.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct grubefi grub;

	grubefi_parse(data, size, &grub);
	if (strlen(grub.prefix) >= sizeof(grub.prefix))
		abort();
	return 0;
}
