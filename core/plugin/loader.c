/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/loader.c - one plugin's file made into a plugin.
 */
#include "loader.h"
#include "fit.h"
#include "probe.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void loader_refuse(struct log *log, const char *path, const char *why)
{
	log_warn(log, "the plugin %s is passed over: %s", path, why);
}

/* "/x/squashfs.so" -> "squashfs" */
static char *stem_of(const char *path)
{
	const char *base = path_base(path);
	size_t n = strlen(base);

	return mem_ndup(base, str_ends(base, ".so") ? n - strlen(".so") : n);
}

/* RTLD_LOCAL: no plugin sees another's symbols.  RTLD_NOW: what is missing is missing
 * now, and not in the middle of a job. */
static const struct sl_plugin *open_plugin(const char *path, char **why)
{
	char *absolute CLEANUP_FREE = realpath(path, NULL);
	char *symbol CLEANUP_FREE = mem_printf("sl_plugin_%d", SL_ABI);
	const struct sl_plugin *theirs;
	void *handle;

	if (!absolute) {
		*why = mem_printf("cannot find it: %s", strerror(errno));
		return NULL;
	}
	handle = dlopen(absolute, RTLD_NOW | RTLD_LOCAL);
	theirs = handle ? dlsym(handle, symbol) : NULL;
	if (!theirs)
		*why = mem_printf("cannot be loaded: %s", dlerror());
	return theirs;
}

/* What its maker did not know stays zero. */
static void copy_plugin(struct plugin *plugin, const struct sl_plugin *theirs,
			size_t bytes)
{
	memcpy(&plugin->p, theirs, bytes < sizeof(plugin->p) ? bytes : sizeof(plugin->p));
}

static char *load(struct plugin *plugin, const char *stem)
{
	const struct sl_plugin *theirs;
	struct sl_head head = { 0 };
	char *why = probe_file(plugin->path, &head);

	if (why)
		return why;
	theirs = open_plugin(plugin->path, &why);
	if (!theirs)
		return why;
	copy_plugin(plugin, theirs, head.size);
	return fit_plugin(plugin, stem);
}

struct plugin *loader_load(struct log *log, const char *path, const char *data)
{
	struct plugin *plugin = mem_alloc(sizeof(*plugin));
	char *stem CLEANUP_FREE = stem_of(path);
	char *why CLEANUP_FREE = NULL;

	plugin->path = mem_dup(path);
	plugin->data = data ? path_join(data, stem) : NULL;
	why = load(plugin, stem);
	if (!why)
		return plugin;
	loader_refuse(log, path, why);
	loader_free(plugin);
	return NULL;
}

void loader_free(struct plugin *plugin)
{
	if (!plugin)
		return;
	free(plugin->path);
	free(plugin->data);
	free(plugin->opts);
	free(plugin);
}
