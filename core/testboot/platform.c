/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/platform.c - which kind of machine a test boot emulates.
 */
#include "platform.h"

#include "core/base/mem.h"
#include "core/image/definition.h"

#include <errno.h>

static void say_nothing(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static char *first_of(const struct registry *registry, const struct strv *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct plugin *platform = registry_platform(registry, names->v[i]);

		if (platform && platform->bootloader.emulate)
			return mem_dup(names->v[i]);
	}
	return names->n ? mem_dup(names->v[0]) : NULL;
}

char *platform_of_image(const struct testboot_request *request)
{
	struct definition def;
	struct log quiet;
	char *name;

	log_init(&quiet, "testboot");
	quiet.sink = say_nothing;
	if (definition_load(&quiet, request->site, request->generation->image, &def) < 0)
		return NULL;
	name = first_of(request->registry, definition_list(&def, "platforms"));
	definition_fini(&def);
	return name;
}

int platform_find(struct log *log, const struct testboot_request *request,
		  const struct plugin **platform)
{
	const char *arch = request->generation->manifest.arch;

	*platform = request->platform
			    ? registry_platform(request->registry, request->platform)
			    : registry_platform_of(request->registry, arch);
	if (*platform)
		return 0;
	return log_fail(log, ENOENT,
			"no platform \"%s\" is loaded to boot %s images with",
			request->platform ? request->platform : arch, arch);
}
