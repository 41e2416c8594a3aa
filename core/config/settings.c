/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/settings.c - what was read from configuration files, ready to ask.
 */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

const struct setting *settings_find(const struct settings *settings, const char *section,
				    const char *key)
{
	for (size_t i = 0; i < settings->n; i++)
		if (strcmp(settings->v[i].key, key) == 0 &&
		    strcmp(settings->v[i].section, section) == 0)
			return &settings->v[i];
	return NULL;
}

struct setting *settings_add(struct settings *settings, const char *section,
			     const char *key, const char *file, int line)
{
	struct setting *setting;

	settings->v = mem_grow(settings->v, settings->n + 1, sizeof(*settings->v));
	setting = &settings->v[settings->n++];
	*setting = (struct setting){ .section = mem_dup(section),
				     .key = mem_dup(key),
				     .file = mem_dup(file),
				     .line = line };
	return setting;
}

void settings_fini(struct settings *settings)
{
	for (size_t i = 0; i < settings->n; i++) {
		free(settings->v[i].section);
		free(settings->v[i].key);
		free(settings->v[i].file);
		strv_fini(&settings->v[i].values);
	}
	free(settings->v);
	*settings = (struct settings){ 0 };
}

const struct setting *settings_narrowest(const struct settings *const *scopes,
					 const char *section, const char *key)
{
	const struct setting *found = NULL;

	for (; scopes && *scopes && !found; scopes++)
		found = settings_find(*scopes, section, key);
	return found;
}

const char *settings_item(const struct settings *const *scopes, const char *section,
			  const struct sl_option *option, uint32_t index)
{
	const struct setting *setting = settings_narrowest(scopes, section, option->name);

	if (!setting)
		return index == 0 ? option->fallback : NULL;
	return index < setting->values.n ? setting->values.v[index] : NULL;
}

const char *settings_text(const struct settings *const *scopes, const char *section,
			  const struct sl_option *option)
{
	return settings_item(scopes, section, option, 0);
}

int64_t settings_number(const struct settings *const *scopes, const char *section,
			const struct sl_option *option)
{
	const char *text = settings_text(scopes, section, option);

	return text ? option_number(option->type, text) : 0;
}

const struct sl_option *settings_missing(const struct settings *const *scopes,
					 const char *section,
					 const struct sl_option *opts)
{
	for (; opts && opts->type; opts++)
		if ((opts->flags & SL_REQUIRED) && !settings_text(scopes, section, opts))
			return opts;
	return NULL;
}
