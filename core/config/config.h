/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/config/config.h - configuration files in libconfuse's syntax.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "settings.h"

/* What a file may hold.  `tables` is ended by a NULL section; tables[0] is the core's own
 * (section ""), whose keys stand at the top of the file or of the image block. */
struct config_grammar {
	const struct option_table *tables;
	uint32_t where; /* SL_IN_SITE or SL_IN_IMAGE: only options with it are accepted */
};

/* Reads a site file.  Every error is said with file and line: unknown key, unknown
 * section (which names the plugin that is missing), value of the wrong type or not among
 * the choices, "${" in a value, an unreadable file.  0 or -errno. */
int config_read_site(struct log *, const char *path, const struct config_grammar *,
		     struct settings *) MUST_CHECK;

/* One image "TITLE" { } block. */
struct config_image {
	char *title;
	struct settings settings;
	int line;
};

/* Reads a file of image blocks (the same errors; a title used twice is one more).
 * *images has *n entries and is freed by config_images_free(). */
int config_read_images(struct log *, const char *path, const struct config_grammar *,
		       struct config_image **images, size_t *n) MUST_CHECK;
void config_images_free(struct config_image *images, size_t n);

#endif
