/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/manager_fuzz.c - any lines as what a package manager prints.
 */
#include "fuzzhost.h"
#include "manager.h"

#include <stdlib.h>
#include <string.h>

/* Returns what manager_run() does, after which at most one failure was said. */
static int run(struct fake *fake, unsigned flags)
{
	ARGS words = { 0 }, last = { 0 };
	int rc;

	fake_forget(fake);
	args_add(&words, "dnf");
	rc = manager_run(&fake->job, flags, &words, NULL, &last);
	if (fake->fails > (flags != MANAGER_LENIENT))
		abort();
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fake *fake = fuzz_host(NULL);
	char *text = fuzz_text(data, size);
	int failed = strstr(text, "scriptlet failed") != NULL;

	fake->lines = text;
	if (run(fake, MANAGER_LENIENT) != 0)
		abort();
	if (run(fake, 0) < 0 && !failed)
		abort();
	if (run(fake, MANAGER_STATUS) < 0 && !failed)
		abort();
	free(text);
	return 0;
}
