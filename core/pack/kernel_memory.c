/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/pack/kernel_memory.c - what a kernel keeps that others do not, by its configuration
 * and version.
 *
 * What every kernel keeps (areas of control groups, idle threads, sysfs) is in
 * core/image/memory.c; the static area, .data..percpu, was taken before the kernel counts
 * its memory, and is in no figure.
 */
#include "kernel_memory.h"

#include <stddef.h>
#include <stdio.h>

#define KIB 1024u

/* until: the first version that no longer does it. */
static const struct keeper {
	const char *symbol;
	int from[2], until[2];
	struct kernel_memory bytes;
} keepers[] = {
	/* zswap makes its pool when the kernel starts, even where it is off, and by the
	 * interface (acomp) whose software side has two buffers of SCOMP_SCRATCH_SIZE for
	 * every possible CPU: mm/zswap.c, crypto/scompress.c.  6.4 makes the pool when
	 * zswap is switched on; 6.15 has a buffer only for a CPU that compresses. */
	{ "CONFIG_ZSWAP", { 5, 12 }, { 6, 4 }, { .per_cpu = 256 * KIB } },
	{ "CONFIG_ZSWAP_DEFAULT_ON", { 6, 4 }, { 6, 15 }, { .per_cpu = 256 * KIB } },
	/* A kernel with drivers of screens has those of all that real machines have, and
	 * udev loads what it finds.  Measured with Debian's, 6.1, in an emulated PC: 3.5 MB
	 * of modules (drm, cfg80211, libata), which keep 5 MB. */
	{ "CONFIG_DRM", { 0, 0 }, { 1000, 0 }, { .fixed = 8 * 1024 * KIB } },
};

static int is_before(const int version[2], const int other[2])
{
	return version[0] < other[0] || (version[0] == other[0] && version[1] < other[1]);
}

struct kernel_memory kernel_memory(int (*has)(void *arg, const char *symbol), void *arg,
				   const char *text)
{
	struct kernel_memory sum = { 0 };
	int version[2];

	if (sscanf(text, "%d.%d", &version[0], &version[1]) != 2)
		return sum;
	for (size_t i = 0; i < sizeof(keepers) / sizeof(keepers[0]); i++)
		if (!is_before(version, keepers[i].from) &&
		    is_before(version, keepers[i].until) && has(arg, keepers[i].symbol)) {
			sum.fixed += keepers[i].bytes.fixed;
			sum.per_cpu += keepers[i].bytes.per_cpu;
		}
	return sum;
}
