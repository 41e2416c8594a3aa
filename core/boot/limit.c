/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/limit.c - how many nodes one step of a roll-out takes.
 */
#include "boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PERCENT = 100 };

int boot_limit(const char *text, size_t nodes, size_t *limit)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long n;

	errno = 0;
	n = strtoul(text, NULL, 10);
	if (digits == 0 || errno || n == 0)
		return -EINVAL;
	if (!text[digits]) {
		*limit = n;
		return 0;
	}
	if (strcmp(text + digits, "%") != 0 || n > PERCENT)
		return -EINVAL;
	*limit = nodes * n / PERCENT;
	if (*limit == 0)
		*limit = 1;
	return 0;
}
