/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq_lines.c - hosts and options: files of many nodes, of which a few
 * change at a time.
 */
#include "dnsmasq.h"
#include "dnsmasq_tags.h"

#include <stdlib.h>
#include <string.h>

struct line {
	const char *node, *text;
};

struct lines {
	struct arena arena;
	struct line *v;
	size_t n, room;
};

static void lines_add(struct lines *lines, const char *node, const char *text)
{
	if (lines->n == lines->room) {
		lines->room = lines->room ? lines->room * 2 : 256;
		lines->v = mem_grow(lines->v, lines->room, sizeof(*lines->v));
	}
	lines->v[lines->n++] = (struct line){ node, text };
}

static int by_node(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	int order = strcmp(left->node, right->node);

	return order ? order : strcmp(left->text, right->text);
}

static void lines_end(struct lines *lines, struct str *out)
{
	if (lines->n)
		qsort(lines->v, lines->n, sizeof(*lines->v), by_node);
	for (size_t i = 0; i < lines->n; i++) {
		str_add(out, lines->v[i].text);
		str_addn(out, "\n", 1);
	}
	free(lines->v);
	arena_fini(&lines->arena);
}

/* The node of a line we wrote, or NULL: another line. */
typedef const char *node_of_line(struct arena *, const char *text);

/* "MAC,IP,NODE,infinite" */
static const char *node_of_host(struct arena *arena, const char *text)
{
	const char *end = strrchr(text, ','), *start = end;

	if (!end || strcmp(end, ",infinite") != 0)
		return NULL;
	while (start > text && start[-1] != ',')
		start--;
	return arena_ndup(arena, start, (size_t)(end - start));
}

static const char node_tag[] = "tag:sl-node-";

static const char mac_line[] = "dhcp-mac=set:sl-node-";

/* "dhcp-mac=set:sl-node-NODE,MAC" */
static const char *node_of_mac(struct arena *arena, const char *text)
{
	size_t mark = sizeof(mac_line) - 1;

	if (strncmp(text, mac_line, mark) != 0)
		return NULL;
	return arena_ndup(arena, text + mark, strcspn(text + mark, ","));
}

static const char *node_of_option(struct arena *arena, const char *text)
{
	size_t mark = sizeof(node_tag) - 1;

	if (strncmp(text, node_tag, mark) != 0)
		return NULL;
	return arena_ndup(arena, text + mark, strcspn(text + mark, ","));
}

/* Takes the old lines of nodes that the answers say nothing of. */
static void keep_old(struct lines *lines, const char *old,
		     const struct dhcp_answers *answers, node_of_line *node_of)
{
	struct map touched CLEANUP_MAP = { 0 };
	char present[] = "";

	for (size_t i = 0; i < answers->n_hosts; i++)
		map_put(&touched, answers->hosts[i].node, present);
	for (size_t i = 0; i < answers->gone.n; i++)
		map_put(&touched, answers->gone.v[i], present);
	while (!answers->whole && *old) {
		size_t n = strcspn(old, "\n");
		const char *text = arena_ndup(&lines->arena, old, n);
		const char *node = node_of(&lines->arena, text);

		if (node && !map_get(&touched, node))
			lines_add(lines, node, text);
		old += n + (old[n] == '\n');
	}
}

void dnsmasq_hosts(const char *old, const struct dhcp_answers *answers, struct str *out)
{
	struct lines lines = { 0 };

	str_add(out, DNSMASQ_HEAD);
	keep_old(&lines, old, answers, node_of_host);
	for (size_t i = 0; i < answers->n_hosts; i++) {
		const struct dhcp_host *host = &answers->hosts[i];

		lines_add(&lines, host->node,
			  arena_printf(&lines.arena, "%s,%s,%s,infinite", host->mac,
				       host->ip, host->node));
	}
	lines_end(&lines, out);
}

static void add_net_options(const struct dhcp_net *net, struct str *out)
{
	char *dns CLEANUP_FREE = strv_join(&net->dns, ",");

	/* An empty option keeps dnsmasq from naming itself. */
	str_addf(out, "tag:sl-net-%s,option:router%s%s\n", net->name,
		 net->gateway ? "," : "", net->gateway ? net->gateway : "");
	str_addf(out, "tag:sl-net-%s,option:dns-server%s%s\n", net->name,
		 net->dns.n ? "," : "", dns);
	if (net->domain)
		str_addf(out, "tag:sl-net-%s,option:domain-name,%s\n", net->name,
			 net->domain);
}

/* An options file has boot files too, by the names that dnsmasq gives them. */
static void add_node_rule(struct lines *lines, const struct dhcp_host *host,
			  const struct dhcp_rule *rule)
{
	struct str conditions CLEANUP_STR = { 0 };

	str_addf(&conditions, "%s%s,", node_tag, host->node);
	dnsmasq_conditions(rule, &conditions);
	if (rule->file && host->server) {
		char *file CLEANUP_FREE = dhcp_file(rule->file, host->server);

		lines_add(lines, host->node,
			  arena_printf(&lines->arena, "%soption:bootfile-name,%s",
				       str_text(&conditions), file));
	}
	for (size_t i = 0; i < rule->options.n; i++) {
		char *option = arena_printf(&lines->arena, "%s%s", str_text(&conditions),
					    rule->options.v[i]);

		option[conditions.n + strcspn(rule->options.v[i], "=")] = ',';
		lines_add(lines, host->node, option);
	}
}

void dnsmasq_options(const char *old, const struct dhcp_answers *answers, struct str *out)
{
	struct lines lines = { 0 };

	str_add(out, DNSMASQ_HEAD);
	for (size_t i = 0; i < answers->n_nets; i++)
		add_net_options(&answers->nets[i], out);
	keep_old(&lines, old, answers, node_of_option);
	for (size_t i = 0; i < answers->n_hosts; i++) {
		const struct dhcp_host *host = &answers->hosts[i];

		for (size_t k = 0; k < host->rules.n; k++)
			add_node_rule(&lines, host, &host->rules.v[k]);
	}
	lines_end(&lines, out);
}

void dnsmasq_macs(const char *old, const struct dhcp_answers *answers, struct str *out)
{
	struct lines lines = { 0 };

	str_add(out, DNSMASQ_HEAD);
	keep_old(&lines, old, answers, node_of_mac);
	for (size_t i = 0; i < answers->n_hosts; i++) {
		const struct dhcp_host *host = &answers->hosts[i];

		if (host->rules.n)
			lines_add(&lines, host->node,
				  arena_printf(&lines.arena, "%s%s,%s", mac_line,
					       host->node, host->mac));
	}
	lines_end(&lines, out);
}

static void note_host(const char *text, const char *node, struct arena *arena,
		      struct map *macs, struct map *ips)
{
	const char *end = text + strlen(text) - strlen(",infinite") - strlen(node) - 1;
	const char *ip = end;

	while (ip > text && ip[-1] != ',')
		ip--;
	map_put(macs, arena_ndup(arena, text, strcspn(text, ",")),
		arena_dup(arena, node));
	map_put(ips, arena_ndup(arena, ip, (size_t)(end - ip)), arena_dup(arena, node));
}

void dnsmasq_known(const char *hosts, struct arena *arena, struct map *macs,
		   struct map *ips)
{
	while (*hosts) {
		size_t n = strcspn(hosts, "\n");
		const char *text = arena_ndup(arena, hosts, n);
		const char *node = node_of_host(arena, text);

		if (node && strchr(text, ',') + 1 < strstr(text, ",infinite"))
			note_host(text, node, arena, macs, ips);
		hosts += n + (hosts[n] == '\n');
	}
}
