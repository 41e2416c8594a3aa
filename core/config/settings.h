/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/settings.h - what was read from configuration files, ready to ask.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stateless/plugin.h>

/* One key that a file sets (never one that is left at its default). */
struct setting {
	char *section; /* "" for the core's own keys, else the plugin's name */
	char *key;
	struct strv values; /* one, or any number of a list; paths are absolute */
	char *file;
	int line;
};

struct settings {
	struct setting *v;
	size_t n;
};

const struct setting *settings_find(const struct settings *, const char *section,
				    const char *key);
void settings_fini(struct settings *);

/* A table of options with the name of its section; the core's own has the name "". */
struct option_table {
	const char *section;
	const struct sl_option *opts; /* ended by type 0 */
};

/* The narrowest setting of the key, or NULL: it is left at its fallback.  Borrowed. */
const struct setting *settings_narrowest(const struct settings *const *scopes,
					 const char *section, const char *key);

/* A list's fallback is one item.
 * Looks in each of the NULL-ended scopes in turn (narrowest first), then at the option's
 * fallback.  `option` describes the key.  Answers are borrowed; NULL: unset. */
const char *settings_text(const struct settings *const *scopes, const char *section,
			  const struct sl_option *option);
int64_t settings_number(const struct settings *const *scopes, const char *section,
			const struct sl_option *option); /* unset: 0 */
const char *settings_item(const struct settings *const *scopes, const char *section,
			  const struct sl_option *option, uint32_t index);

/* The first of the options that is SL_REQUIRED and set in no scope, or NULL. */
const struct sl_option *settings_missing(const struct settings *const *scopes,
					 const char *section,
					 const struct sl_option *opts);

/* Adds a key without values; borrowed until the next one is added. */
struct setting *settings_add(struct settings *, const char *section, const char *key,
			     const char *file, int line);

/* The option of that name, or NULL. */
const struct sl_option *option_find(const struct sl_option *opts, const char *name);

/* "string", "size": how a type is called in messages and listings; NULL: no such type. */
const char *option_type_name(uint32_t type);

/* Is `value` (as spelled in a file; of a list: one item) fit for the option?  0, or
 * -EINVAL with the reason, "must be one of gzip|xz|zstd", in `why`. */
int option_check(const struct sl_option *, const char *value, char *why, size_t room);

/* The number that a checked text of type BOOL, INT, SIZE or SECONDS means. */
int64_t option_number(uint32_t type, const char *text);

#endif
