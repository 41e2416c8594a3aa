/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/plan.c - every node of one run, loaded and checked.
 */
#include "plan.h"
#include "memory.h"
#include "node.h"

#include "core/base/natural.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void list_platforms(struct plan *plan)
{
	const struct registry *registry = plan->boot->registry;

	for (size_t i = 0; i < registry->n; i++) {
		const char *const *name = registry->v[i]->bootloader.names;

		for (; name && *name; name++) {
			plan->platforms = mem_grow(plan->platforms, plan->n_platforms + 1,
						   sizeof(*plan->platforms));
			plan->platforms[plan->n_platforms++] =
				(struct plan_platform){ *name, registry->v[i] };
		}
	}
}

static bool has_host_files(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_platforms; i++)
		if (plan->platforms[i].plugin->bootloader.render_host)
			return true;
	return false;
}

/* A record names the host in a line that no file can have; that of a run which was cut
 * short has those of before too. */
static void find_former_host(struct plan *plan, const struct node_state *state,
			     const char *now)
{
	const char *at = state->words ? state->words : "";

	while (*at) {
		size_t n = strcspn(at, "\n");
		char *host CLEANUP_FREE =
			*at == PLAN_HOST_MARK ? mem_ndup(at + 1, n - 1) : NULL;

		if (host && !str_is(now, host))
			strv_add(&plan->former_hosts, host);
		at += n + (at[n] == '\n');
	}
}

/* A node that was plugged into another host is still in that one's files. */
static void find_former_hosts(struct plan *plan)
{
	for (size_t i = 0; i < plan->states.n; i++) {
		const struct node_state *state = &plan->states.v[i];
		const struct object *node = objects_find(&plan->nodes, state->node);

		if (node)
			find_former_host(plan, state, object_get(node, "host"));
	}
}

/* A host's files name every node on it, so all of those come along. */
static int add_siblings(struct plan *plan, struct strv *names)
{
	struct map hosts CLEANUP_MAP = { 0 };
	struct objects all;
	char present[] = "";
	int rc;

	for (size_t i = 0; i < plan->nodes.n; i++) {
		const char *host = object_get(&plan->nodes.v[i], "host");

		if (host)
			map_put(&hosts, host, present);
	}
	for (size_t i = 0; i < plan->former_hosts.n; i++)
		map_put(&hosts, plan->former_hosts.v[i], present);
	if (hosts.n == 0 || !has_host_files(plan))
		return 0;
	rc = inventory_load(plan->boot->log, plan->boot->inventory, OBJECT_NODE, NULL,
			    true, &all);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < all.n; i++) {
		const char *host = object_get(&all.v[i], "host");

		if (host && map_get(&hosts, host))
			strv_add(names, all.v[i].name);
	}
	objects_fini(&all);
	return 1;
}

/* What is rendered for a host lies in its archive, whose digest its own boot file names:
 * a host that netboots comes along. */
static int add_hosts(struct plan *plan, struct strv *names)
{
	const struct boot *boot = plan->boot;
	struct strv hosts CLEANUP_STRV = { 0 };
	struct node_states states;
	size_t before = names->n;
	int rc;

	for (size_t i = 0; i < plan->nodes.n; i++) {
		const char *host = object_get(&plan->nodes.v[i], "host");

		if (host && !objects_find(&plan->nodes, host))
			strv_add(&hosts, host);
	}
	strv_add_all(&hosts, &plan->former_hosts);
	if (hosts.n == 0)
		return 0;
	natural_sort(&hosts);
	rc = inventory_states(boot->log, boot->inventory, &hosts, &states);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < states.n; i++)
		if (strcmp(states.v[i].state, plan_state(BOOT_NETBOOT)) == 0)
			strv_add(names, states.v[i].node);
	node_states_fini(&states);
	return names->n > before;
}

static int load_nodes(struct plan *plan, const struct strv *names)
{
	const struct boot *boot = plan->boot;
	int rc;

	objects_fini(&plan->nodes);
	node_states_fini(&plan->states);
	rc = inventory_load(boot->log, boot->inventory, OBJECT_NODE, names, true,
			    &plan->nodes);
	return rc < 0 ? rc
		      : inventory_states(boot->log, boot->inventory, names,
					 &plan->states);
}

/* The hosts themselves, which need not be among the nodes. */
static int load_hosts(struct plan *plan)
{
	const struct boot *boot = plan->boot;
	struct strv *names = &plan->host_names;
	int rc;

	for (size_t i = 0; i < plan->nodes.n; i++) {
		const char *host = object_get(&plan->nodes.v[i], "host");

		if (host)
			strv_add(names, host);
	}
	strv_add_all(names, &plan->former_hosts);
	if (names->n == 0)
		return 0;
	natural_sort(names);
	rc = inventory_load(boot->log, boot->inventory, OBJECT_NODE, names, true,
			    &plan->hosts);
	for (size_t i = 0; rc == 0 && i < plan->hosts.n; i++)
		map_put(&plan->hosts_by_name, plan->hosts.v[i].name,
			node_of_host(plan, &plan->hosts.v[i]));
	return rc;
}

static int load(struct plan *plan, const struct strv *asked)
{
	const struct boot *boot = plan->boot;
	struct strv names CLEANUP_STRV = { 0 };
	int rc;

	strv_add_all(&names, asked);
	rc = inventory_unapplied(boot->log, boot->inventory, &names);
	natural_sort(&names);
	if (rc == 0)
		rc = load_nodes(plan, &names);
	if (rc == 0) {
		find_former_hosts(plan);
		rc = add_siblings(plan, &names);
		natural_sort(&names);
		if (rc > 0)
			rc = load_nodes(plan, &names);
	}
	if (rc == 0) {
		rc = add_hosts(plan, &names);
		natural_sort(&names);
		if (rc > 0)
			rc = load_nodes(plan, &names);
	}
	if (rc == 0)
		rc = networks_load(boot->log, boot->site, boot->inventory, &plan->arena,
				   &plan->networks);
	return rc < 0 ? rc : load_hosts(plan);
}

/* Two nodes with one address answer for each other: both are useless. */
static int claim(struct plan *plan, struct map *taken, struct plan_node *node,
		 const char *what, const char *value)
{
	const struct plan_node *other = value ? map_put(taken, value, node) : NULL;

	if (!other || node->bad)
		return 0;
	node->bad = true;
	return log_fail(plan->boot->log, EEXIST,
			"node %s: its %s %s is that of node %s too", node->node.name,
			what, value, other->node.name);
}

static void check_addresses(struct plan *plan)
{
	struct map macs CLEANUP_MAP = { 0 }, ips CLEANUP_MAP = { 0 };

	for (size_t i = 0; i < plan->n; i++) {
		struct plan_node *node = &plan->v[i];

		if (node->bad || node->set == BOOT_OFFLINE)
			continue;
		if (claim(plan, &macs, node, "mac", node->node.mac) == 0)
			(void)!claim(plan, &ips, node, "ip", node->node.ip);
	}
}

/* Of two nodes at one place of a host nobody knows which is there: neither is started. */
static void check_places(struct plan *plan)
{
	struct map places CLEANUP_MAP = { 0 };

	for (size_t i = 0; i < plan->n; i++) {
		struct plan_node *node = &plan->v[i], *other;
		const char *host = object_get(node->object, "host");
		const char *id = node->node.id, *platform = node->node.platform;

		if (!host || !id || node->set == BOOT_OFFLINE)
			continue;
		other = map_put(&places,
				arena_printf(&plan->arena, "%s %s %s", host, id,
					     platform ? platform : ""),
				node);
		if (!other)
			continue;
		log_fail(plan->boot->log, EEXIST,
			 "nodes %s and %s: both are id %s of host %s; set the id of each "
			 "as its host numbers it (chdef %s id=N), or remove one",
			 other->node.name, node->node.name, id, host, node->node.name);
		node->bad = other->bad = true;
	}
}

const char *plan_state(enum boot_set set)
{
	static const char *const names[] = { NULL, "netboot", "boot", "offline", NULL };

	return names[set];
}

bool plan_is_recorded(const struct plan_node *node)
{
	const struct node_state *state = node->recorded;
	const struct boot_image *image = node->image;

	return state && str_is(state->state, plan_state(node->set)) &&
	       str_is(state->image, image ? image->generation.image : NULL) &&
	       str_is(state->method, image ? image->generation.manifest.method : NULL) &&
	       str_is(state->generation, image ? image->generation.sha256 : NULL);
}

static void plan_node(struct plan *plan, struct plan_node *node, enum boot_set set,
		      const char *image)
{
	const struct object *object = node->object;

	*node = (struct plan_node){
		.object = object,
		.files = "",
		.recorded = node_states_find(&plan->states, object->name),
		.extra = node->extra,
		.set = set,
		.plan = plan,
	};
	if (node_plan(plan, node, image) < 0)
		node->bad = true;
}

/* A node beyond the limit stays what it is: it is left out, unless its files are part of
 * its host's, or were left unfinished.  Is it in the plan? */
static bool is_left_in(struct plan *plan, struct plan_node *node)
{
	bool unfinished = node->recorded && !node->recorded->applied;

	plan->left++;
	if (!unfinished && !(object_get(node->object, "host") && has_host_files(plan)))
		return false;
	node->extra = true;
	plan_node(plan, node, BOOT_AS_RECORDED, NULL);
	return true;
}

/* In natural order, so that the next run with a limit takes the next ones.  A bad node
 * takes no other's turn. */
static void plan_nodes(struct plan *plan, const struct boot_request *request)
{
	struct map asked CLEANUP_MAP = { 0 };
	char present[] = "";
	size_t turns = 0;

	for (size_t i = 0; i < request->nodes->n; i++)
		map_put(&asked, request->nodes->v[i], present);
	plan->v = mem_alloc((plan->nodes.n + 1) * sizeof(*plan->v));
	for (size_t i = 0; i < plan->nodes.n; i++) {
		struct plan_node *node = &plan->v[plan->n];

		node->object = &plan->nodes.v[i];
		node->extra = !map_get(&asked, node->object->name);
		plan_node(plan, node, node->extra ? BOOT_AS_RECORDED : request->set,
			  request->image);
		if (request->limit && !node->extra && !node->bad &&
		    !plan_is_recorded(node) && turns++ >= request->limit &&
		    !is_left_in(plan, node))
			continue;
		map_put(&plan->by_name, node->object->name, node);
		plan->n++;
	}
	check_addresses(plan);
	check_places(plan);
}

int plan_make(const struct boot *boot, const struct boot_request *request,
	      struct plan *plan)
{
	int rc;

	*plan = (struct plan){ .boot = boot };
	images_init(&plan->images, boot->log, boot->site);
	content_init(&plan->content, boot->log, boot->site, boot->inventory);
	plan->unset = request->unset;
	rc = identity_load(boot->log, boot->site, !request->dry_run, plan->site_id);
	list_platforms(plan);
	if (rc == 0)
		rc = load(plan, request->nodes);
	/* One image for all that cannot be used: say it once, not for each node. */
	if (rc == 0 && request->set == BOOT_NETBOOT && request->image &&
	    !images_resolve(&plan->images, request->image))
		rc = -EINVAL;
	if (rc == 0)
		plan_nodes(plan, request);
	if (rc == 0 && request->set != BOOT_AS_RECORDED)
		memory_warn(plan);
	return rc;
}

void plan_fini(struct plan *plan)
{
	free(plan->v);
	free(plan->platforms);
	map_fini(&plan->by_name);
	map_fini(&plan->hosts_by_name);
	for (size_t i = 0; i < plan->n_host_files; i++) {
		nodefiles_fini(plan->host_files[i]);
		free(plan->host_files[i]);
	}
	free(plan->host_files);
	content_fini(&plan->content);
	networks_fini(&plan->networks);
	images_fini(&plan->images);
	node_states_fini(&plan->states);
	strv_fini(&plan->former_hosts);
	strv_fini(&plan->host_names);
	objects_fini(&plan->hosts);
	objects_fini(&plan->nodes);
	arena_fini(&plan->arena);
}
