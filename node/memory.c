/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/memory.c - how much memory a node has, and how much of it is kept.
 */
#include "memory.h"
#include "sysfile.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t kilobytes(const char *meminfo, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = meminfo; line && *line;) {
		if (strncmp(line, name, n) == 0 && line[n] == ':')
			return strtoull(line + n + 1, NULL, 10) << 10;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return 0;
}

/* "              count: 57", once for each CPU of each zone, under "pagesets" */
static uint64_t counts(const char *zoneinfo)
{
	uint64_t sum = 0;

	for (const char *line = zoneinfo; line && *line;) {
		const char *word = line + strspn(line, " ");

		if (strncmp(word, "count:", 6) == 0)
			sum += strtoull(word + 6, NULL, 10);
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return sum;
}

void memory_parse(struct memory *memory, const char *meminfo, const char *zoneinfo,
		  uint64_t page)
{
	*memory = (struct memory){
		.total = kilobytes(meminfo, "MemTotal"),
		.free = kilobytes(meminfo, "MemFree"),
		.available = kilobytes(meminfo, "MemAvailable"),
		.active_file = kilobytes(meminfo, "Active(file)"),
		.inactive_file = kilobytes(meminfo, "Inactive(file)"),
		.reclaimable = kilobytes(meminfo, "SReclaimable"),
		.per_cpu = counts(zoneinfo) * page,
	};
}

uint64_t memory_kept(const struct memory *memory)
{
	uint64_t can_go = memory->free + memory->per_cpu + memory->active_file +
			  memory->inactive_file + memory->reclaimable;

	return can_go > memory->total ? 0 : memory->total - can_go;
}

void memory_read(struct memory *memory)
{
	char *meminfo = NULL, *zoneinfo = NULL;
	size_t n;

	if (sysfile_load("/proc/meminfo", 1 << 20, &meminfo, &n) < 0)
		meminfo = NULL;
	if (sysfile_load("/proc/zoneinfo", 64 << 20, &zoneinfo, &n) < 0)
		zoneinfo = NULL;
	memory_parse(memory, meminfo ? meminfo : "", zoneinfo ? zoneinfo : "",
		     (uint64_t)sysconf(_SC_PAGESIZE));
	free(meminfo);
	free(zoneinfo);
}

void memory_peak_begin(struct memory_peak *peak, uint64_t kept)
{
	*peak = (struct memory_peak){ .before = kept };
}

void memory_peak_note(struct memory_peak *peak, uint64_t kept)
{
	if (kept > peak->before && kept - peak->before > peak->most)
		peak->most = kept - peak->before;
}

uint64_t memory_kept_now(void)
{
	struct memory memory;

	memory_read(&memory);
	return memory_kept(&memory);
}

unsigned cpus_count(const char *list)
{
	unsigned long count = 0;

	for (;;) {
		char *end;
		unsigned long first, last;

		if (*list < '0' || *list > '9')
			return 0;
		first = last = strtoul(list, &end, 10);
		if (*end == '-' && end[1] >= '0' && end[1] <= '9')
			last = strtoul(end + 1, &end, 10);
		if (last < first || last > 1 << 20 || (*end && *end != ','))
			return 0;
		count += last - first + 1;
		if (!*end)
			return (unsigned)count;
		list = end + 1;
	}
}

unsigned cpus_possible(void)
{
	char list[4096];
	unsigned n = 0;

	if (sysfile_read("/sys/devices/system/cpu/possible", list, sizeof(list)) > 0)
		n = cpus_count(list);
	return n ? n : 1;
}
