/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/medium_fuzz.c - media of any bytes: .treeinfo, a line "==", .discinfo.
 */
#include "medium.h"

#include "plugins/lib/fakehost.h"
#include "tests/unit/folder.h"

#include <stdint.h>
#include <stdio.h>
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
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]),
		 SOURCE_DIR "/plugins/rhel");
	return 0;
}

/* A medium is told whole, or is not recognised. */
static void check(int bid)
{
	char distro[64] = "", version[64] = "", arch[64] = "";
	int words = sscanf(fake.notes, "medium %63s %63s %63s", distro, version, arch);

	if (bid < 0 ? fake.fails != 1 : bid != (words == 3 ? 100 : 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);
	char *cut = text ? strstr(text, "==\n") : NULL;

	if (!text)
		abort();
	if (cut)
		*cut = '\0';
	fake_forget(&fake);
	fake_put(&fake, ".treeinfo", text);
	fake_put(&fake, ".discinfo", cut ? cut + 3 : "");
	check(medium_recognise(&fake.job, NULL));
	free(text);
	return 0;
}
