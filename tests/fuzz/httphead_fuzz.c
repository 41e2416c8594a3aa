/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/httphead_fuzz.c - the head of an HTTP answer, from whoever answers.
 */
#include "node/httphead.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct http_head head;
	int bytes = http_head_parse((const char *)data, n, &head);

	if (bytes > 0 && ((size_t)bytes > n || head.status < 0 || head.status > 999))
		abort();
	return 0;
}
