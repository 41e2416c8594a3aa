/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/served.c - which URLs mean a file, and which one.
 *
 * The path is built anew from its decoded parts, each of which must be a plain name:
 * what cannot be said cannot be misread later.
 */
#include "served.h"
#include "core/base/str.h"
#include "core/image/generation.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { PARTS = 16, PART = 201 };

struct parts {
	char v[PARTS][PART];
	size_t n;
};

const char *served_phase_name(enum served_phase phase)
{
	static const char *const names[] = { "loader", "kernel", "initrd" };

	return phase < SERVED_PHASES ? names[phase] : "";
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Colons stand in names made of MAC addresses. */
static bool is_plain(int c)
{
	return c > 0 && c < 128 && (isalnum(c) || strchr("-_.+@:,~", c));
}

/* Takes one character, encoded or not, from *at. */
static int next_character(const char **at)
{
	int high, low;

	if (**at != '%')
		return (unsigned char)*(*at)++;
	high = hex_digit((*at)[1]);
	low = high < 0 ? -1 : hex_digit((*at)[2]);
	if (low < 0)
		return -1;
	*at += 3;
	return high * 16 + low;
}

static int read_part(const char **at, char part[PART])
{
	size_t n = 0;

	while (**at && **at != '/') {
		int c = next_character(at);

		if (!is_plain(c))
			return -EINVAL;
		if (n + 1 == PART)
			return -ENOENT;
		part[n++] = (char)c;
	}
	part[n] = '\0';
	return *part == '.' || *part == '-' ? -ENOENT : 0;
}

/* Doubled slashes, which boot loaders like to make, count once; one at the end means a
 * folder, and folders are not served. */
static int split(const char *target, struct parts *parts)
{
	parts->n = 0;
	while (*target == '/') {
		int rc;

		while (*target == '/')
			target++;
		if (!*target || parts->n == PARTS)
			return -ENOENT;
		rc = read_part(&target, parts->v[parts->n]);
		if (rc < 0)
			return rc;
		parts->n++;
	}
	return parts->n ? 0 : -EINVAL;
}

static bool is_generation(const char *text)
{
	size_t n = strspn(text, "0123456789abcdef");

	return n == GENERATION_NAME && !text[n];
}

static bool is_link(const char *text)
{
	return strcmp(text, "current") == 0 || str_starts(text, "current.") ||
	       str_starts(text, "previous.") || str_starts(text, "tag.");
}

static int take_node_file(const struct parts *parts)
{
	return parts->n == 3 && str_ends(parts->v[2], ".tar") ? 0 : -ENOENT;
}

/* A folder `root` in a generation is a tree that is exported, never one that is served.
 */
static int take_generation_file(const struct parts *parts, struct served *served)
{
	const char *name = parts->v[parts->n - 1];

	if (parts->n < 4 || (parts->n > 4 && strcmp(parts->v[3], "root") == 0))
		return -ENOENT;
	served->immutable = is_generation(parts->v[2]);
	if (!served->immutable && !is_link(parts->v[2]))
		return -ENOENT;
	if (strcmp(name, "kernel") == 0)
		served->phase = SERVED_KERNEL;
	else if (str_starts(name, "initrd"))
		served->phase = SERVED_INITRD;
	return 0;
}

static int choose(const struct parts *parts, struct served *served)
{
	if (strcmp(parts->v[0], "boot") == 0) {
		served->folder = SERVED_BOOT;
		served->phase = SERVED_LOADER;
		return parts->n >= 3 ? 0 : -ENOENT;
	}
	if (strcmp(parts->v[0], "netboot") != 0 || parts->n < 3)
		return -ENOENT;
	served->folder = SERVED_NETBOOT;
	if (strcmp(parts->v[1], "nodes") == 0)
		return take_node_file(parts);
	return take_generation_file(parts, served);
}

static int join(const struct parts *parts, char path[SERVED_PATH])
{
	size_t at = 0;

	for (size_t i = 1; i < parts->n; i++) {
		size_t n = strlen(parts->v[i]);

		if (at + n + 2 > SERVED_PATH)
			return -ENOENT;
		if (at)
			path[at++] = '/';
		memcpy(path + at, parts->v[i], n);
		at += n;
	}
	path[at] = '\0';
	return 0;
}

/* What a proxy is asked for: "http://HOST/path". */
static const char *after_host(const char *target)
{
	const char *slash;

	if (strncasecmp(target, "http://", 7) != 0)
		return target;
	slash = strchr(target + 7, '/');
	return slash ? slash : "";
}

int served_parse(const char *target, struct served *served)
{
	struct parts parts;
	int rc = split(after_host(target), &parts);

	*served = (struct served){ .phase = SERVED_NO_PHASE };
	if (rc == 0)
		rc = choose(&parts, served);
	return rc < 0 ? rc : join(&parts, served->path);
}
