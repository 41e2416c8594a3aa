/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/used.c - the images that nodes of a platform are set to.
 */
#include "used.h"

#include "core/base/mem.h"
#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

bool used_is_due(const struct plan_node *node, const struct plan_platform *platform)
{
	return !node->bad && node->platform == platform && node->set != BOOT_OFFLINE;
}

const struct sl_image *used_first(const struct plan *plan,
				  const struct plan_platform *platform)
{
	for (size_t i = 0; i < plan->n; i++)
		if (used_is_due(&plan->v[i], platform) && plan->v[i].image)
			return &plan->v[i].image->image;
	return NULL;
}

/* One that is asked for by several names is several images of one generation. */
static void add(struct used *used, const struct sl_image *image)
{
	for (size_t i = 0; i < used->n; i++)
		if (used->v[i] == image ||
		    (str_is(used->v[i]->name, image->name) &&
		     str_is(used->v[i]->generation, image->generation)))
			return;
	used->v = mem_grow(used->v, used->n + 1, sizeof(struct sl_image *));
	used->v[used->n++] = image;
}

static bool has_arch(const struct plan_platform *platform, const char *arch)
{
	const char *const *at = platform->plugin->bootloader.archs;

	for (; at && *at; at++)
		if (str_is(arch, *at))
			return true;
	return false;
}

/* Nodes come by thousands and generations by few: each is looked up once. */
static void add_recorded(struct used *used, struct plan *plan,
			 const struct plan_platform *platform,
			 const struct node_state *state)
{
	struct boot_images *images = &plan->images;
	char *reference CLEANUP_FREE =
		state->generation ? mem_printf("%s@%.*s", state->image, GENERATION_NAME,
					       state->generation)
				  : NULL;
	const struct boot_image *image =
		reference ? images_resolve(images, reference) : NULL;

	if (image && has_arch(platform, image->image.arch))
		add(used, &image->image);
}

/* A node that this run refuses keeps what it had. */
static void find_others(struct used *used, struct plan *plan,
			const struct plan_platform *platform)
{
	const struct boot *boot = plan->boot;
	struct node_states states;

	if (inventory_states(boot->log, boot->inventory, NULL, &states) < 0)
		return;
	for (size_t i = 0; i < states.n; i++) {
		const struct plan_node *node = map_get(&plan->by_name, states.v[i].node);

		if (!node || node->bad)
			add_recorded(used, plan, platform, &states.v[i]);
	}
	node_states_fini(&states);
}

const struct sl_image *used_at(struct used *used, struct plan *plan,
			       const struct plan_platform *platform, size_t index)
{
	if (!used->known) {
		used->known = true;
		for (size_t i = 0; i < plan->n; i++)
			if (used_is_due(&plan->v[i], platform) && plan->v[i].image)
				add(used, &plan->v[i].image->image);
		find_others(used, plan, platform);
	}
	return index < used->n ? used->v[index] : NULL;
}

void used_fini(struct used *used)
{
	free(used->v);
	*used = (struct used){ .n = 0 };
}
