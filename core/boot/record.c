/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/record.c - what the inventory keeps of a run.
 */
#include "record.h"

#include "core/base/str.h"

#include <string.h>

/* The inventory only reads them. */
static char *borrow(const char *text)
{
	return (char *)(uintptr_t)text;
}

static struct node_state state_of(const struct plan_node *node, const char *words)
{
	const struct boot_image *image = node->image;

	return (struct node_state){
		.node = borrow(node->node.name),
		.state = borrow(plan_state(node->set)),
		.image = image ? image->generation.image : NULL,
		.method = image ? image->generation.manifest.method : NULL,
		.generation = image ? borrow(image->generation.sha256) : NULL,
		.words = borrow(words),
	};
}

static bool is_due(const struct plan_node *node)
{
	return node->changed && !node->bad && node->set != BOOT_AS_RECORDED;
}

/* Files of before and files of now; a name twice does no harm. */
static const char *both(struct plan *plan, const struct plan_node *node)
{
	const char *before = node->recorded ? node->recorded->words : NULL;

	if (!before || strcmp(before, node->files) == 0)
		return node->files;
	return arena_printf(&plan->arena, "%s%s", before, node->files);
}

static bool any_due(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		if (is_due(&plan->v[i]))
			return true;
	return false;
}

static int end(struct plan *plan, int rc)
{
	if (rc == 0)
		rc = inventory_commit(plan->boot->log, plan->boot->inventory);
	if (rc < 0)
		inventory_undo(plan->boot->inventory);
	return rc;
}

int record_wanted(struct plan *plan)
{
	const struct boot *boot = plan->boot;
	int rc;

	if (!any_due(plan))
		return 0;
	rc = inventory_begin(boot->log, boot->inventory);
	if (rc == 0)
		rc = images_check(&plan->images);
	for (size_t i = 0; rc == 0 && i < plan->n; i++) {
		const struct plan_node *node = &plan->v[i];
		struct node_state state;

		if (!is_due(node))
			continue;
		state = state_of(node, both(plan, node));
		rc = inventory_want(boot->log, boot->inventory, &state);
	}
	return end(plan, rc);
}

int record_applied(struct plan *plan)
{
	const struct boot *boot = plan->boot;
	struct strv names CLEANUP_STRV = { 0 };
	int rc;

	if (!any_due(plan))
		return 0;
	rc = inventory_begin(boot->log, boot->inventory);
	for (size_t i = 0; rc == 0 && i < plan->n; i++) {
		const struct plan_node *node = &plan->v[i];
		struct node_state state = state_of(node, node->files);

		if (!is_due(node))
			continue;
		strv_add(&names, node->node.name);
		if (both(plan, node) != node->files)
			rc = inventory_want(boot->log, boot->inventory, &state);
	}
	if (rc == 0)
		rc = inventory_applied(boot->log, boot->inventory, &names);
	return end(plan, rc);
}

int record_due(struct plan *plan)
{
	const struct boot *boot = plan->boot;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->n; i++) {
		const struct plan_node *node = &plan->v[i];
		struct node_state state;

		if (!node->recorded || node->bad || node->extra)
			continue;
		state = *node->recorded;
		state.applied = false;
		rc = inventory_want(boot->log, boot->inventory, &state);
	}
	return rc;
}
