/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/manifest_fuzz.c - a manifest; what was read can be written and read again.
 */
#include "wire/manifest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct wire_manifest manifest, again;
	char wrong[128], *text;
	size_t written;

	if (wire_manifest_read((const char *)data, n, &manifest, wrong, 128) != 0)
		return 0;
	text = wire_manifest_write(&manifest, &written);
	if (!text || wire_manifest_read(text, written, &again, wrong, 128) != 0)
		abort();
	wire_manifest_fini(&again);
	wire_manifest_fini(&manifest);
	free(text);
	return 0;
}
