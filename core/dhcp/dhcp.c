/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/dhcp/dhcp.c - what a DHCP server is to answer.
 */
#include "dhcp.h"

#include "core/base/str.h"

#include <stateless/plugin.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_plain(const char *text, const char *but)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"'\\", *text) ||
		    strchr(but, *text))
			return false;
	return true;
}

static int check_text(const char *what, const char *text, char *why, size_t room)
{
	if (!text || (*text && is_plain(text, ",")))
		return 0;
	snprintf(why, room,
		 "its %s \"%.100s\" is empty, or has blanks, quotes, commas or control "
		 "characters",
		 what, text);
	return -EINVAL;
}

static int check_option(const char *option, char *why, size_t room)
{
	char *end;
	long number = strtol(option, &end, 10);

	if (end != option && *end == '=' && number >= 1 && number <= 254 &&
	    is_plain(option, ""))
		return 0;
	snprintf(
		why, room,
		"its option \"%.100s\" is not NUMBER=VALUE with a number of 1 to 254 and "
		"a value without blanks and quotes",
		option);
	return -EINVAL;
}

static int check(const struct sl_dhcp *rule, char *why, size_t room)
{
	int rc = check_text("user class", rule->user_class, why, room);

	if (rc == 0)
		rc = check_text("vendor class", rule->vendor_class, why, room);
	if (rc == 0)
		rc = check_text("boot file", rule->file, why, room);
	for (const char *const *o = rule->options; rc == 0 && o && *o; o++)
		rc = check_option(*o, why, room);
	if (rc == 0 && rule->client_arch > UINT16_MAX) {
		snprintf(why, room, "its client architecture %d does not fit 16 bits",
			 (int)rule->client_arch);
		rc = -EINVAL;
	}
	return rc;
}

int dhcp_rules_add(struct dhcp_rules *rules, const struct sl_dhcp *from, char *why,
		   size_t room)
{
	struct dhcp_rule rule = { .client_arch = from->client_arch };
	int rc = check(from, why, room);

	if (rc < 0)
		return rc;
	rule.user_class = mem_dup(from->user_class);
	rule.vendor_class = mem_dup(from->vendor_class);
	rule.file = mem_dup(from->file);
	for (const char *const *o = from->options; o && *o; o++)
		strv_add(&rule.options, *o);
	rules->v = mem_grow(rules->v, rules->n + 1, sizeof(*rules->v));
	rules->v[rules->n++] = rule;
	return 0;
}

int dhcp_rule_rank(const struct dhcp_rule *rule)
{
	return (rule->user_class ? 4 : 0) + (rule->vendor_class ? 2 : 0) +
	       (rule->client_arch >= 0 ? 1 : 0);
}

static bool is_rival(const struct dhcp_rule *a, const struct dhcp_rule *b)
{
	return a->client_arch == b->client_arch && str_is(a->user_class, b->user_class) &&
	       str_is(a->vendor_class, b->vendor_class) && a->file && b->file &&
	       strcmp(a->file, b->file) != 0;
}

bool dhcp_rules_clash(const struct dhcp_rules *a, const struct dhcp_rules *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (is_rival(&a->v[i], &b->v[k]))
				return true;
	return false;
}

char *dhcp_file(const char *file, const char *server)
{
	static const char mark[] = "${server}";
	size_t n = strlen(server);
	struct str text = { 0 };
	const char *at;

	if (str_ends(server, ":80"))
		n -= 3;
	while ((at = strstr(file, mark))) {
		str_addn(&text, file, (size_t)(at - file));
		str_addn(&text, server, n);
		file = at + sizeof(mark) - 1;
	}
	str_add(&text, file);
	return str_take(&text);
}

char *dhcp_address(const char *server)
{
	size_t n = strspn(server, "0123456789.");

	return n && (server[n] == ':' || !server[n]) ? mem_ndup(server, n) : NULL;
}

struct dhcp_host *dhcp_answers_add(struct dhcp_answers *answers, const char *node,
				   const char *mac, const char *ip)
{
	struct dhcp_host *host;

	if (answers->n_hosts == answers->hosts_room) {
		answers->hosts_room = answers->hosts_room ? answers->hosts_room * 2 : 64;
		answers->hosts = mem_grow(answers->hosts, answers->hosts_room,
					  sizeof(*answers->hosts));
	}
	host = &answers->hosts[answers->n_hosts++];
	*host = (struct dhcp_host){ .node = node, .mac = mac, .ip = ip };
	return host;
}

void dhcp_rules_fini(struct dhcp_rules *rules)
{
	for (size_t i = 0; i < rules->n; i++) {
		free(rules->v[i].user_class);
		free(rules->v[i].vendor_class);
		free(rules->v[i].file);
		strv_fini(&rules->v[i].options);
	}
	free(rules->v);
	*rules = (struct dhcp_rules){ 0 };
}

static void net_fini(struct dhcp_net *net)
{
	free(net->name);
	free(net->address);
	free(net->mask);
	free(net->gateway);
	free(net->domain);
	free(net->server);
	strv_fini(&net->dns);
}

void dhcp_answers_fini(struct dhcp_answers *answers)
{
	for (size_t i = 0; i < answers->n_platforms; i++) {
		free(answers->platforms[i].name);
		dhcp_rules_fini(&answers->platforms[i].rules);
	}
	for (size_t i = 0; i < answers->n_nets; i++)
		net_fini(&answers->nets[i]);
	for (size_t i = 0; i < answers->n_hosts; i++)
		dhcp_rules_fini(&answers->hosts[i].rules);
	free(answers->platforms);
	free(answers->nets);
	free(answers->hosts);
	strv_fini(&answers->gone);
	*answers = (struct dhcp_answers){ 0 };
}
