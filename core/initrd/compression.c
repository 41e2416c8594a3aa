/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/compression.c - which compression of an initrd a kernel unpacks.
 */
#include "initrd.h"

/* zstd is smallest for its speed; xz is last because a node unpacks it ten times slower
 * than gzip, which costs more than its bytes do on the wire. */
static const struct {
	const char *name, *symbol;
} known[] = {
	{ "zstd", "CONFIG_RD_ZSTD" },
	{ "gzip", "CONFIG_RD_GZIP" },
	{ "xz", "CONFIG_RD_XZ" },
};

const char *initrd_compression(int (*has)(void *arg, const char *symbol), void *arg)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (has(arg, known[i].symbol))
			return known[i].name;
	return "none";
}
