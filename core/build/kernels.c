/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/build/kernels.c - the kernels of a tree, and which one its nodes boot.
 */
#include "kernels.h"

#include "core/base/file.h"
#include "core/base/str.h"
#include "core/base/strv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void kernels_add(struct kernels *kernels, const char *version, const char *file)
{
	kernels->v = mem_grow(kernels->v, kernels->n + 1, sizeof(*kernels->v));
	kernels->v[kernels->n++] = (struct kernel){ mem_dup(version), mem_dup(file) };
}

int kernel_compare(const char *left, const char *right)
{
	return strverscmp(left, right);
}

static int newest_first(const void *a, const void *b)
{
	const struct kernel *left = a, *right = b;

	return kernel_compare(right->version, left->version);
}

static int no_such_kernel(struct log *log, const struct kernels *kernels,
			  const char *wanted)
{
	struct strv versions CLEANUP_STRV = { 0 };
	char *list CLEANUP_FREE = NULL;

	for (size_t i = 0; i < kernels->n; i++)
		strv_add(&versions, kernels->v[i].version);
	list = strv_join(&versions, ", ");
	return log_fail(log, ENOENT, "the tree has no kernel %s; it has %s", wanted,
			list);
}

int kernels_choose(struct log *log, struct kernels *kernels, const char *wanted)
{
	if (kernels->n == 0)
		return log_fail(log, ENOENT,
				"the tree has no kernel: add the distribution's kernel "
				"package to "
				"the package list");
	qsort(kernels->v, kernels->n, sizeof(*kernels->v), newest_first);
	for (size_t i = 0; wanted && i < kernels->n; i++) {
		struct kernel chosen = kernels->v[i];

		if (strcmp(chosen.version, wanted) != 0)
			continue;
		memmove(kernels->v + 1, kernels->v, i * sizeof(*kernels->v));
		kernels->v[0] = chosen;
		return 0;
	}
	return wanted ? no_such_kernel(log, kernels, wanted) : 0;
}

int kernels_write(struct log *log, const struct kernels *kernels, const char *path)
{
	struct str text CLEANUP_STR = { 0 };

	for (size_t i = 0; i < kernels->n; i++)
		str_addf(&text, "%s %s\n", kernels->v[i].version, kernels->v[i].file);
	return file_create(log, path, 0644, str_text(&text), text.n);
}

int kernels_read(struct log *log, const char *path, struct kernels *kernels)
{
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };
	int rc = file_read(log, path, 1 << 20, &text);

	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; rc == 0 && i < lines.n; i++) {
		char *blank = strchr(lines.v[i], ' ');

		if (!blank)
			return log_fail(log, EINVAL, "%s: a line has no file: %s", path,
					lines.v[i]);
		*blank = '\0';
		kernels_add(kernels, lines.v[i], blank + 1);
	}
	return rc;
}

void kernels_fini(struct kernels *kernels)
{
	for (size_t i = 0; i < kernels->n; i++) {
		free(kernels->v[i].version);
		free(kernels->v[i].file);
	}
	free(kernels->v);
	*kernels = (struct kernels){ 0 };
}
