/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/words_fuzz.c - a kernel command line; what was taken is read back the same.
 */
#include "wire/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct wire_words words, again;
	char text[8192], value[64], wrong[64];
	char *line = strndup((const char *)data, n);

	if (!line)
		return 0;
	wire_words_find(line, "ip", value, sizeof(value));
	if (wire_words_parse(line, &words, wrong, sizeof(wrong)) == 0) {
		if (wire_words_format(&words, text, sizeof(text)) < 0 ||
		    wire_words_parse(text, &again, wrong, sizeof(wrong)) != 0 ||
		    memcmp(&words, &again, sizeof(words)) != 0)
			abort();
	}
	free(line);
	return 0;
}
