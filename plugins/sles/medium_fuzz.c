/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/sles/medium_fuzz.c - media of any bytes: media, a line "==", products.
 */
#include "medium.h"

#include "plugins/lib/fuzzhost.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake *fake = fuzz_host(SOURCE_DIR "/plugins/sles");

	fuzz_medium_put(fake, data, size, "media.1/media", "media.1/products");
	fuzz_medium_check(fake, medium_recognise(&fake->job, NULL));
	return 0;
}
