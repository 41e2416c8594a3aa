/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/own.c - secrets of this machine that must not get into an image.
 */
#include "own.h"

#include "plugins/lib/args.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HASH_LEAST = 13 /* characters: of DES, the shortest of crypt(5) */ };

static const char *const patterns[] = {
	"/etc/shadow",        "/etc/shadow-",
	"/etc/gshadow",       "/etc/ssh/ssh_host_*_key",
	"/root/.ssh/id_*",    "/etc/krb5.keytab",
	"/etc/ssl/private/*",
};

/* What is not there or not ours to read is no secret that could get out here. */
static int add(struct own *own, const char *path)
{
	size_t length = strlen(path);
	struct own_file *v;
	struct mapped mapped = { 0 };
	int fd;

	if (length > 4 && strcmp(path + length - 4, ".pub") == 0)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return 0;
	if (map_open(fd, &mapped) < 0)
		mapped.n = 0;
	close(fd);
	if (!mapped.n)
		return 0;
	v = realloc(own->v, (own->n + 1) * sizeof(*v));
	if (v) {
		own->v = v;
		v[own->n++] = (struct own_file){ strdup(path), mapped };
	} else {
		map_close(&mapped);
	}
	return v && v[own->n - 1].path ? 0 : -ENOMEM;
}

static int add_matching(struct own *own, const char *root, const char *pattern)
{
	char *full = args_printf("%s%s", root, pattern);
	glob_t found = { 0 };
	int rc = full ? 0 : -ENOMEM;

	if (full && glob(full, 0, NULL, &found) == 0)
		for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
			rc = add(own, found.gl_pathv[i]);
	globfree(&found);
	free(full);
	return rc;
}

int own_open(struct sl_job *job, const char *root, struct own *own)
{
	int rc = 0;

	*own = (struct own){ 0 };
	for (size_t i = 0; rc == 0 && i < sizeof(patterns) / sizeof(patterns[0]); i++)
		rc = add_matching(own, root, patterns[i]);
	for (size_t i = 0; rc == 0 && i < own->n; i++)
		if (strcmp(own->v[i].path + strlen(root), "/etc/shadow") == 0) {
			own->shadow = strndup((const char *)own->v[i].mapped.data,
					      own->v[i].mapped.n);
			rc = own->shadow ? 0 : -ENOMEM;
		}
	return rc == 0 ? 0 : sl_fail(job, ENOMEM, "out of memory");
}

void own_close(struct own *own)
{
	for (size_t i = 0; i < own->n; i++) {
		map_close(&own->v[i].mapped);
		free(own->v[i].path);
	}
	free(own->v);
	free(own->shadow);
	*own = (struct own){ 0 };
}

const char *own_find(const struct own *own, const unsigned char *data, size_t n)
{
	for (size_t i = 0; i < own->n; i++)
		if (own->v[i].mapped.n == n &&
		    memcmp(own->v[i].mapped.data, data, n) == 0)
			return own->v[i].path;
	return NULL;
}

/* The second field of a line, if it is long enough to be a hash. */
static const char *hash_in(const char *line, size_t n, size_t *length)
{
	const char *colon = memchr(line, ':', n);
	const char *hash, *end;

	if (!colon)
		return NULL;
	hash = colon + 1;
	end = memchr(hash, ':', n - (size_t)(hash - line));
	*length = (size_t)((end ? end : line + n) - hash);
	return *length >= HASH_LEAST ? hash : NULL;
}

static int has_hash(const char *shadow, const char *hash, size_t length)
{
	while (*shadow) {
		size_t n = strcspn(shadow, "\n"), other;
		const char *found = hash_in(shadow, n, &other);

		if (found && other == length && memcmp(found, hash, length) == 0)
			return 1;
		shadow += n + (shadow[n] == '\n');
	}
	return 0;
}

const char *own_find_hash(const struct own *own, const char *text, size_t bytes,
			  size_t *n)
{
	const char *end = text + bytes;

	while (own->shadow && text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t line = (size_t)((newline ? newline : end) - text), length;
		const char *hash = hash_in(text, line, &length);

		if (hash && has_hash(own->shadow, hash, length)) {
			*n = (size_t)(hash - 1 - text);
			return text;
		}
		text += line + 1;
	}
	return NULL;
}
