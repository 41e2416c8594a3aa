/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/medium_fuzz.c - any bytes as .disk/info.
 */
#include "medium.h"

#include "plugins/lib/fuzzhost.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake *fake = fuzz_host(NULL);

	fuzz_medium_put(fake, data, size, ".disk/info", NULL);
	fuzz_medium_check(fake, medium_recognise(&fake->job, NULL));
	return 0;
}
