/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_page.c - how large a kernel's pages are, by its configuration.
 *
 * Linux 6.9 has CONFIG_PAGE_SIZE_64KB for all architectures, and some had it before; the
 * others say CONFIG_(architecture)_64K_PAGES, before 6.9 and since.  CONFIG_HAVE_PAGE_SIZE_*
 * are those that could have been chosen.
 */
#include "kernel_page.h"

#include "wire/manifest.h"

#include <stdio.h>
#include <string.h>

enum { SMALLEST = 1 << 2, LARGEST = 1 << 10 /* KB */ };

/* The number before `unit` where it is all that the line has left; 0: there is none. */
static unsigned read_size(const char *at, const char *unit)
{
	unsigned size = 0;

	while (*at >= '0' && *at <= '9' && size <= LARGEST)
		size = size * 10 + (unsigned)(*at++ - '0');
	return strncmp(at, unit, strlen(unit)) == 0 ? size : 0;
}

/* A line's size in KB, or 0. */
static unsigned size_of(const char *line)
{
	static const char all[] = "CONFIG_PAGE_SIZE_", some[] = "CONFIG_";
	static const char unit[] = "K_PAGES=y\n";
	const char *end = line + strcspn(line, "\n"), *at;

	if (strncmp(line, all, strlen(all)) == 0)
		return read_size(line + strlen(all), "KB=y\n");
	if (strncmp(line, some, strlen(some)) != 0 ||
	    (size_t)(end - line) < strlen(some) + strlen(unit) - 1 || *end == '\0')
		return 0;
	at = end + 1 - strlen(unit);
	while (at > line && at[-1] >= '0' && at[-1] <= '9')
		at--;
	return at > line && at[-1] == '_' ? read_size(at, unit) : 0;
}

uint64_t kernel_page(const char *config)
{
	for (const char *line = config; *line;) {
		unsigned size = size_of(line);

		if (size >= SMALLEST && size <= LARGEST && (size & (size - 1)) == 0)
			return (uint64_t)size << 10;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return WIRE_PAGE;
}
