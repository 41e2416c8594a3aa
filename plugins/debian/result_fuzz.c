/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/debian/result_fuzz.c - any lines as the list of packages of dpkg-query.
 */
#include "result.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/folder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct fake fake;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_init(&fake, unit_folder());
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	int rc;

	if (!text)
		abort();
	fake_forget(&fake);
	fake.lines = text;
	rc = result_packages(&fake.job);
	/* said once, however many lines are wrong */
	if (fake.fails != (rc < 0))
		abort();
	free(text);
	return 0;
}
