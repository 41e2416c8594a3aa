/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/manager_fuzz.c - any lines as what a package manager prints.
 */
#include "fakehost.h"
#include "manager.h"
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

static int run(unsigned flags)
{
	ARGS words = { 0 }, last = { 0 };

	fake_forget(&fake);
	args_add(&words, "dnf");
	return manager_run(&fake.job, flags, &words, NULL, &last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	int failed;

	if (!text)
		abort();
	failed = strstr(text, "scriptlet failed") != NULL;
	fake.lines = text;
	if (run(MANAGER_LENIENT) != 0 || fake.fails)
		abort();
	if ((run(0) < 0 && !failed) || fake.fails > 1)
		abort();
	if ((run(MANAGER_STATUS) < 0 && !failed) || fake.fails > 1)
		abort();
	free(text);
	return 0;
}
