/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/modules.c - the kernel modules of a tree, and how they hang together.
 *
 * The texts that depmod(8) writes are read, not its binary indexes: they say the same,
 * are documented (modules.dep(5)), and need neither byte order nor library version.
 */
#include "modules.h"
#include "core/base/intree.h"
#include "core/base/path.h"
#include "core/base/str.h"
#include "modprobe.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 64 << 20 };

char *modules_spell(char *name)
{
	for (char *c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return name;
}

/* "kernel/drivers/net/xen-netfront.ko.xz" is xen_netfront. */
static char *name_of_path(const char *path)
{
	const char *base = path_base(path);

	return modules_spell(mem_ndup(base, strcspn(base, ".")));
}

static struct module *add_module(struct modules *modules, const char *path)
{
	struct module *module;

	if (modules->n == modules->room) {
		modules->room = modules->room ? 2 * modules->room : 1024;
		modules->v = mem_grow(modules->v, modules->room, sizeof(*modules->v));
	}
	module = &modules->v[modules->n++];
	*module = (struct module){
		.name = name_of_path(path),
		.path = mem_dup(path),
		.options = mem_dup(""),
	};
	return module;
}

/* modules.dep lists the dependencies of one module with the first to be loaded last. */
static void read_dep(struct modules *modules, char *line)
{
	char *colon = strchr(line, ':');
	struct strv paths CLEANUP_STRV = { 0 };
	struct module *module;

	if (!colon || colon == line)
		return;
	*colon = '\0';
	module = add_module(modules, line);
	strv_split(&paths, colon + 1, " \t");
	for (size_t i = paths.n; i-- > 0;) {
		char *name CLEANUP_FREE = name_of_path(paths.v[i]);

		strv_add(&module->deps, name);
	}
}

static void read_builtin(struct modules *modules, char *line)
{
	char *name CLEANUP_FREE = name_of_path(line);

	strv_add(&modules->builtin, name);
}

static void read_softdep(struct modules *modules, char *line)
{
	if (str_starts(line, "softdep "))
		modules_add_softdep(modules, line + strlen("softdep "));
}

/* "alias PATTERN NAME"; a pattern holds no blanks. */
static void read_alias(struct modules *modules, char *line)
{
	char *word = strtok_r(line, " \t", &line);
	char *pattern = strtok_r(NULL, " \t", &line);
	char *name = strtok_r(NULL, " \t", &line);

	if (name && strcmp(word, "alias") == 0)
		modules_add_alias(modules, pattern, name);
}

/* A missing file is an empty one: only modules.dep is always there. */
static int read_lines(struct log *log, int tree, struct modules *modules,
		      const char *name, void (*each)(struct modules *, char *line))
{
	char *path CLEANUP_FREE = path_join(modules->folder, name);
	struct str text CLEANUP_STR = { 0 };
	int rc = intree_read(tree, path, TEXT_MOST, &text);
	char *at = text.s, *line;

	if (rc == -ENOENT)
		return rc;
	if (rc < 0)
		return log_fail(log, -rc, "cannot read %s of the tree: %s", path,
				strerror(-rc));
	while ((line = strsep(&at, "\n"))) {
		line = str_trim(line);
		if (*line && *line != '#')
			each(modules, line);
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct module *)a)->name, ((const struct module *)b)->name);
}

static const struct {
	const char *file;
	void (*each)(struct modules *, char *line);
} texts[] = {
	{ "modules.builtin", read_builtin },
	{ "modules.softdep", read_softdep },
	{ "modules.alias", read_alias },
};

int modules_read(struct log *log, int tree, const char *kernel, struct modules *modules)
{
	int rc;

	*modules = (struct modules){
		.kernel = mem_dup(kernel),
		.folder = mem_printf("lib/modules/%s", kernel),
	};
	rc = read_lines(log, tree, modules, "modules.dep", read_dep);
	if (rc == -ENOENT)
		log_fail(log, ENOENT,
			 "the tree has no modules for kernel %s: %s/modules.dep is not "
			 "there; add the package with the modules of this kernel (such "
			 "as linux-image) to the package list, or choose another kernel",
			 kernel, modules->folder);
	if (modules->n)
		qsort(modules->v, modules->n, sizeof(*modules->v), compare);
	for (size_t i = 0; rc == 0 && i < sizeof(texts) / sizeof(texts[0]); i++) {
		rc = read_lines(log, tree, modules, texts[i].file, texts[i].each);
		rc = rc == -ENOENT ? 0 : rc;
	}
	strv_sort(&modules->builtin);
	if (rc == 0)
		rc = modprobe_read(log, tree, modules);
	if (rc < 0)
		modules_fini(modules);
	return rc;
}

struct module *modules_find(const struct modules *modules, const char *name)
{
	char *spelled CLEANUP_FREE = modules_spell(mem_dup(name));
	struct module key = { .name = spelled };

	return modules->n ? bsearch(&key, modules->v, modules->n, sizeof(key), compare)
			  : NULL;
}

static int compare_text(const void *key, const void *text)
{
	return strcmp(key, *(char *const *)text);
}

bool modules_is_builtin(const struct modules *modules, const char *name)
{
	char *spelled CLEANUP_FREE = modules_spell(mem_dup(name));

	return modules->builtin.n &&
	       bsearch(spelled, modules->builtin.v, modules->builtin.n, sizeof(char *),
		       compare_text);
}

size_t modules_resolve(const struct modules *modules, const char *name,
		       void (*each)(void *arg, struct module *), void *arg)
{
	struct module *module = modules_find(modules, name);
	size_t n = 0;

	if (module) {
		each(arg, module);
		return 1;
	}
	if (modules_is_builtin(modules, name))
		return 0;
	for (size_t i = 0; i < modules->n_aliases; i++) {
		const struct module_alias *alias = &modules->aliases[i];

		if (fnmatch(alias->pattern, name, 0) != 0)
			continue;
		module = modules_find(modules, alias->name);
		if (!module)
			continue;
		each(arg, module);
		n++;
	}
	return n;
}

static void carry(void *arg, struct module *module)
{
	struct modules *modules = arg;
	const struct strv *lists[] = { &module->pre, &module->deps, &module->after };

	if (module->carried)
		return;
	module->carried = true;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t j = 0; j < lists[i]->n; j++)
			modules_resolve(modules, lists[i]->v[j], carry, modules);
}

void modules_carry(struct modules *modules, struct module *module)
{
	carry(modules, module);
}

struct walk {
	struct modules *modules;
	struct strv *order;
};

static void walk_needs(struct walk *, const struct module *);

/* The mark is set on the way down: soft dependencies may go in a circle. */
static void walk_module(void *arg, struct module *module)
{
	struct walk *walk = arg;

	if (module->mark == walk->modules->walk)
		return;
	module->mark = walk->modules->walk;
	walk_needs(walk, module);
	strv_add(walk->order, module->name);
}

static void walk_needs(struct walk *walk, const struct module *module)
{
	const struct strv *lists[] = { &module->pre, &module->deps };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t j = 0; j < lists[i]->n; j++)
			modules_resolve(walk->modules, lists[i]->v[j], walk_module, walk);
}

void modules_order(struct modules *modules, const struct module *module,
		   struct strv *order)
{
	struct walk walk = { modules, order };
	struct module *self = modules_find(modules, module->name);

	modules->walk++;
	if (self)
		self->mark = modules->walk;
	walk_needs(&walk, module);
}

void modules_add_alias(struct modules *modules, const char *pattern, const char *name)
{
	if (modules->n_aliases == modules->room_aliases) {
		modules->room_aliases =
			modules->room_aliases ? 2 * modules->room_aliases : 4096;
		modules->aliases = mem_grow(modules->aliases, modules->room_aliases,
					    sizeof(*modules->aliases));
	}
	modules->aliases[modules->n_aliases++] = (struct module_alias){
		.pattern = mem_dup(pattern),
		.name = modules_spell(mem_dup(name)),
	};
}

/* Words before "pre:" or "post:" mean nothing (some modules say MODULE_SOFTDEP("gcm")),
 * as in kmod. */
void modules_add_softdep(struct modules *modules, char *line)
{
	char *name = strtok_r(line, " \t", &line);
	struct module *module = name ? modules_find(modules, name) : NULL;
	struct strv *list = NULL;
	char *word;

	while (module && (word = strtok_r(NULL, " \t", &line))) {
		if (strcmp(word, "pre:") == 0)
			list = &module->pre;
		else if (strcmp(word, "post:") == 0)
			list = &module->after;
		else if (list)
			strv_add(list, word);
	}
}

void modules_fini(struct modules *modules)
{
	for (size_t i = 0; i < modules->n; i++) {
		struct module *module = &modules->v[i];

		free(module->name);
		free(module->path);
		free(module->options);
		strv_fini(&module->deps);
		strv_fini(&module->pre);
		strv_fini(&module->after);
	}
	for (size_t i = 0; i < modules->n_aliases; i++) {
		free(modules->aliases[i].pattern);
		free(modules->aliases[i].name);
	}
	free(modules->v);
	free(modules->aliases);
	free(modules->kernel);
	free(modules->folder);
	strv_fini(&modules->builtin);
	*modules = (struct modules){ 0 };
}
