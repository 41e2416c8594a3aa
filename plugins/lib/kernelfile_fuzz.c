/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/kernelfile_fuzz.c - any bytes as the head of a kernel.
 */
#include "kernelfile.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernelfile file;

	kernelfile_parse(data, size, &file);
	if (strlen(kernelfile_name(file.form)) == 0)
		abort();
	return 0;
}
