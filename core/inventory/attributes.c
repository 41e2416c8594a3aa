/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/attributes.c - what nodes, groups and networks can be told.
 */
#include "attributes.h"
#include "checks.h"
#include "core/base/similar.h"
#include "core/base/strv.h"
#include "noderange.h"
#include "pattern.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NODES    (1u << OBJECT_NODE | 1u << OBJECT_GROUP)
#define NODE     (1u << OBJECT_NODE)
#define NETWORKS (1u << OBJECT_NETWORK)

const struct attribute_rule attribute_rules[] = {
	{ "addkcmdline", NODES, " ", "words added to the kernel's command line",
	  check_text },
	{ "arch", NODES, NULL, "architecture; also chooses the platform", check_name },
	{ "groups", NODE, ",", "groups it belongs to; the first one's attributes win",
	  check_names },
	{ "host", NODES, NULL, "node that a card or blade hangs on", check_name },
	{ "id", NODES, NULL, "number or name of a card in its host", check_name },
	{ "ip", NODES, NULL, "address, IPv4 or IPv6", check_address },
	{ "mac", NODES, NULL, "hardware address that it boots from", check_mac },
	{ "memory", NODES, NULL, "how much it has: 64G", check_size },
	{ "os", NODES, NULL, "distribution and version: rhels9.4", check_name },
	{ "overlay", NODES, NULL, "most of its memory for changes: 2G, 50%, none",
	  check_overlay },
	{ "platform", NODES, NULL, "how it is told what to boot; as arch if unset",
	  check_name },
	{ "profile", NODES, NULL, "what it is for: compute", check_name },
	{ "serialflow", NODES, NULL, "flow control of its console: hard, soft, none",
	  check_serial_flow },
	{ "serialport", NODES, NULL, "serial console: 0, or a device's name",
	  check_serial_port },
	{ "serialspeed", NODES, NULL, "speed of its console: 115200", check_number },
	{ "server", NODES, ",", "ADDRESS[:PORT] of who serves it, instead of the site's",
	  check_servers },
	{ "dns", NETWORKS, ",", "name servers", check_addresses },
	{ "domain", NETWORKS, NULL, "domain of its nodes", check_domain },
	{ "dynamicrange", NETWORKS, NULL, "FIRST-LAST address for unknown machines",
	  check_address_range },
	{ "gateway", NETWORKS, NULL, "router", check_address },
	{ "mask", NETWORKS, NULL, "255.255.252.0; or say prefix", check_mask },
	{ "net", NETWORKS, NULL, "its address", check_address },
	{ "prefix", NETWORKS, NULL, "bits of the network: 22; or say mask",
	  check_prefix },
	{ "servers", NETWORKS, ",", "ADDRESS[:PORT] of who serves its nodes",
	  check_servers },
	{ NULL, 0, NULL, NULL, NULL },
};

static const char *const types[] = { "", "node", "group", "network" };

const char *object_type_text(enum object_type type)
{
	return types[type];
}

enum object_type object_type_of(const char *text)
{
	for (int i = OBJECT_NODE; i <= OBJECT_NETWORK; i++)
		if (strcmp(types[i], text) == 0)
			return (enum object_type)i;
	return (enum object_type)0;
}

const struct attribute_rule *attribute_rule(enum object_type type, const char *key)
{
	for (const struct attribute_rule *rule = attribute_rules; rule->key; rule++)
		if (rule->types & 1u << type && strcmp(rule->key, key) == 0)
			return rule;
	return NULL;
}

static int refuse_unknown(const struct attribute_plugins *plugins, enum object_type type,
			  const char *key, struct str *why)
{
	struct strv known CLEANUP_STRV = { 0 };
	char *near CLEANUP_FREE = NULL;

	for (const struct attribute_rule *rule = attribute_rules; rule->key; rule++)
		if (rule->types & 1u << type)
			strv_add(&known, rule->key);
	if (plugins && type != OBJECT_NETWORK)
		plugins->keys(plugins->arg, &known);
	near = similar_words(key, &known);
	str_addf(why, "%ss have no such attribute; ", types[type]);
	if (*near)
		str_addf(why, "is it %s?", near);
	else
		str_addf(why, "`stateless lsdef --help` names them all");
	return -EINVAL;
}

static int check_pattern(const char *value, struct str *why)
{
	struct pattern *pattern;
	char *reason = NULL;
	int rc = pattern_new(value, &pattern, &reason);

	if (rc < 0)
		str_add(why, reason);
	pattern_free(pattern);
	free(reason);
	return rc;
}

static int check_value(const struct attribute_plugins *plugins, enum object_type type,
		       const struct attribute *attribute, struct str *normal,
		       struct str *why)
{
	const struct attribute_rule *rule = attribute_rule(type, attribute->key);

	if (!rule && (type == OBJECT_NETWORK || !plugins || !strchr(attribute->key, '.')))
		return refuse_unknown(plugins, type, attribute->key, why);
	if (type == OBJECT_GROUP && pattern_is(attribute->value)) {
		str_add(normal, attribute->value);
		return check_pattern(attribute->value, why);
	}
	if (rule)
		return rule->check(attribute->value, normal, why);
	if (check_text(attribute->value, normal, why) < 0)
		return -EINVAL;
	return plugins->check(plugins->arg, attribute->key, attribute->value, why);
}

int attribute_check(const struct attribute_plugins *plugins, enum object_type type,
		    const struct attribute *attribute, char **normal, struct str *why)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = check_value(plugins, type, attribute, &text, why);

	*normal = rc == 0 ? str_take(&text) : NULL;
	return rc;
}

/* Would a range of this text be something else than the text? */
static bool is_range(const char *name)
{
	struct strv nodes CLEANUP_STRV = { 0 }, missed CLEANUP_STRV = { 0 };
	struct log log;

	log_init(&log, "");
	log.level = LOG_LEVEL_ERROR - 1;
	return noderange_expand(&log, name, NULL, &nodes, &missed) < 0 || nodes.n != 1 ||
	       strcmp(nodes.v[0], name) != 0;
}

int attribute_check_name(enum object_type type, const char *name, struct str *why)
{
	struct str unused CLEANUP_STR = { 0 };
	struct strv labels CLEANUP_STRV = { 0 };

	if (check_name(name, &unused, why) < 0)
		return -EINVAL;
	strv_split(&labels, name, ".");
	for (size_t i = 0; i < labels.n; i++)
		if (strlen(labels.v[i]) > 63) {
			str_add(why, "must have at most 63 letters between its dots");
			return -EINVAL;
		}
	if (strstr(name, "..") || name[strlen(name) - 1] == '.') {
		str_add(why, "must have no empty part between its dots");
		return -EINVAL;
	}
	if (type == OBJECT_GROUP && is_range(name)) {
		str_add(why, "must not be a node range");
		return -EINVAL;
	}
	return 0;
}
