/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/range_fuzz.c - Range headers; what is taken lies in the file.
 */
#include "core/serve/range.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint64_t sizes[] = { 0, 1, 1000, UINT64_C(1) << 40, INT64_MAX };
	char *header = malloc(n + 1);

	if (!header)
		return 0;
	memcpy(header, data, n);
	header[n] = '\0';
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct range range;
		enum range_kind kind = range_parse(header, sizes[i], &range);

		if (range.first > sizes[i] || range.bytes > sizes[i] - range.first ||
		    (kind == RANGE_PART && range.bytes == 0))
			abort();
	}
	free(header);
	return 0;
}
