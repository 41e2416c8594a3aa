/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/registry.c - the plugins that are loaded, and how one is chosen.
 */
#include "registry.h"
#include "loader.h"

#include "core/base/path.h"
#include "core/base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int list_files(struct log *log, const char *folder, struct strv *paths)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return log_fail(log, errno, "cannot read the folder of plugins %s: %s",
				folder, strerror(errno));
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.' && str_ends(entry->d_name, ".so"))
			strv_addf(paths, "%s/%s", folder, entry->d_name);
	closedir(dir);
	strv_sort(paths);
	return 0;
}

static bool has_name(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/* A method or platform belongs to one plugin; distributions may have several, which bid.
 */
static char *find_taken(const struct registry *registry, const struct plugin *plugin)
{
	const char *const *name;
	const struct plugin *other;

	for (name = plugin->packimage.names; name && *name; name++) {
		other = registry_method(registry, *name);
		if (other)
			return mem_printf("packimage.names has \"%s\", which %s has "
					  "already",
					  *name, other->path);
	}
	for (name = plugin->bootloader.names; name && *name; name++) {
		other = registry_platform(registry, *name);
		if (other)
			return mem_printf("bootloader.names has \"%s\", which %s has "
					  "already",
					  *name, other->path);
	}
	return NULL;
}

/* Keeps the order of names. */
static void insert(struct registry *registry, struct plugin *plugin)
{
	size_t at = registry->n;

	registry->v = mem_grow(registry->v, registry->n + 1, sizeof(struct plugin *));
	while (at && strcmp(registry->v[at - 1]->p.name, plugin->p.name) > 0) {
		registry->v[at] = registry->v[at - 1];
		at--;
	}
	registry->v[at] = plugin;
	registry->n++;
}

/* Whether the name is taken is asked before the file is opened: of two with one name the
 * code of the second must not run. */
static bool is_second(struct log *log, const struct registry *registry, const char *path)
{
	const char *base = path_base(path);
	char *stem CLEANUP_FREE = mem_ndup(base, strlen(base) - strlen(".so"));
	const struct plugin *first = registry_find(registry, stem);
	char *why CLEANUP_FREE = NULL;

	if (!first)
		return false;
	why = mem_printf("name is \"%s\", which %s has already", stem, first->path);
	loader_refuse(log, path, why);
	return true;
}

static void load_one(struct log *log, const char *path, const char *data,
		     struct registry *registry)
{
	char *why CLEANUP_FREE = NULL;
	struct plugin *plugin;

	if (is_second(log, registry, path))
		return;
	plugin = loader_load(log, path, data);
	if (!plugin)
		return;
	why = find_taken(registry, plugin);
	if (why) {
		loader_refuse(log, path, why);
		loader_free(plugin);
		return;
	}
	insert(registry, plugin);
}

int registry_load(struct log *log, const struct strv *folders, const char *data,
		  struct registry *registry)
{
	int rc = 0;

	*registry = (struct registry){ 0 };
	for (size_t i = 0; rc == 0 && i < folders->n; i++) {
		struct strv paths CLEANUP_STRV = { 0 };

		rc = list_files(log, folders->v[i], &paths);
		for (size_t j = 0; j < paths.n; j++)
			load_one(log, paths.v[j], data, registry);
	}
	if (rc < 0)
		registry_fini(registry);
	return rc;
}

void registry_fini(struct registry *registry)
{
	for (size_t i = 0; i < registry->n; i++)
		loader_free(registry->v[i]);
	free(registry->v);
	*registry = (struct registry){ 0 };
}

const struct plugin *registry_find(const struct registry *registry, const char *name)
{
	for (size_t i = 0; i < registry->n; i++)
		if (strcmp(registry->v[i]->p.name, name) == 0)
			return registry->v[i];
	return NULL;
}

const struct plugin *registry_method(const struct registry *registry, const char *method)
{
	for (size_t i = 0; i < registry->n; i++)
		if (has_name(registry->v[i]->packimage.names, method))
			return registry->v[i];
	return NULL;
}

const struct plugin *registry_platform(const struct registry *registry,
				       const char *platform)
{
	for (size_t i = 0; i < registry->n; i++)
		if (has_name(registry->v[i]->bootloader.names, platform))
			return registry->v[i];
	return NULL;
}

const struct plugin *registry_platform_of(const struct registry *registry,
					  const char *arch)
{
	for (size_t i = 0; i < registry->n; i++) {
		const char *const *names = registry->v[i]->bootloader.names;

		if (names && strcmp(names[0], arch) == 0)
			return registry->v[i];
	}
	/* One platform may be that of machines of two byte orders. */
	return registry_platform(registry, arch);
}

/* '*' stands for any text, and nothing else is special. */
static bool matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

static const char *matching(const struct plugin *plugin, const char *distro)
{
	for (const char *const *name = plugin->genimage.names; name && *name; name++)
		if (matches(*name, distro))
			return *name;
	return NULL;
}

size_t registry_distro(const struct registry *registry, const char *distro,
		       struct registry_match *found, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < registry->n; i++) {
		const char *name = matching(registry->v[i], distro);

		if (!name)
			continue;
		if (n < room)
			found[n] = (struct registry_match){ registry->v[i], name };
		n++;
	}
	return n;
}
