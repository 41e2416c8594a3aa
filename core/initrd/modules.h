/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/modules.h - the kernel modules of a tree, and how they hang together.
 */
#ifndef INITRD_MODULES_H
#define INITRD_MODULES_H

#include "core/base/log.h"
#include "core/base/strv.h"

#include <stdbool.h>

/* Names are spelled with '_', as the kernel does; '-' is the same everywhere. */
struct module {
	char *name;
	char *path;             /* below lib/modules/VERSION: "kernel/fs/nfs.ko.xz"    */
	struct strv deps;       /* names, in the order they must be loaded             */
	struct strv pre, after; /* soft dependencies: names of modules, or aliases     */
	char *options;          /* of modprobe.d; "" when there are none               */
	bool blacklisted;       /* by modprobe.d: not loaded by an alias               */
	bool carried;           /* for the caller; false at first                      */
	size_t index;           /* for the caller                                      */
	unsigned mark;          /* for walks of modules.c                              */
};

struct module_alias {
	char *pattern, *name;
};

struct modules {
	char *kernel;
	char *folder;     /* "lib/modules/VERSION" */
	struct module *v; /* sorted by name */
	size_t n, room;
	struct strv builtin; /* names, sorted */
	struct module_alias *aliases;
	size_t n_aliases, room_aliases;
	unsigned walk; /* the last mark that was given */
};

/* Reads what depmod(8) left in lib/modules/KERNEL (modules.dep, and where they are
 * modules.softdep, modules.alias, modules.builtin) and the tree's modprobe.d folders.
 * Says which file is missing and what brings it. */
int modules_read(struct log *, int tree, const char *kernel, struct modules *) MUST_CHECK;

struct module *modules_find(const struct modules *, const char *name);
bool modules_is_builtin(const struct modules *, const char *name);

/* Finds by name, or else by alias ("fs-squashfs"): calls each() for every module that
 * answers, and returns how many did. */
size_t modules_resolve(const struct modules *, const char *name,
		       void (*each)(void *arg, struct module *), void *arg);

/* Sets `carried` of the module and of everything it needs, soft dependencies included;
 * those that the tree lacks are passed over, as modprobe does. */
void modules_carry(struct modules *, struct module *);

/* Adds the names of all that must be loaded before it, in order, each once. */
void modules_order(struct modules *, const struct module *, struct strv *order);

/* For modprobe.c: '-' becomes '_' in place; returns the text. */
char *modules_spell(char *name);
void modules_add_alias(struct modules *, const char *pattern, const char *name);
/* line: "NAME pre: A B post: C", which is cut up */
void modules_add_softdep(struct modules *, char *line);

void modules_fini(struct modules *);

#endif
