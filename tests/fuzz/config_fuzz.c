/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/config_fuzz.c - any bytes as a site's file, and as a file of images.
 *
 * Whatever is accepted must fit its option, and hold no control character.
 */
#include "core/base/file.h"
#include "core/config/config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define EVERYWHERE (SL_IN_SITE | SL_IN_IMAGE)

static const struct sl_option core_opts[] = {
	{ SL_STRING, EVERYWHERE, "distro", NULL, NULL, "" },
	{ SL_LIST, EVERYWHERE, "pkglist", NULL, NULL, "" },
	{ SL_INT, SL_IN_SITE, "port", NULL, NULL, "" },
	{ .type = 0 },
};
static const struct sl_option plugin_opts[] = {
	{ SL_STRING, EVERYWHERE, "comp", NULL, "xz|zstd", "" },
	{ SL_SIZE, EVERYWHERE, "size", NULL, NULL, "" },
	{ SL_BOOL, EVERYWHERE, "live", NULL, NULL, "" },
	{ SL_PATH, EVERYWHERE, "path", NULL, NULL, "" },
	{ .type = 0 },
};
static const struct option_table tables[] = { { "", core_opts },
					      { "p", plugin_opts },
					      { NULL, NULL } };

static void hush(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static void check(const struct settings *settings)
{
	for (size_t i = 0; i < settings->n; i++) {
		const struct setting *s = &settings->v[i];
		const struct sl_option *option =
			option_find(*s->section ? plugin_opts : core_opts, s->key);
		char why[256];

		if (!option || settings_find(settings, s->section, s->key) != s)
			abort();
		for (size_t k = 0; k < s->values.n; k++)
			if (option_check(option, s->values.v[k], why, sizeof(why)) < 0)
				abort();
	}
}

static void read_site(struct log *log, const char *path)
{
	const struct config_grammar grammar = { tables, SL_IN_SITE };
	struct settings settings;

	if (config_read_site(log, path, &grammar, &settings) < 0)
		return;
	check(&settings);
	settings_fini(&settings);
}

static void read_images(struct log *log, const char *path)
{
	const struct config_grammar grammar = { tables, SL_IN_IMAGE };
	struct config_image *images;
	size_t n;

	if (config_read_images(log, path, &grammar, &images, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++)
		check(&images[i].settings);
	config_images_free(images, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct log log;
	int fd CLEANUP_FD = memfd_create("config", MFD_CLOEXEC);

	if (fd < 0 || file_write_all(fd, data, size) < 0)
		return 0;
	log_init(&log, "fuzz");
	log.sink = hush;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_site(&log, path);
	read_images(&log, path);
	return 0;
}
