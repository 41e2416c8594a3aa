/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/kernel_fuzz.c - any bytes as a kernel, and any bytes behind a right header.
 */
#include "kernel.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADER = 0x230 };

static void check_one(const unsigned char *data, size_t n)
{
	char version[KERNEL_VERSION] = "";
	const char *why = kernel_check(data, n, version);

	if (why ? !*why : !*version || strlen(version) >= KERNEL_VERSION)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = calloc(1, HEADER + size + 1);

	if (!copy)
		abort();
	check_one(data, size);
	memcpy(copy + 0x1fe, "\x55\xaa", 2);
	memcpy(copy + 0x202, "HdrS", 4);
	copy[0x20e] = HEADER - 0x200;
	copy[0x211] = 1;
	memcpy(copy + HEADER, data, size);
	check_one(copy, HEADER + size);
	free(copy);
	return 0;
}
