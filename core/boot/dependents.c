/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/dependents.c - whose files change when attributes of nodes do.
 */
#include "boot.h"
#include "plan.h"

#include "core/base/natural.h"

#include <string.h>

/* A record that was cut short names the host of before, too. */
static bool has_host(const struct node_state *state, const struct map *hosts)
{
	const char *at = state->words ? state->words : "";

	while (*at) {
		size_t n = strcspn(at, "\n");
		char *host CLEANUP_FREE =
			*at == PLAN_HOST_MARK ? mem_ndup(at + 1, n - 1) : NULL;

		if (host && map_get(hosts, host))
			return true;
		at += n + (at[n] == '\n');
	}
	return false;
}

/* What hangs on them was rendered with their attributes. */
static int add_attached(const struct boot *boot, const struct strv *nodes,
			struct strv *set)
{
	static const char mark[] = { PLAN_HOST_MARK, '\0' };
	struct map hosts CLEANUP_MAP = { 0 };
	struct node_states states;
	char present[] = "";
	int rc = inventory_states_with(boot->log, boot->inventory, mark, &states);

	for (size_t i = 0; rc == 0 && states.n && i < nodes->n; i++)
		map_put(&hosts, nodes->v[i], present);
	for (size_t i = 0; rc == 0 && i < states.n; i++)
		if (has_host(&states.v[i], &hosts))
			strv_add(set, states.v[i].node);
	node_states_fini(&states);
	return rc;
}

int boot_dependents(const struct boot *boot, const struct strv *nodes, struct strv *set)
{
	struct node_states states;
	int rc = inventory_states(boot->log, boot->inventory, nodes, &states);

	for (size_t i = 0; rc == 0 && i < states.n; i++)
		strv_add(set, states.v[i].node);
	node_states_fini(&states);
	if (rc == 0 && nodes)
		rc = add_attached(boot, nodes, set);
	natural_sort(set);
	return rc;
}
