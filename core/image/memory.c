/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/memory.c - what a generation needs of a node's memory, before anything boots.
 */
#include "memory.h"

#include "core/base/str.h"

#include <errno.h>
#include <string.h>

/* What cannot be dropped beside the root, whatever the image: the kernel's own structures,
 * systemd, its journal, sshd, and what they keep in tmpfs.  With a Debian root on a disk
 * bench/memory measures 32.3 MB a minute after the boot; while the last services start a
 * test boot has 6 MB more.  Each possible CPU adds 0.17 MB of per-CPU areas. */
enum { SYSTEM = 32 << 20, SYSTEM_CPU = 176 << 10 };

/* And, where pages are larger than WIRE_PAGE, the pages that each CPU holds: its slabs (66 of
 * 97 caches, those of large blocks with eight pages each: 106 pages), and 24 of its per-CPU
 * areas, lists and fragments for packets.  Counted in /proc of a node of ppc64le with pages
 * of 64 KB (Linux 6.1), as what two CPUs more brought. */
enum { CPU_PIECES = 130 };

static uint64_t plus(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static uint64_t times(uint64_t a, uint64_t b)
{
	uint64_t product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

void image_memory(const struct wire_manifest *manifest, unsigned cpus,
		  struct image_memory *memory)
{
	uint64_t root = plus(manifest->resident, times(manifest->per_cpu, cpus));
	uint64_t more = manifest->page > WIRE_PAGE ? manifest->page - WIRE_PAGE : 0;
	uint64_t per_cpu = plus(SYSTEM_CPU + CPU_PIECES * more, manifest->kernel_per_cpu);
	uint64_t fixed = plus(wire_manifest_pages(manifest), manifest->kernel_fixed);

	*memory = (struct image_memory){
		.root = root,
		.per_cpu = manifest->per_cpu,
		.booting = manifest->peak > root ? manifest->peak : root,
		.system = plus(plus(SYSTEM, fixed), times(per_cpu, cpus)),
		.least = wire_manifest_need(manifest, cpus),
	};
	memory->resident = plus(root, memory->system);
}

static int find_methods(struct log *log, const struct site *site, const char *image,
			struct strv *methods)
{
	struct generations all;
	int rc = generations_list(log, site, image, &all);

	for (size_t i = 0; rc == 0 && i < all.n; i++)
		if (!strv_has(methods, all.v[i].manifest.method))
			strv_add(methods, all.v[i].manifest.method);
	generations_fini(&all);
	strv_sort(methods);
	return rc;
}

static int find_one(struct log *log, const struct site *site, const char *reference,
		    struct generations *found)
{
	int rc;

	found->v = mem_grow(found->v, found->n + 1, sizeof(*found->v));
	rc = generation_resolve(log, site, reference, &found->v[found->n]);
	found->n += rc == 0;
	return rc;
}

int image_memory_find(struct log *log, const struct site *site, const char *reference,
		      struct generations *found)
{
	struct strv methods CLEANUP_STRV = { 0 };
	int rc;

	*found = (struct generations){ 0 };
	if (strpbrk(reference, ":@"))
		return find_one(log, site, reference, found);
	rc = find_methods(log, site, reference, &methods);
	if (rc == 0 && methods.n == 0)
		return log_fail(log, ENOENT,
				"image %s was never packed: run `stateless packimage %s` "
				"first",
				reference, reference);
	for (size_t i = 0; rc == 0 && i < methods.n; i++) {
		char *one CLEANUP_FREE = mem_printf("%s:%s", reference, methods.v[i]);

		rc = find_one(log, site, one, found);
	}
	return rc;
}
