/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/served_fuzz.c - request targets; what is taken is a plain path below.
 */
#include "core/serve/served.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int is_plain(const char *path)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_.+@:,~/";

	return *path && *path != '/' && *path != '.' && !strstr(path, "/.") &&
	       !strstr(path, "//") && path[strlen(path) - 1] != '/' &&
	       path[strspn(path, letters)] == '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct served served;
	char *target = malloc(n + 1);

	if (!target)
		return 0;
	memcpy(target, data, n);
	target[n] = '\0';
	if (served_parse(target, &served) == 0 && !is_plain(served.path))
		abort();
	free(target);
	return 0;
}
