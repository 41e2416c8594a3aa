/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/answers.c - the DHCP server's files, as files of a run.
 */
#include "answers.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "core/dhcp/dnsmasq.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OLD_MOST = 256 << 20 };

static const char folder_name[] = "s/dnsmasq/";

static void add_net(struct dhcp_answers *answers, const struct network *network)
{
	struct dhcp_net *net = &answers->nets[answers->n_nets++];
	const struct sl_net *from = &network->net;

	*net = (struct dhcp_net){
		.name = mem_dup(from->name),
		.address = mem_dup(network->address),
		.mask = mem_dup(network->mask),
		.gateway = mem_dup(from->gateway),
		.domain = mem_dup(from->domain),
		.server = mem_dup(from->servers[0]),
	};
	for (const char *const *dns = from->dns; dns && *dns; dns++)
		strv_add(&net->dns, *dns);
}

static void add_nets(const struct plan *plan, struct dhcp_answers *answers)
{
	answers->nets = mem_alloc((plan->networks.n + 1) * sizeof(*answers->nets));
	for (size_t i = 0; i < plan->networks.n; i++) {
		const struct network *network = &plan->networks.v[i];

		if (network->address && network->net.servers[0])
			add_net(answers, network);
		else if (network->address)
			log_warn(
				plan->boot->log,
				"DHCP does not answer network %s: no server is known for "
				"it; set servers in stateless.conf, or its own",
				network->net.name);
	}
}

/* The other node does not change with us, so it keeps what it has. */
static bool is_taken(struct changes *changes, const struct dhcp_host *host,
		     const struct map *known, const char *what, const char *value)
{
	const char *other = map_get(known, value);
	struct plan_node *node = map_get(&changes->plan->by_name, host->node);
	const struct plan_node *planned =
		other ? map_get(&changes->plan->by_name, other) : NULL;

	if (!other || strcmp(other, host->node) == 0 || (planned && !planned->bad))
		return false;
	node->bad = true;
	log_fail(changes->plan->boot->log, EEXIST,
		 "node %s: DHCP answers %s %s as node %s; if that is gone, run makedhcp",
		 host->node, what, value, other);
	return true;
}

static int read_old(const struct changes *changes, const char *name, struct str *text)
{
	const struct boot *boot = changes->plan->boot;
	char *path CLEANUP_FREE = mem_printf("%s/dnsmasq/%s", boot->site->statedir, name);

	return path_exists(path) ? file_read(boot->log, path, OLD_MOST, text) : 0;
}

static int drop_bad(struct changes *changes, struct dhcp_answers *answers)
{
	struct map macs CLEANUP_MAP = { 0 }, ips CLEANUP_MAP = { 0 };
	struct str old CLEANUP_STR = { 0 };
	struct arena arena = { 0 };
	size_t kept = 0;
	int rc = answers->whole ? 0 : read_old(changes, "hosts", &old);

	if (rc < 0)
		return rc;
	dnsmasq_known(str_text(&old), &arena, &macs, &ips);
	for (size_t i = 0; i < answers->n_hosts; i++) {
		struct dhcp_host *host = &answers->hosts[i];
		const struct plan_node *node =
			map_get(&changes->plan->by_name, host->node);

		if (node->bad || is_taken(changes, host, &macs, "mac", host->mac) ||
		    is_taken(changes, host, &ips, "ip", host->ip))
			dhcp_rules_fini(&host->rules);
		else
			answers->hosts[kept++] = *host;
	}
	answers->n_hosts = kept;
	arena_fini(&arena);
	return 0;
}

static int add_file(struct changes *changes, const char *name, const struct str *text)
{
	char *full CLEANUP_FREE = mem_printf("%s%s", folder_name, name);
	const struct boot_file file = { .name = full,
					.owner = "dhcp",
					.data = str_text(text),
					.len = text->n,
					.mode = 0644 };
	int rc = files_add(changes->plan->boot->log, changes->files, &file);

	return rc < 0 ? rc : 0;
}

static int add_conf(struct changes *changes, const struct dhcp_answers *answers)
{
	static const struct strv none;
	const struct site *site = changes->plan->boot->site;
	const struct setting *interfaces =
		settings_find(&site->settings, "", "dhcpinterfaces");
	char *folder CLEANUP_FREE = path_join(site->statedir, "dnsmasq");
	const struct dnsmasq_site about = { folder, site->tftpdir,
					    interfaces ? &interfaces->values : &none };
	struct str text CLEANUP_STR = { 0 };

	dnsmasq_conf(&about, answers, &text);
	return add_file(changes, "stateless.conf", &text);
}

static int add_rules(struct changes *changes, const struct dhcp_answers *answers)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < answers->n_platforms; i++) {
		char *name CLEANUP_FREE =
			mem_printf("rules/%s.conf", answers->platforms[i].name);
		struct str text CLEANUP_STR = { 0 };

		dnsmasq_rules(&answers->platforms[i], answers, &text);
		rc = add_file(changes, name, &text);
	}
	return rc;
}

/* Rules of two platforms with the same conditions: dnsmasq cannot tell their nodes apart.
 */
static void warn_of_rivals(const struct changes *changes,
			   const struct dhcp_answers *answers)
{
	for (size_t i = 0; i < answers->n_platforms; i++)
		for (size_t k = i + 1; k < answers->n_platforms; k++)
			if (dhcp_rules_clash(&answers->platforms[i].rules,
					     &answers->platforms[k].rules))
				log_warn(changes->plan->boot->log,
					 "platforms %s and %s answer the same kind of "
					 "DHCP "
					 "client with different boot files; only one of "
					 "them can be right",
					 answers->platforms[i].name,
					 answers->platforms[k].name);
}

/* Files of all nodes, of which the lines of ours change. */
static int add_merged(struct changes *changes, const struct dhcp_answers *answers,
		      const char *name,
		      void (*merge)(const char *, const struct dhcp_answers *,
				    struct str *))
{
	struct str old CLEANUP_STR = { 0 }, text CLEANUP_STR = { 0 };
	int rc = read_old(changes, name, &old);

	if (rc < 0)
		return rc;
	merge(str_text(&old), answers, &text);
	return add_file(changes, name, &text);
}

int answers_add(struct changes *changes, struct dhcp_answers *answers)
{
	int rc = drop_bad(changes, answers);

	if (rc < 0)
		return rc;
	add_nets(changes->plan, answers);
	warn_of_rivals(changes, answers);
	rc = add_conf(changes, answers);
	if (rc == 0)
		rc = add_rules(changes, answers);
	if (rc == 0)
		rc = add_merged(changes, answers, "macs.conf", dnsmasq_macs);
	if (rc == 0)
		rc = add_merged(changes, answers, "hosts", dnsmasq_hosts);
	return rc < 0 ? rc : add_merged(changes, answers, "options", dnsmasq_options);
}

/* dnsmasq does not start without a folder that it is to read. */
int answers_prepare(const struct boot *boot)
{
	char *rules CLEANUP_FREE = path_join(boot->site->statedir, "dnsmasq/rules");

	return path_make_folders(boot->log, rules, 0755);
}

int answers_tell(const struct changes *changes)
{
	const struct boot *boot = changes->plan->boot;
	const char *pidfile = site_text(boot->site, "dhcppidfile");
	char *path CLEANUP_FREE = pidfile ? site_path(boot->site, pidfile) : NULL;
	bool reread = false, restart = false;

	for (size_t i = 0; i < changes->files->n; i++) {
		const struct boot_file *file = &changes->files->v[i];

		if (!changes_has(changes, file) || !str_starts(file->name, folder_name))
			continue;
		reread = true;
		if (str_ends(file->name, ".conf"))
			restart = true;
	}
	/* Below --root nothing of the host's own is told anything. */
	if (!reread || (!path && *boot->site->root))
		return 0;
	return dnsmasq_reload(boot->log, path, restart);
}
