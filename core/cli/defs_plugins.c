/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs_plugins.c - attributes of nodes that plugins bring.
 */
#include "core/base/str.h"
#include "core/inventory/attributes.h"
#include "defs.h"

#include <errno.h>
#include <string.h>

static const struct sl_option *find(const struct registry *registry, const char *key)
{
	const char *dot = strchr(key, '.');
	char *name CLEANUP_FREE = dot ? mem_ndup(key, (size_t)(dot - key)) : NULL;
	const struct plugin *plugin = name ? registry_find(registry, name) : NULL;
	const struct sl_option *option =
		plugin ? option_find(plugin->opts, dot + 1) : NULL;

	return option && option->flags & SL_IN_NODE ? option : NULL;
}

static void refuse_unknown(const struct registry *registry, const char *key,
			   struct str *why)
{
	size_t n = strcspn(key, ".");
	char *name CLEANUP_FREE = mem_ndup(key, n);

	if (!registry_find(registry, name))
		str_addf(why, "no plugin %s is loaded; `stateless plugins` shows which",
			 name);
	else
		str_addf(why,
			 "plugin %s has no such attribute of nodes; `stateless plugins "
			 "%s` shows which",
			 name, name);
}

static int check(void *arg, const char *key, const char *value, struct str *why)
{
	const struct sl_option *option = find(arg, key);
	char reason[256] = "";

	if (!option) {
		refuse_unknown(arg, key, why);
		return -EINVAL;
	}
	if (option_check(option, value, reason, sizeof(reason)) == 0)
		return 0;
	str_add(why, reason);
	return -EINVAL;
}

/* What follows a plugin's name: an option of nodes, or what places a node in a host. */
static char *translate(const struct plugin *plugin, const char *key)
{
	static const char *const own[] = { "host", "id" };
	size_t n = strlen(plugin->p.name);
	const struct sl_option *option;

	if (strncmp(key, plugin->p.name, n) != 0)
		return NULL;
	option = option_find(plugin->opts, key + n);
	if (option && option->flags & SL_IN_NODE)
		return mem_printf("%s.%s", plugin->p.name, key + n);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(key + n, own[i]) == 0)
			return mem_dup(own[i]);
	return NULL;
}

char *defs_key(const struct registry *registry, enum object_type type, const char *key)
{
	char *found = NULL;

	if (type == OBJECT_NETWORK || attribute_rule(type, key))
		return mem_dup(key);
	for (size_t i = 0; !found && i < registry->n; i++)
		found = translate(registry->v[i], key);
	return found ? found : mem_dup(key);
}

static void keys(void *arg, struct strv *out)
{
	const struct registry *registry = arg;

	for (size_t i = 0; i < registry->n; i++)
		for (const struct sl_option *o = registry->v[i]->opts; o->type; o++)
			if (o->flags & SL_IN_NODE)
				strv_addf(out, "%s.%s", registry->v[i]->p.name, o->name);
}

struct attribute_plugins defs_plugins(const struct registry *registry)
{
	return (struct attribute_plugins){ check, keys, (void *)(uintptr_t)registry };
}

bool defs_is_secret(const struct registry *registry, const char *key)
{
	const struct sl_option *option = find(registry, key);

	return option && option->flags & SL_SECRET;
}
