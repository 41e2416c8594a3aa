/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/medium_fuzz.c - media of any bytes: .treeinfo, a line "==", .discinfo.
 */
#include "medium.h"

#include "plugins/lib/fuzzhost.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake *fake = fuzz_host(SOURCE_DIR "/plugins/rhel");

	fuzz_medium_put(fake, data, size, ".treeinfo", ".discinfo");
	fuzz_medium_check(fake, medium_recognise(&fake->job, NULL));
	return 0;
}
