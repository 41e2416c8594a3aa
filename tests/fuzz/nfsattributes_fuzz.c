/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/nfsattributes_fuzz.c - a list of attributes: no line leads out of the root.
 */
#include "node/nfsattributes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct nfs_attribute attribute;
	char *text = strndup((const char *)data, n);
	const char *at = text;

	while (text && nfs_attribute_next(&at, &attribute) > 0)
		if (attribute.path[0] == '/' || strstr(attribute.path, "/../"))
			abort();
	free(text);
	return 0;
}
