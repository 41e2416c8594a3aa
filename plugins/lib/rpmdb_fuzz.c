/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/rpmdb_fuzz.c - any lines as the list of packages that rpm prints.
 */
#include "fuzzhost.h"
#include "rpmdb.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rpmdb db = { "var/lib/rpm", "sqlite" };
	struct fake *fake = fuzz_host(NULL);
	char *text = fuzz_text(data, size);
	int rc;

	fake->lines = text;
	rc = rpmdb_packages(&fake->job, &db);
	/* said once, however many lines are wrong */
	if (fake->fails != (rc < 0))
		abort();
	free(text);
	return 0;
}
