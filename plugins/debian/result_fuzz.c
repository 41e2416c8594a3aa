/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result_fuzz.c - any lines as the list of packages of dpkg-query.
 */
#include "result.h"

#include "plugins/lib/fuzzhost.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake *fake = fuzz_host(NULL);
	char *text = fuzz_text(data, size);
	int rc;

	fake->lines = text;
	rc = result_packages(&fake->job);
	/* said once, however many lines are wrong */
	if (fake->fails != (rc < 0))
		abort();
	free(text);
	return 0;
}
