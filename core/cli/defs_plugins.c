/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/defs_plugins.c - attributes of nodes that plugins bring.
 */
#include "core/base/str.h"
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
