/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/memory.c - nodes that are known to have too little memory for their image.
 */
#include "memory.h"

#include <inttypes.h>

/* How many CPUs it could have is known to the node only. */
enum { CPUS = 1 };

static bool is_short(const struct plan_node *node, uint64_t need)
{
	return !node->bad && !node->extra && node->set == BOOT_NETBOOT &&
	       node->node.memory && node->node.memory < need;
}

static void warn_of(const struct plan *plan, const struct boot_image *image)
{
	const struct generation *generation = &image->generation;
	uint64_t need = wire_manifest_need(&generation->manifest, CPUS);
	const struct plan_node *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++)
		if (plan->v[i].image == image && is_short(&plan->v[i], need)) {
			first = first ? first : &plan->v[i];
			n++;
		}
	if (!first)
		return;
	log_warn(plan->boot->log,
		 "image %s needs at least %" PRIu64 " MB of memory by method %s; %zu "
		 "node%s less by the attribute memory, as %s (%" PRIu64
		 " MB); `stateless memory %s` compares methods",
		 generation->image, (need >> 20) + 1, generation->manifest.method, n,
		 n == 1 ? " has" : "s have", first->node.name, first->node.memory >> 20,
		 generation->image);
}

void memory_warn(const struct plan *plan)
{
	for (size_t i = 0; i < plan->images.n; i++)
		if (plan->images.v[i]->found)
			warn_of(plan, plan->images.v[i]);
}
