/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/attributes.c - extended attributes, in one order.
 */
#include "describe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

enum { NAMES = 65536 };

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* File systems list them in orders of their own. */
static int sort(char *names, size_t n)
{
	size_t count = 0, at = 0;
	char **v, *sorted = malloc(n + 1);

	for (size_t i = 0; i < n; i++)
		count += names[i] == '\0';
	v = malloc((count + 1) * sizeof(*v));
	if (!v || !sorted) {
		free(v);
		free(sorted);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++, at += strlen(names + at) + 1)
		v[i] = names + at;
	qsort(v, count, sizeof(*v), by_text);
	at = 0;
	for (size_t i = 0; i < count; i++) {
		size_t bytes = strlen(v[i]) + 1;

		memcpy(sorted + at, v[i], bytes);
		at += bytes;
	}
	memcpy(names, sorted, n);
	free(sorted);
	free(v);
	return 0;
}

int nfs_attributes(struct sl_job *job, const char *path, char **names, size_t *n)
{
	char found[NAMES];
	ssize_t got = llistxattr(path, found, sizeof(found));

	*names = NULL;
	*n = 0;
	if (got < 0 && errno != ENOTSUP)
		return sl_fail(job, errno, "cannot list the attributes of %s: %s", path,
			       strerror(errno));
	if (got <= 0)
		return 0;
	*names = malloc((size_t)got);
	if (*names)
		memcpy(*names, found, (size_t)got);
	if (!*names || sort(*names, (size_t)got) < 0) {
		free(*names);
		*names = NULL;
		return sl_fail(job, ENOMEM, "out of memory");
	}
	*n = (size_t)got;
	return 0;
}

ssize_t nfs_attribute(struct sl_job *job, const char *path, const char *name,
		      char **value)
{
	ssize_t room = lgetxattr(path, name, NULL, 0), n = -1;

	*value = room < 0 ? NULL : malloc((size_t)room + 1);
	if (*value)
		n = lgetxattr(path, name, *value, (size_t)room);
	else if (room >= 0)
		errno = ENOMEM;
	if (n >= 0)
		return n;
	free(*value);
	*value = NULL;
	return sl_fail(job, errno, "cannot read the attribute %s of %s: %s", name, path,
		       strerror(errno));
}
