/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/modindex_text.c - reads and writes the index of kernel modules.
 */
#include "lines.h"
#include "modindex.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MOST = 256 /* modules that one module needs */ };

static const char header[] = "stateless-modules";

static int split(char *value, const char *list[LIST_MOST])
{
	size_t n = 0;
	const char *word;

	while ((word = wire_word(&value))) {
		if (n == LIST_MOST - 1)
			return -EINVAL;
		list[n++] = word;
	}
	list[n] = NULL;
	return 0;
}

static int read_module(struct wire_modindex *index, char *value)
{
	const char *name = wire_word(&value), *path = wire_word(&value);
	const char *deps[LIST_MOST];

	if (!path || path[0] != '/' || !wire_is_file(path + 1) ||
	    wire_modindex_find(index, name) >= 0 || split(value, deps) < 0)
		return -EINVAL;
	return wire_modindex_add(index, name, path, "", deps, NULL, 0) < 0 ? -ENOMEM : 0;
}

/* The aliases of one module stand together, mostly: the last one is asked first. */
static struct wire_module *known(const struct wire_modindex *index, char **value,
				 size_t hint)
{
	const char *name = wire_word(value);
	long i;

	if (!name)
		return NULL;
	if (hint < index->n_modules && strcmp(index->modules[hint].name, name) == 0)
		return &index->modules[hint];
	i = wire_modindex_find(index, name);
	return i < 0 ? NULL : &index->modules[i];
}

static int read_after(struct wire_modindex *index, char *value)
{
	struct wire_module *module = known(index, &value, 0);
	const char *list[LIST_MOST];
	char **copy;
	size_t n = 0;

	if (!module || module->after[0] || split(value, list) < 0)
		return -EINVAL;
	while (list[n])
		n++;
	copy = calloc(n + 1, sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	free(module->after);
	module->after = copy;
	for (size_t i = 0; i < n; i++) {
		copy[i] = strdup(list[i]);
		if (!copy[i])
			return -ENOMEM;
	}
	return 0;
}

static int read_alias(struct wire_modindex *index, char *value)
{
	size_t hint = index->n_aliases ? index->aliases[index->n_aliases - 1].module : 0;
	const struct wire_module *module = known(index, &value, hint);

	if (!module || !wire_is_token(value))
		return -EINVAL;
	return wire_modindex_add_alias(index, (size_t)(module - index->modules), value) <
			       0
		       ? -ENOMEM
		       : 0;
}

static int read_options(struct wire_modindex *index, char *value)
{
	struct wire_module *module = known(index, &value, 0);
	char *copy;

	if (!module || !*value || module->options[0])
		return -EINVAL;
	copy = strdup(value);
	if (!copy)
		return -ENOMEM;
	free(module->options);
	module->options = copy;
	return 0;
}

static int read_blacklist(struct wire_modindex *index, char *value)
{
	struct wire_module *module = known(index, &value, 0);

	if (!module || *value)
		return -EINVAL;
	module->blacklisted = 1;
	return 0;
}

static int read_load(struct wire_modindex *index, char *value)
{
	const struct wire_module *module = known(index, &value, 0);

	if (!module || *value)
		return -EINVAL;
	return wire_modindex_add_load(index, (size_t)(module - index->modules)) < 0
		       ? -ENOMEM
		       : 0;
}

static int read_line(struct wire_modindex *index, const char *key, char *value)
{
	static const struct {
		const char *key;
		int (*read)(struct wire_modindex *, char *value);
	} readers[] = { { "alias", read_alias }, { "module", read_module },
			{ "after", read_after }, { "options", read_options },
			{ "load", read_load },   { "blacklist", read_blacklist } };

	if (!wire_is_text(value))
		return -EINVAL;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (strcmp(key, readers[i].key) == 0)
			return readers[i].read(index, value);
	return -EINVAL;
}

static int read_header(struct wire_modindex *index, char **at)
{
	char *key, *value, *version;

	if (!wire_next(at, &key, &value) || strcmp(key, header) != 0)
		return -EINVAL;
	version = wire_word(&value);
	if (!version || strcmp(version, "1") != 0 || !wire_is_token(value))
		return -EINVAL;
	index->kernel = strdup(value);
	return index->kernel ? 0 : -ENOMEM;
}

static int read_lines(struct wire_modindex *index, char *at, char *wrong, size_t room)
{
	char *key, *value;
	int rc = read_header(index, &at);

	if (rc < 0) {
		snprintf(wrong, room, "line 1: not \"%s 1 KERNELVERSION\"", header);
		return rc;
	}
	for (unsigned line = 2; wire_next(&at, &key, &value); line++) {
		rc = read_line(index, key, value);
		if (rc == 0)
			continue;
		snprintf(wrong, room, "line %u: %s", line,
			 rc == -ENOMEM ? "out of memory" : "not understood");
		return rc;
	}
	return 0;
}

int wire_modindex_read(const char *text, size_t n, struct wire_modindex *index,
		       char *wrong, size_t room)
{
	char *copy;
	int rc = wire_copy_lines(text, n, &copy, wrong, room);

	*index = (struct wire_modindex){ 0 };
	if (rc < 0)
		return rc;
	rc = read_lines(index, copy, wrong, room);
	free(copy);
	if (rc < 0)
		wire_modindex_fini(index);
	return rc;
}

static int put_list(FILE *out, char *const *list)
{
	for (size_t i = 0; list[i]; i++) {
		if (!wire_is_token(list[i]) || i == LIST_MOST - 1)
			return -EINVAL;
		fprintf(out, " %s", list[i]);
	}
	fputc('\n', out);
	return 0;
}

static int put_module(FILE *out, const struct wire_module *module)
{
	if (!wire_is_token(module->name) || module->path[0] != '/' ||
	    !wire_is_file(module->path + 1))
		return -EINVAL;
	fprintf(out, "module %s %s", module->name, module->path);
	return put_list(out, module->deps);
}

static int put_more(FILE *out, const struct wire_module *module)
{
	int rc = 0;

	if (module->after[0]) {
		fprintf(out, "after %s", module->name);
		rc = put_list(out, module->after);
	}
	if (module->options[0]) {
		fprintf(out, "options %s %s\n", module->name, module->options);
		if (!wire_is_text(module->options))
			rc = -EINVAL;
	}
	if (module->blacklisted)
		fprintf(out, "blacklist %s\n", module->name);
	return rc;
}

static int put_all(FILE *out, const struct wire_modindex *index)
{
	int rc = index->kernel && wire_is_token(index->kernel) ? 0 : -EINVAL;

	fprintf(out, "%s 1 %s\n", header, index->kernel ? index->kernel : "");
	for (size_t i = 0; rc == 0 && i < index->n_modules; i++)
		rc = put_module(out, &index->modules[i]);
	for (size_t i = 0; rc == 0 && i < index->n_modules; i++)
		rc = put_more(out, &index->modules[i]);
	for (size_t i = 0; rc == 0 && i < index->n_aliases; i++) {
		const struct wire_alias *alias = &index->aliases[i];

		if (!wire_is_token(alias->pattern))
			rc = -EINVAL;
		fprintf(out, "alias %s %s\n", index->modules[alias->module].name,
			alias->pattern);
	}
	for (size_t i = 0; rc == 0 && i < index->n_loads; i++)
		fprintf(out, "load %s\n", index->modules[index->loads[i]].name);
	return rc;
}

char *wire_modindex_write(const struct wire_modindex *index, size_t *n)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, n);
	int rc;

	if (!out)
		return NULL;
	rc = put_all(out, index);
	if (fclose(out) != 0 || rc < 0) {
		free(text);
		return NULL;
	}
	return text;
}
