/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fuzzhost.c - what fuzz targets of plugins have in common.
 */
#include "fuzzhost.h"

#include "tests/unit/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fake *fuzz_host(const char *data)
{
	static struct fake fake;
	static int made;

	if (!made) {
		fake_init(&fake, unit_folder());
		if (data)
			snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]),
				 "%s", data);
		made = 1;
	}
	fake_forget(&fake);
	return &fake;
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size);

	if (!text)
		abort();
	return text;
}

void fuzz_medium_put(struct fake *fake, const uint8_t *data, size_t size,
		     const char *first, const char *second)
{
	char *text = fuzz_text(data, size);
	char *cut = second ? strstr(text, "==\n") : NULL;

	if (cut)
		*cut = '\0';
	fake_put(fake, first, text);
	if (second)
		fake_put(fake, second, cut ? cut + 3 : "");
	free(text);
}

void fuzz_medium_check(const struct fake *fake, int bid)
{
	char distro[64] = "", version[64] = "", arch[64] = "";
	int words = sscanf(fake->notes, "medium %63s %63s %63s", distro, version, arch);

	if (bid < 0 ? fake->fails != 1 : bid != (words == 3 ? 100 : 0))
		abort();
}
