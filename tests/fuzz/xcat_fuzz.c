/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/fuzz/xcat_fuzz.c - osimages of any attributes: what is written can be read.
 */
#include "core/base/file.h"
#include "core/config/config.h"
#include "core/image/definition.h"
#include "core/media/xcat.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = { "*", NULL };
static struct sl_option none[] = { { .type = 0 } };

static void read_back(struct log *log, const struct str *text)
{
	const struct option_table tables[] = { { "", image_options }, { NULL, NULL } };
	const struct config_grammar grammar = { tables, SL_IN_IMAGE };
	struct config_image *images = NULL;
	int fd = memfd_create("image", MFD_CLOEXEC);
	char path[64];
	size_t n = 0;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || file_write_all(fd, str_text(text), text->n) < 0)
		abort();
	if (config_read_images(log, path, &grammar, &images, &n) < 0 || n != 1)
		abort();
	config_images_free(images, n);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plugin plugin = { .p = { .name = "any" },
				 .opts = none,
				 .genimage = { .names = names } };
	struct plugin *all[] = { &plugin };
	const struct registry registry = { all, 1 };
	const struct site site = { .root = (char[]){ "/nowhere" } };
	char *text CLEANUP_FREE = mem_ndup((const char *)data, size);
	struct stanzas stanzas;
	struct log log;

	plugin.p.genimage = &plugin.genimage;
	log_init(&log, "fuzz");
	log.level = -1;
	if (stanza_parse(&log, "F", text, &stanzas) < 0)
		return 0;
	for (size_t i = 0; i < stanzas.n; i++) {
		struct xcat_image image;

		if (xcat_convert(&log, &registry, &site, &stanzas.v[i], &image) == 0)
			read_back(&log, &image.text);
		xcat_image_fini(&image);
	}
	stanzas_fini(&stanzas);
	return 0;
}
