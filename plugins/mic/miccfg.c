/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/miccfg.c - what xCAT's nodeset left for configmic, as definitions.
 */
#include "miccfg.h"
#include "bridge.h"
#include "power.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEAD "#XCAT MIC CONFIGURATION FILE#"

enum { VALUE = 256, REASON = 320 };

struct miccfg {
	const char *host;
	struct text *out;
	char bridge[BRIDGE_NAME]; /* of the first card that is in one */
	char ip[BRIDGE_ADDRESS];  /* of the host in it */
	int external;
	char why[REASON];
};

static int wrong(struct miccfg *cfg, const char *what, const char *value)
{
	snprintf(cfg->why, sizeof(cfg->why), "%s: \"%.80s\"", what, value);
	return -EINVAL;
}

/* What a definition may hold, and no stanza would read otherwise. */
static int is_plain(const char *value)
{
	size_t n = strlen(value);

	for (size_t i = 0; i < n; i++)
		if (value[i] <= ' ' || value[i] > '~' || value[i] == '"')
			return 0;
	return n > 0 && n < VALUE;
}

static int is_switch(const char *value)
{
	return strcasecmp(value, "yes") == 0 || strcasecmp(value, "no") == 0;
}

/* ---- a card ---- */

static int add_ip(struct miccfg *cfg, const char *value)
{
	struct in_addr address;

	if (inet_pton(AF_INET, value, &address) != 1)
		return wrong(cfg, "this is no address of a card", value);
	text_put(cfg->out, "    ip=%s\n", value);
	return 0;
}

static int add_bridge(struct miccfg *cfg, const char *value)
{
	if (strlen(value) >= BRIDGE_NAME)
		return wrong(cfg, "this is no name of a bridge", value);
	if (!cfg->bridge[0])
		snprintf(cfg->bridge, sizeof(cfg->bridge), "%s", value);
	else if (strcmp(cfg->bridge, value) != 0)
		return wrong(cfg, "a second bridge, of which the file has no address",
			     value);
	text_put(cfg->out, "    mic.bridge=%s\n", value);
	return 0;
}

static int add_onboot(struct miccfg *cfg, const char *value)
{
	if (!is_switch(value))
		return wrong(cfg, "onboot is yes or no", value);
	text_put(cfg->out, "    mic.onboot=%s\n", value);
	return 0;
}

static int add_vlog(struct miccfg *cfg, const char *value)
{
	if (!is_switch(value))
		return wrong(cfg, "vlog is yes or no", value);
	text_put(cfg->out, "    mic.vlog=%s\n", value);
	return 0;
}

static int add_power(struct miccfg *cfg, const char *value)
{
	char power[POWER_ROOM];

	if (power_parse(value, power, cfg->why, sizeof(cfg->why)) < 0)
		return -EINVAL;
	text_put(cfg->out, "    mic.powermgt=%s\n", power);
	return 0;
}

static int add_statemnt(struct miccfg *cfg, const char *value)
{
	text_put(cfg->out, "# statemnt=%s has no counterpart: cards keep nothing\n",
		 value);
	return 0;
}

static const struct {
	const char *key;
	int (*add)(struct miccfg *, const char *value);
} card_keys[] = {
	{ "ip", add_ip },     { "br", add_bridge },      { "onboot", add_onboot },
	{ "vlog", add_vlog }, { "powermgt", add_power }, { "statemnt", add_statemnt },
};

/* "KEY=VALUE" -> KEY; *value is what follows, or NULL. */
static const char *split(char *pair, char **value)
{
	*value = pair;
	return strsep(value, "=");
}

static int add_pair(struct miccfg *cfg, char *pair)
{
	char *value;
	const char *key = split(pair, &value);

	if (strcmp(key, "name") == 0)
		return 0;
	if (!value || !is_plain(value))
		return wrong(cfg, "an attribute of a card has no value, or a wrong one",
			     key);
	for (size_t i = 0; i < sizeof(card_keys) / sizeof(card_keys[0]); i++)
		if (strcmp(card_keys[i].key, key) == 0)
			return card_keys[i].add(cfg, value);
	return wrong(cfg, "cards have no such attribute", key);
}

/* The name must be known first. */
static int find_name(struct miccfg *cfg, const char *pairs, char name[VALUE])
{
	const char *at =
		strncmp(pairs, "name=", 5) == 0 ? pairs - 1 : strstr(pairs, "|name=");
	size_t n = at ? strcspn(at + 6, "|") : 0;

	if (n == 0 || n >= VALUE)
		return wrong(cfg, "the card has no name", pairs);
	memcpy(name, at + 6, n);
	name[n] = '\0';
	return is_plain(name) && !strpbrk(name, ":/#")
		       ? 0
		       : wrong(cfg, "this is no name of a node", name);
}

static int add_card(struct miccfg *cfg, const char *id, char *pairs)
{
	char name[VALUE];
	int rc = find_name(cfg, pairs, name);

	if (rc == 0)
		text_put(cfg->out,
			 "%s:\n    objtype=node\n    arch=k1om\n    host=%s\n    id=%s\n",
			 name, cfg->host, id);
	while (rc == 0 && pairs)
		rc = add_pair(cfg, strsep(&pairs, "|"));
	return rc;
}

/* ---- the file ---- */

static int add_line(struct miccfg *cfg, char *line)
{
	size_t digits = strspn(line, "0123456789");
	struct in_addr address;
	char *value;
	const char *key;

	if (digits > 0 && digits <= 3 && line[digits] == ':') {
		line[digits] = '\0';
		return add_card(cfg, line, line + digits + 1);
	}
	key = split(line, &value);
	if (!value)
		return wrong(cfg, "this is no KEY=VALUE and no card", key);
	if (strcmp(key, "miclist") == 0)
		return 0;
	if (strcmp(key, "brgip") == 0) {
		if (inet_pton(AF_INET, value, &address) != 1)
			return wrong(cfg, "brgip is no address", value);
		snprintf(cfg->ip, sizeof(cfg->ip), "%s", value);
		return 0;
	}
	if (strcmp(key, "brgtype") == 0) {
		cfg->external = strcasecmp(value, "External") == 0;
		return cfg->external || strcasecmp(value, "Internal") == 0
			       ? 0
			       : wrong(cfg, "brgtype is Internal or External", value);
	}
	if (strcmp(key, "imgpath") != 0 && strcmp(key, "overlay") != 0 &&
	    strcmp(key, "micmount") != 0)
		return wrong(cfg, "the file has no such key", key);
	text_put(cfg->out, "# %s belongs to the image: %s\n", key,
		 is_plain(value) ? value : "");
	return 0;
}

/* xCAT's bridges have 24 bits: micctrl's own choice. */
static void add_host(struct miccfg *cfg)
{
	if (cfg->bridge[0] && (cfg->ip[0] || cfg->external))
		text_put(cfg->out, "%s:\n    objtype=node\n    mic.bridges=%s:%s:%s/24\n",
			 cfg->host, cfg->bridge, cfg->external ? "external" : "internal",
			 cfg->ip[0] ? cfg->ip : "dhcp");
}

int miccfg_convert(const char *host, char *text, struct text *out, char *why, size_t room)
{
	struct miccfg cfg = { .host = host, .out = out };
	unsigned number = 0;
	int rc = 0;

	while (rc == 0 && text && *text) {
		char *line = strsep(&text, "\n");

		number++;
		if (number == 1 && strcmp(line, HEAD) != 0)
			rc = wrong(&cfg, "a file of xCAT begins with " HEAD ", this with",
				   line);
		else if (*line && *line != '#')
			rc = add_line(&cfg, line);
	}
	if (rc == 0 && number == 0)
		rc = wrong(&cfg, "the file is empty", "");
	if (rc < 0) {
		snprintf(why, room, "%u: %s", number, cfg.why);
		return rc;
	}
	add_host(&cfg);
	if (!out->full)
		return 0;
	snprintf(why, room, "%u: there is more than %d bytes in it", number, TEXT_ROOM);
	return -EINVAL;
}
