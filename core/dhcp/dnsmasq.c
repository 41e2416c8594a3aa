/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dnsmasq.c - dnsmasq's configuration: networks, and boot files by client.
 */
#include "dnsmasq.h"
#include "dnsmasq_tags.h"

#include <stdlib.h>
#include <string.h>

static void add_net(const struct dhcp_net *net, struct str *out)
{
	str_addf(out, "dhcp-range=set:sl-net-%s,%s,static,%s,infinite\n", net->name,
		 net->address, net->mask);
}

void dnsmasq_conf(const struct dnsmasq_site *site, const struct dhcp_answers *answers,
		  struct str *out)
{
	str_add(out, DNSMASQ_HEAD);
	str_addf(out,
		 "# Use it by a line conf-file=%s/stateless.conf in /etc/dnsmasq.d.\n",
		 site->folder);
	for (size_t i = 0; i < site->interfaces->n; i++)
		str_addf(out, "interface=%s\n", site->interfaces->v[i]);
	str_addf(out, "enable-tftp\ntftp-root=%s\n", site->tftpdir);
	str_addf(out, "dhcp-hostsfile=%s/hosts\ndhcp-optsfile=%s/options\n", site->folder,
		 site->folder);
	str_addf(out, "conf-file=%s/macs.conf\nconf-dir=%s/rules,*.conf\n", site->folder,
		 site->folder);
	for (size_t i = 0; i < answers->n_nets; i++)
		add_net(&answers->nets[i], out);
}

/* A class as a tag; two classes that only differ in odd characters would be one. */
static void add_class_tag(struct str *out, const char *kind, const char *class)
{
	str_addf(out, "sl-%s-", kind);
	for (; *class; class ++)
		if (strchr(".:-_", *class) || (unsigned char)*class >= 0x80)
			str_addf(out, "_%02x", (unsigned char)*class);
		else
			str_addn(out, class, 1);
}

void dnsmasq_conditions(const struct dhcp_rule *rule, struct str *out)
{
	if (rule->client_arch >= 0)
		str_addf(out, "tag:sl-arch-%d,", (int)rule->client_arch);
	if (rule->user_class) {
		str_add(out, "tag:");
		add_class_tag(out, "user", rule->user_class);
		str_add(out, ",");
	}
	if (rule->vendor_class) {
		str_add(out, "tag:");
		add_class_tag(out, "vendor", rule->vendor_class);
		str_add(out, ",");
	}
}

/* The lines that set the tags which conditions name. */
static void add_matches(const struct dhcp_rule *rule, struct str *out)
{
	if (rule->client_arch >= 0)
		str_addf(out, "dhcp-match=set:sl-arch-%d,option:client-arch,%d\n",
			 (int)rule->client_arch, (int)rule->client_arch);
	if (rule->user_class) {
		str_add(out, "dhcp-userclass=set:");
		add_class_tag(out, "user", rule->user_class);
		str_addf(out, ",%s\n", rule->user_class);
	}
	if (rule->vendor_class) {
		str_add(out, "dhcp-vendorclass=set:");
		add_class_tag(out, "vendor", rule->vendor_class);
		str_addf(out, ",%s\n", rule->vendor_class);
	}
}

/* Several rules may ask for one class: dnsmasq is told once. */
static void add_all_matches(const struct dhcp_rules *rules, struct str *out)
{
	struct strv lines CLEANUP_STRV = { 0 }, told CLEANUP_STRV = { 0 };
	struct str text CLEANUP_STR = { 0 };

	for (size_t i = 0; i < rules->n; i++)
		add_matches(&rules->v[i], &text);
	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		if (strv_has(&told, lines.v[i]))
			continue;
		strv_add(&told, lines.v[i]);
		str_addf(out, "%s\n", lines.v[i]);
	}
}

static void add_rule(const struct dhcp_rule *rule, const struct dhcp_net *net,
		     struct str *out)
{
	char *file CLEANUP_FREE = rule->file ? dhcp_file(rule->file, net->server) : NULL;
	char *address CLEANUP_FREE = dhcp_address(net->server);

	if (file) {
		str_addf(out, "dhcp-boot=tag:known,tag:sl-net-%s,", net->name);
		dnsmasq_conditions(rule, out);
		str_addf(out, "%s%s%s\n", file, address ? ",," : "",
			 address ? address : "");
	}
	/* Forced: loaders seldom ask for what they need. */
	for (size_t i = 0; i < rule->options.n; i++) {
		char *option CLEANUP_FREE = mem_dup(rule->options.v[i]);

		*strchr(option, '=') = ',';
		str_addf(out, "dhcp-option-force=tag:known,tag:sl-net-%s,", net->name);
		dnsmasq_conditions(rule, out);
		str_addf(out, "%s\n", option);
	}
}

void dnsmasq_rules(const struct dhcp_platform *platform,
		   const struct dhcp_answers *answers, struct str *out)
{
	const struct dhcp_rules *rules = &platform->rules;
	enum { RANKS = 8 };

	str_add(out, DNSMASQ_HEAD);
	add_all_matches(rules, out);
	/* Of several dhcp-boot lines that match, dnsmasq takes the last. */
	for (int rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < rules->n; i++)
			for (size_t k = 0; k < answers->n_nets; k++)
				if (dhcp_rule_rank(&rules->v[i]) == rank)
					add_rule(&rules->v[i], &answers->nets[k], out);
}
