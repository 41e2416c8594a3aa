/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/render.c - the platforms' plugins make files and DHCP answers of a plan.
 */
#include "render.h"
#include "hostfiles.h"
#include "node.h"
#include "used.h"

#include "core/base/path.h"
#include "core/base/str.h"
#include "core/job/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One platform's turn: who is being rendered, and where its results go. */
struct turn {
	struct plan *plan;
	struct boot_files *files;
	struct dhcp_answers *dhcp;
	struct plan_platform *platform;
	struct plan_node *node;   /* in render()      */
	const char *host;         /* in render_host() */
	struct dhcp_rules *rules; /* where add_dhcp() puts rules */
	struct str names;         /* of the node's own files, a line each */
	struct used used;         /* in setup()       */
	struct job job;
};

static const char *owner_of(const struct turn *turn)
{
	if (turn->node)
		return turn->node->node.name;
	return turn->host ? turn->host : turn->platform->name;
}

static int name_host_file(struct turn *turn, const char *path, struct str *name)
{
	const struct sl_node *host = turn->node ? turn->node->node.host : NULL;
	const char *named = host ? host->name : turn->host;

	if (!named)
		return log_fail(turn->plan->boot->log, EINVAL,
				"platform %s has a file %s for the host of %s, which has "
				"none",
				turn->platform->name, path, owner_of(turn));
	str_addf(name, "s/hosts/%s/%s", named, path);
	return 0;
}

static int name_file(struct turn *turn, int place, const char *path, struct str *name)
{
	if (!files_is_path(path) &&
	    !(place == SL_HOST && path[0] == '/' && files_is_path(path + 1)))
		return log_fail(
			turn->plan->boot->log, EINVAL,
			"platform %s names the file \"%.200s\" for %s, which is no "
			"path below its folder",
			turn->platform->name, path, owner_of(turn));
	switch (place) {
	case SL_TFTP:
		str_addf(name, "t/%s", path);
		return 0;
	case SL_HTTP:
		str_addf(name, "h/%s/%s", turn->platform->name, path);
		return 0;
	case SL_HOST:
		return name_host_file(turn, path + (path[0] == '/'), name);
	default:
		return log_fail(
			turn->plan->boot->log, EINVAL,
			"platform %s has a file %s at place %d, which there is not",
			turn->platform->name, path, place);
	}
}

static int add(struct turn *turn, int place, const char *path, struct boot_file *file)
{
	struct str name CLEANUP_STR = { 0 };
	int rc = name_file(turn, place, path, &name);

	if (rc < 0)
		return rc;
	file->name = str_text(&name);
	file->owner = owner_of(turn);
	/* A host's folder is cleaned as a whole; nobody has to remember its files. */
	file->node = place == SL_HOST ? NULL : turn->node;
	file->attached = place == SL_HOST ? turn->node : NULL;
	rc = files_add(turn->plan->boot->log, turn->files, file);
	if (rc >= 0 && file->node)
		str_addf(&turn->names, "%s\n", file->name);
	return rc < 0 ? rc : 0;
}

static int add_file(void *owner, int place, const char *path, unsigned mode,
		    const void *data, size_t len)
{
	struct boot_file file = { .data = data, .len = len, .mode = mode & 0777 };

	return add(owner, place, path, &file);
}

/* Files of generations, for loaders that only know TFTP.  Absolute: whoever serves that
 * folder must follow it out of there. */
static char *find_artefact(const struct turn *turn, int place, const char *target)
{
	if (place != SL_TFTP || !str_starts(target, "/netboot/") ||
	    !files_is_path(target + 1))
		return NULL;
	return path_join(turn->plan->boot->site->installdir, target + 1);
}

/* A link must stay in its folder as a file must. */
static int add_link(void *owner, int place, const char *path, const char *target)
{
	struct turn *turn = owner;
	char *artefact CLEANUP_FREE = find_artefact(turn, place, target);
	struct boot_file file = { .link = artefact ? artefact : target };

	if (!artefact && !files_is_path(target))
		return log_fail(
			turn->plan->boot->log, EINVAL,
			"platform %s links %s of %s to \"%.200s\", which is no path "
			"below its folder",
			turn->platform->name, path, owner_of(turn), target);
	return add(owner, place, path, &file);
}

static int add_dhcp(void *owner, const struct sl_boot *boot, const struct sl_dhcp *rule)
{
	struct turn *turn = owner;
	struct log *log = turn->plan->boot->log;
	char why[256];
	int rc;

	if (!turn->rules || (boot != NULL) != (turn->node != NULL) ||
	    (boot && boot != &turn->node->boot))
		return log_fail(
			log, EINVAL,
			"platform %s gives a DHCP answer that is not of %s; answers "
			"for all nodes belong into setup, a node's into its render",
			turn->platform->name, owner_of(turn));
	rc = dhcp_rules_add(turn->rules, rule, why, sizeof(why));
	if (rc < 0)
		return log_fail(log, -rc, "platform %s has a DHCP answer for %s, but %s",
				turn->platform->name, owner_of(turn), why);
	return 0;
}

/* In render_host() the nodes' images differ, so that the job's scopes have none. */
static const char *image_opt(const struct plan_node *node, const char *plugin,
			     const char *name)
{
	const struct boot_image *image = node->image;
	const struct setting *setting =
		image && image->defined
			? settings_find(&image->definition.settings, plugin, name)
			: NULL;

	return setting && setting->values.n ? setting->values.v[0] : NULL;
}

static const char *node_opt(void *owner, const struct sl_node *node, const char *name)
{
	const struct turn *turn = owner;
	const char *plugin = turn->platform->plugin->p.name, *value;
	const struct plan_node *found = map_get(&turn->plan->by_name, node->name);
	char key[256];

	snprintf(key, sizeof(key), "%s.%s", plugin, name);
	if (found) {
		value = object_get(found->object, key);
		return value ? value : image_opt(found, plugin, name);
	}
	return turn->plan->hosts.n && objects_find(&turn->plan->hosts, node->name)
		       ? object_get(objects_find(&turn->plan->hosts, node->name), key)
		       : NULL;
}

static const struct sl_image *used_image(void *owner, uint32_t index)
{
	struct turn *turn = owner;

	return used_at(&turn->used, turn->plan, turn->platform, index);
}

static const struct job_ops ops = {
	.add_file = add_file,
	.add_link = add_link,
	.add_dhcp = add_dhcp,
	.node_opt = node_opt,
	.used_image = used_image,
};

/* ---- setup ---- */

static void scope(struct turn *turn, const struct boot_image *image)
{
	size_t n = 0;

	if (image && image->defined)
		turn->job.scopes[n++] = &image->definition.settings;
	turn->job.scopes[n++] = &turn->plan->boot->site->settings;
	turn->job.scopes[n] = NULL;
	turn->job.image = image ? &image->image : NULL;
}

static int set_up(struct turn *turn)
{
	const struct sl_bootloader *bootloader = &turn->platform->plugin->bootloader;
	struct dhcp_answers *dhcp = turn->dhcp;
	struct dhcp_platform *answers;
	int rc;

	dhcp->platforms = mem_grow(dhcp->platforms, dhcp->n_platforms + 1,
				   sizeof(*dhcp->platforms));
	answers = &dhcp->platforms[dhcp->n_platforms++];
	*answers = (struct dhcp_platform){ .name = mem_dup(turn->platform->name) };
	scope(turn, NULL);
	turn->job.image = used_first(turn->plan, turn->platform);
	turn->rules = &answers->rules;
	rc = bootloader->setup ? job_hook(&turn->job, "setup", bootloader->setup) : 0;
	turn->rules = NULL;
	return rc;
}

/* ---- nodes ---- */

/* IPv4 only: the server answers DHCPv4. */
static void answer(struct turn *turn, struct plan_node *node, struct dhcp_rules *rules)
{
	const struct sl_node *n = &node->node;
	struct dhcp_host *host;

	if (!n->mac || !n->ip || strchr(n->ip, ':')) {
		dhcp_rules_fini(rules);
		return;
	}
	host = dhcp_answers_add(turn->dhcp, n->name, n->mac, n->ip);
	host->server = n->net && n->net->servers ? n->net->servers[0] : NULL;
	host->rules = *rules;
}

static int add_tar(struct turn *turn, struct plan_node *node)
{
	char *name CLEANUP_FREE = mem_printf("n/%s.tar", node->node.name);
	const struct boot_file file = { .name = name,
					.owner = node->node.name,
					.node = node,
					.make = node_write_tar,
					.len = node->tar_bytes,
					.mode = 0644 };
	int rc = files_add(turn->plan->boot->log, turn->files, &file);

	str_addf(&turn->names, "%s\n", name);
	return rc < 0 ? rc : 0;
}

static void render_node(struct turn *turn, struct plan_node *node)
{
	const struct sl_bootloader *bootloader = &turn->platform->plugin->bootloader;
	struct dhcp_rules rules = { 0 };
	int rc = 0;

	turn->node = node;
	turn->rules = &rules;
	turn->names.n = 0;
	if (node->node.host)
		str_addf(&turn->names, "%c%s\n", PLAN_HOST_MARK, node->node.host->name);
	scope(turn, node->image);
	if (node->tar_bytes)
		rc = add_tar(turn, node);
	if (rc == 0 && node->set != BOOT_AS_RECORDED) {
		job_enter(&turn->job, "render");
		rc = job_leave(&turn->job,
			       bootloader->render(&turn->job.border, turn->job.self,
						  &node->boot));
	}
	turn->node = NULL;
	turn->rules = NULL;
	node->bad = rc < 0;
	if (turn->names.n)
		node->files =
			arena_ndup(&turn->plan->arena, turn->names.s, turn->names.n);
	if (node->bad)
		dhcp_rules_fini(&rules);
	else
		answer(turn, node, &rules);
}

/* ---- hosts ---- */

static int by_host(const void *a, const void *b)
{
	const struct plan_node *left = *(const struct plan_node *const *)a;
	const struct plan_node *right = *(const struct plan_node *const *)b;
	int order = strcmp(left->node.host->name, right->node.host->name);

	return order ? order : (left > right) - (left < right);
}

static int render_host(struct turn *turn, struct plan_node **nodes, size_t n)
{
	const struct sl_bootloader *bootloader = &turn->platform->plugin->bootloader;
	const struct sl_boot **attached = mem_alloc((n + 1) * sizeof(*attached));
	size_t before = turn->files->n;
	int rc;

	for (size_t i = 0; i < n; i++)
		attached[i] = &nodes[i]->boot;
	turn->host = nodes[0]->node.host->name;
	scope(turn, NULL);
	job_enter(&turn->job, "render_host");
	rc = job_leave(&turn->job,
		       bootloader->render_host(&turn->job.border, turn->job.self,
					       nodes[0]->node.host, attached));
	turn->host = NULL;
	free(attached);
	for (size_t i = 0; rc < 0 && i < n; i++)
		nodes[i]->bad = true;
	for (size_t i = before; rc < 0 && i < turn->files->n; i++)
		turn->files->v[i].dropped = true;
	return rc;
}

static void render_hosts(struct turn *turn)
{
	struct plan *plan = turn->plan;
	struct plan_node **nodes = mem_alloc((plan->n + 1) * sizeof(struct plan_node *));
	size_t n = 0, last;

	for (size_t i = 0; i < plan->n; i++)
		if (!plan->v[i].bad && plan->v[i].platform == turn->platform &&
		    plan->v[i].node.host && plan->v[i].set != BOOT_AS_RECORDED)
			nodes[n++] = &plan->v[i];
	if (n)
		qsort(nodes, n, sizeof(*nodes), by_host);
	for (size_t i = 0; i < n; i = last) {
		for (last = i + 1;
		     last < n && nodes[last]->node.host == nodes[i]->node.host;)
			last++;
		/* What failed was said, and its nodes are marked. */
		(void)!render_host(turn, nodes + i, last - i);
	}
	free(nodes);
}

/* ---- a platform ---- */

static bool has_nodes(const struct plan *plan, const struct plan_platform *platform)
{
	for (size_t i = 0; i < plan->n; i++)
		if (used_is_due(&plan->v[i], platform))
			return true;
	return false;
}

static void spoil(struct plan *plan, const struct plan_platform *platform)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->v[i].platform == platform)
			plan->v[i].bad = true;
}

/* Opens the plugin; false: nobody of this platform can be rendered. */
static bool begin(struct turn *turn)
{
	int rc = job_open(&turn->job);

	if (rc == 0 && set_up(turn) < 0) {
		job_close(&turn->job);
		used_fini(&turn->used);
		rc = -EINVAL;
	}
	if (rc < 0)
		spoil(turn->plan, turn->platform);
	return rc == 0;
}

/* Hosts, or all others. */
static void render_nodes(struct turn *turn, bool hosts)
{
	struct plan *plan = turn->plan;

	for (size_t i = 0; i < plan->n; i++) {
		struct plan_node *node = &plan->v[i];

		if (!used_is_due(node, turn->platform) ||
		    hostfiles_has_nodes(plan, node->node.name) != hosts)
			continue;
		if (hosts && node->set == BOOT_NETBOOT &&
		    node_plan_host(plan, node, turn->files) < 0)
			node->bad = true;
		else
			render_node(turn, node);
	}
}

static void end(struct turn *turn)
{
	job_close(&turn->job);
	str_fini(&turn->names);
	used_fini(&turn->used);
}

/* Nodes of no platform, and those that leave. */
static void answer_others(struct turn *turn)
{
	struct plan *plan = turn->plan;

	for (size_t i = 0; i < plan->n; i++) {
		struct plan_node *node = &plan->v[i];
		struct dhcp_rules none = { 0 };

		if (node->bad)
			continue;
		if (node->set == BOOT_OFFLINE)
			strv_add(&turn->dhcp->gone, node->node.name);
		else if (!node->platform)
			answer(turn, node, &none);
	}
}

static void turn_init(struct turn *turn, struct plan_platform *platform)
{
	turn->platform = platform;
	turn->job = (struct job){ .log = turn->plan->boot->log,
				  .plugin = platform->plugin,
				  .asked = platform->name,
				  .tree = -1,
				  .ops = &ops,
				  .owner = turn,
				  .limit = (unsigned)site_number(turn->plan->boot->site,
								 "hook_timeout"),
				  .pure = true };
	scope(turn, NULL);
}

/* Hosts come last: what the nodes of all platforms gave them is part of their archive,
 * and its digest of their boot files. */
void render_plan(struct plan *plan, struct boot_files *files, struct dhcp_answers *dhcp)
{
	struct turn *turns = mem_alloc((plan->n_platforms + 1) * sizeof(*turns));
	size_t n = 0;

	for (size_t i = 0; i < plan->n_platforms; i++) {
		turns[n] = (struct turn){ .plan = plan, .files = files, .dhcp = dhcp };
		turn_init(&turns[n], &plan->platforms[i]);
		if (has_nodes(plan, &plan->platforms[i]) && begin(&turns[n]))
			n++;
	}
	for (size_t i = 0; i < n; i++) {
		render_nodes(&turns[i], false);
		if (turns[i].platform->plugin->bootloader.render_host)
			render_hosts(&turns[i]);
	}
	for (size_t i = 0; i < n; i++) {
		render_nodes(&turns[i], true);
		end(&turns[i]);
	}
	free(turns);
	answer_others(&(struct turn){ .plan = plan, .dhcp = dhcp });
}
