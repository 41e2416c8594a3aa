/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/modindex_fuzz.c - an index of modules; what was read can be written and read
 * again.
 */
#include "wire/modindex.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct wire_modindex index, again;
	char wrong[128], *text;
	size_t written;

	if (wire_modindex_read((const char *)data, n, &index, wrong, 128) != 0)
		return 0;
	text = wire_modindex_write(&index, &written);
	if (!text || wire_modindex_read(text, written, &again, wrong, 128) != 0)
		abort();
	wire_modindex_fini(&again);
	wire_modindex_fini(&index);
	free(text);
	return 0;
}
