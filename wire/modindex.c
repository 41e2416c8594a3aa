/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/modindex.c - the index of kernel modules that the initrd carries, as data.
 */
#include "modindex.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more: doubled each time the count reaches a power of two. */
static int grow(void *array_pointer, size_t n, size_t item)
{
	void **array = array_pointer;
	void *more;

	if (n & (n - 1))
		return 0;
	more = reallocarray(*array, n ? n * 2 : 1, item);
	if (!more)
		return -1;
	*array = more;
	return 0;
}

static char plain(char c)
{
	return c == '-' ? '_' : c;
}

static int same(const char *a, const char *b)
{
	for (; *a && plain(*a) == plain(*b); a++)
		b++;
	return !*a && !*b;
}

long wire_modindex_find(const struct wire_modindex *index, const char *name)
{
	for (size_t i = 0; i < index->n_modules; i++)
		if (same(index->modules[i].name, name))
			return (long)i;
	return -1;
}

static void free_texts(char **texts)
{
	for (size_t i = 0; texts && texts[i]; i++)
		free(texts[i]);
	free(texts);
}

static char **copy_texts(const char *const *texts)
{
	size_t n = 0;
	char **copy;

	while (texts && texts[n])
		n++;
	copy = calloc(n + 1, sizeof(*copy));
	for (size_t i = 0; copy && i < n; i++) {
		copy[i] = strdup(texts[i]);
		if (!copy[i]) {
			free_texts(copy);
			return NULL;
		}
	}
	return copy;
}

static void module_fini(struct wire_module *module)
{
	free(module->name);
	free(module->path);
	free(module->options);
	free_texts(module->deps);
	free_texts(module->after);
}

long wire_modindex_add(struct wire_modindex *index, const char *name, const char *path,
		       const char *options, const char *const *deps,
		       const char *const *after, int blacklisted)
{
	struct wire_module module = { .blacklisted = blacklisted };

	if (grow(&index->modules, index->n_modules, sizeof(module)) < 0)
		return -1;
	module.name = strdup(name);
	module.path = strdup(path);
	module.options = strdup(options ? options : "");
	module.deps = copy_texts(deps);
	module.after = copy_texts(after);
	if (!module.name || !module.path || !module.options || !module.deps ||
	    !module.after) {
		module_fini(&module);
		return -1;
	}
	for (char *c = module.name; *c; c++)
		*c = plain(*c);
	index->modules[index->n_modules] = module;
	return (long)index->n_modules++;
}

int wire_modindex_add_alias(struct wire_modindex *index, size_t module,
			    const char *pattern)
{
	char *copy;

	if (grow(&index->aliases, index->n_aliases, sizeof(*index->aliases)) < 0)
		return -1;
	copy = strdup(pattern);
	if (!copy)
		return -1;
	index->aliases[index->n_aliases] = (struct wire_alias){ copy, module };
	return (int)index->n_aliases++;
}

int wire_modindex_add_load(struct wire_modindex *index, size_t module)
{
	if (grow(&index->loads, index->n_loads, sizeof(*index->loads)) < 0)
		return -1;
	index->loads[index->n_loads] = module;
	return (int)index->n_loads++;
}

void wire_modindex_fini(struct wire_modindex *index)
{
	for (size_t i = 0; i < index->n_modules; i++)
		module_fini(&index->modules[i]);
	for (size_t i = 0; i < index->n_aliases; i++)
		free(index->aliases[i].pattern);
	free(index->modules);
	free(index->aliases);
	free(index->loads);
	free(index->kernel);
	*index = (struct wire_modindex){ 0 };
}
