/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/miccfg_fuzz.c - any bytes as a file of xCAT: definitions or a reason.
 */
#include "miccfg.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = malloc(n + 1), why[400] = "";
	struct text out = { .n = 0 };

	if (!text)
		return 0;
	memcpy(text, data, n);
	text[n] = '\0';
	if (miccfg_convert("n001", text, &out, why, sizeof(why)) < 0 && !why[0])
		abort();
	free(text);
	return 0;
}
