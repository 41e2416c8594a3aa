/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/firmware.c - the firmware of the emulated node, and what its platform says
 * for a site that has such machines.
 */
#include "firmware.h"

#include "core/base/str.h"
#include "core/base/strv.h"

#include <errno.h>
#include <string.h>

int firmware_choose(struct log *log, const struct plugin *platform, const char *wanted,
		    const char **firmware)
{
	const char *const *known = platform->bootloader.firmwares;
	struct strv names CLEANUP_STRV = { 0 };
	char *list CLEANUP_FREE = NULL;

	*firmware = wanted ? wanted : known ? known[0] : NULL;
	for (; known && *known; known++) {
		if (!wanted || strcmp(*known, wanted) == 0)
			return 0;
		strv_add(&names, *known);
	}
	if (!wanted)
		return 0;
	list = strv_join(&names, ", ");
	return log_fail(log, EINVAL, "platform %s has no firmware \"%s\"; it has: %s",
			platform->p.name, wanted, names.n ? list : "none");
}

/* word: "KEY=VALUE" */
static int add_setting(struct log *log, const struct plugin *platform, const char *word,
		       struct settings *settings)
{
	size_t n = strcspn(word, "=");
	char *key CLEANUP_FREE = mem_ndup(word, n);
	const struct sl_option *option = option_find(platform->opts, key);
	char why[128] = "that is no option of it";

	if (!word[n] || !option ||
	    option_check(option, word + n + 1, why, sizeof(why)) < 0)
		return log_fail(log, EPROTO,
				"plugin %s has \"%s\" among its firmware_opts: %s",
				platform->p.name, word, why);
	strv_add(&settings_add(settings, platform->p.name, key, "firmware_opts", 0)
			  ->values,
		 word + n + 1);
	return 0;
}

int firmware_settings(struct log *log, const struct plugin *platform,
		      const char *firmware, struct settings *settings)
{
	const char *const *line = SL_HAS(&platform->bootloader, firmware_opts)
					  ? platform->bootloader.firmware_opts
					  : NULL;
	int rc = 0;

	for (; firmware && line && *line && rc == 0; line++) {
		struct strv words CLEANUP_STRV = { 0 };

		strv_split(&words, *line, " ");
		if (words.n == 0 || strcmp(words.v[0], firmware) != 0)
			continue;
		for (size_t i = 1; i < words.n && rc == 0; i++)
			rc = add_setting(log, platform, words.v[i], settings);
	}
	return rc;
}
