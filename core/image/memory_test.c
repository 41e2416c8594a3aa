/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/memory_test.c - sums of what manifests say, and which generations are asked.
 */
#include "memory.h"

#include "core/base/str.h"
#include "tests/unit/unit.h"
#include "tests/world/world.h"

#include <errno.h>
#include <string.h>

const char unit_suite[] = "image memory";

enum { MB = 1 << 20 };

static const struct {
	uint64_t resident, per_cpu, peak;
	unsigned cpus;
	uint64_t root, booting;
} sums[] = {
	{ 60 * MB, 0, 64 * MB, 2, 60 * MB, 64 * MB },
	{ 60 * MB, MB, 64 * MB, 2, 62 * MB, 64 * MB },
	{ 60 * MB, MB, 64 * MB, 64, 124 * MB, 124 * MB },
	{ 0, 0, 0, 256, 0, 0 },
	{ UINT64_MAX, 1, 0, 1, UINT64_MAX, UINT64_MAX },
	{ 1, UINT64_MAX, 0, 2, UINT64_MAX, UINT64_MAX },
};

static void sums_are_right(void)
{
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		const struct wire_manifest manifest = { .resident = sums[i].resident,
							.per_cpu = sums[i].per_cpu,
							.peak = sums[i].peak };
		struct image_memory memory;

		image_memory(&manifest, sums[i].cpus, &memory);
		CU_ASSERT(memory.root == sums[i].root);
		CU_ASSERT(memory.booting == sums[i].booting);
		CU_ASSERT(memory.per_cpu == sums[i].per_cpu);
		CU_ASSERT(memory.least == wire_manifest_need(&manifest, sums[i].cpus));
		CU_ASSERT(memory.resident == UINT64_MAX ||
			  memory.resident == memory.root + memory.system);
	}
}

/* Every kernel keeps an area for each CPU that there could be. */
static void systems_grow_with_cpus(void)
{
	const struct wire_manifest manifest = { 0 },
				   kernel = { .kernel_per_cpu = MB, .kernel_fixed = 3 };
	struct image_memory few, many, more;

	image_memory(&manifest, 2, &few);
	image_memory(&manifest, 64, &many);
	image_memory(&kernel, 64, &more);
	CU_ASSERT(more.system == many.system + 64 * MB + 3);
	CU_ASSERT(more.root == many.root && more.least == many.least);
	CU_ASSERT(many.system > few.system + 62 * (UINT64_C(64) << 10));
	CU_ASSERT(many.system < few.system + 62 * (UINT64_C(512) << 10));
}

/* Pages of 64 KB: more for the system, and for each CPU; of 4 KB: as if nothing was said. */
static void systems_grow_with_pages(void)
{
	const struct wire_manifest none = { 0 }, small = { .page = WIRE_PAGE },
				   large = { .page = 65536 };
	struct image_memory without, with, few, many;

	image_memory(&none, 2, &without);
	image_memory(&small, 2, &with);
	CU_ASSERT(with.system == without.system && with.least == without.least);
	image_memory(&large, 2, &few);
	image_memory(&large, 4, &many);
	CU_ASSERT(few.system > with.system + wire_manifest_pages(&large));
	CU_ASSERT(few.least == with.least + wire_manifest_pages(&large));
	CU_ASSERT(few.root == with.root);
	CU_ASSERT(many.system - few.system > 14 * MB &&
		  many.system - few.system < 18 * MB);
}

static const struct {
	const char *reference;
	int rc;
	size_t n;
} finds[] = {
	{ "a", 0, 1 },           { "a:squashfs", 0, 1 },
	{ "a@current", 0, 1 },   { "a:nosuch", -ENOENT, 0 },
	{ "never", -ENOENT, 0 },
};

static void swallow(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static void the_newest_of_each_method_is_found(void)
{
	const char *root = unit_folder();
	struct log log;
	struct site site;

	world_image(root, "a", "pc", "older");
	world_image(root, "a", "pc", "newer");
	log_init(&log, "test");
	log.sink = swallow;
	UNIT_INT(site_load(&log, root, NULL, &site), 0);
	for (size_t i = 0; i < sizeof(finds) / sizeof(finds[0]); i++) {
		struct generations found;

		UNIT_INT(image_memory_find(&log, &site, finds[i].reference, &found),
			 finds[i].rc);
		UNIT_INT(found.n, finds[i].n);
		if (found.n)
			UNIT_STR(found.v[0].manifest.method, "squashfs");
		generations_fini(&found);
	}
	site_fini(&site);
}

const struct unit_case unit_cases[] = {
	{ "sums are right, and do not wrap", sums_are_right },
	{ "the system's part grows with CPUs", systems_grow_with_cpus },
	{ "a system grows with the pages of its kernel", systems_grow_with_pages },
	{ "the newest generation of each method is found",
	  the_newest_of_each_method_is_found },
	{ NULL, NULL },
};
