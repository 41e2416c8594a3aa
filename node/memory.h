/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/memory.h - how much memory a node has, and how much of it is kept.
 */
#ifndef NODE_MEMORY_H
#define NODE_MEMORY_H

#include <stdint.h>

/* All in bytes. */
struct memory {
	uint64_t total, free, available, active_file, inactive_file, reclaimable;
	uint64_t per_cpu; /* free pages on the lists of the CPUs */
};

/* The texts of /proc/meminfo and /proc/zoneinfo.  What a text does not say stays 0. */
void memory_parse(struct memory *, const char *meminfo, const char *zoneinfo,
		  uint64_t page);

/* What cannot be dropped: total - free - per_cpu - file pages - reclaimable slab.
 * Without the lists of the CPUs it would scatter by tens of megabytes. */
uint64_t memory_kept(const struct memory *);

/* Of this machine, now. */
void memory_read(struct memory *);

/* The most that is kept while something is made, besides what was kept when it began. */
struct memory_peak {
	uint64_t before, most; /* bytes */
};

void memory_peak_begin(struct memory_peak *, uint64_t kept);
void memory_peak_note(struct memory_peak *, uint64_t kept);

uint64_t memory_kept_now(void); /* of this machine */

/* "0-3,8": 5.  0 when it is no such list. */
unsigned cpus_count(const char *list);
unsigned cpus_possible(void); /* at least 1 */

#endif
