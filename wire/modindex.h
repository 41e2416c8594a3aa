/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/modindex.h - the index of kernel modules that the initrd carries at /sl/modules.
 *
 *   stateless-modules 1 KERNELVERSION
 *   module NAME PATH [DEPENDENCY...]   NAME with underscores; PATH in the initrd; the
 *                                      dependencies in the order they must be loaded,
 *                                      all of them, soft ones (pre) first
 *   after NAME [MODULE...]             post softdeps
 *   alias NAME PATTERN                 fnmatch(3) pattern on a modalias, as modules.alias
 *   options NAME TEXT                  from modprobe.d
 *   blacklist NAME                     not loaded by alias
 *   load NAME                          loaded always, in this order, before coldplug
 */
#ifndef WIRE_MODINDEX_H
#define WIRE_MODINDEX_H

#include <stddef.h>

struct wire_module {
	char *name, *path, *options; /* options: "" when it has none */
	char **deps, **after;        /* NULL-ended, never NULL */
	int blacklisted;
};

struct wire_alias {
	char *pattern;
	size_t module; /* index into modules */
};

struct wire_modindex {
	char *kernel;
	struct wire_module *modules;
	size_t n_modules;
	struct wire_alias *aliases;
	size_t n_aliases;
	size_t *loads; /* indexes into modules */
	size_t n_loads;
};

/* As wire_manifest_read(). */
int wire_modindex_read(const char *text, size_t n, struct wire_modindex *, char *wrong,
		       size_t room);

/* Returns the text, which the caller frees, or NULL when memory is out or it could not be
 * read back (a name with a blank, a value with a newline, a relative path). */
char *wire_modindex_write(const struct wire_modindex *, size_t *n);

/* '-' and '_' are the same in a module's name.  -1: not there. */
long wire_modindex_find(const struct wire_modindex *, const char *name);

/* These copy; the index of the new entry, or -1 when memory is out.  deps, after: may be
 * NULL. */
long wire_modindex_add(struct wire_modindex *, const char *name, const char *path,
		       const char *options, const char *const *deps,
		       const char *const *after, int blacklisted);
int wire_modindex_add_alias(struct wire_modindex *, size_t module, const char *pattern);
int wire_modindex_add_load(struct wire_modindex *, size_t module);
void wire_modindex_fini(struct wire_modindex *);

#endif
