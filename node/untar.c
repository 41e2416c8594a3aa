/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar.c - reads the archive of a node's files.
 */
#include "untar.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 512, PAX_MOST = 64 << 10 };

/* The standard's table "ustar Header Block". */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], chksum[8], typeflag;
	char linkname[100], magic[6], version[2], uname[32], gname[32];
	char devmajor[8], devminor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

static int refuse(struct untar *, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static int refuse(struct untar *untar, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(untar->why, sizeof(untar->why), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* Octal digits, with blanks or NULs around them. */
static int read_octal(const char *field, size_t room, uint64_t *number)
{
	size_t i = 0;

	*number = 0;
	while (i < room && field[i] == ' ')
		i++;
	for (; i < room && field[i] >= '0' && field[i] <= '7'; i++)
		*number = *number * 8 + (uint64_t)(field[i] - '0');
	for (; i < room; i++)
		if (field[i] != ' ' && field[i] != '\0')
			return -EINVAL;
	return 0;
}

static int has_checksum(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	uint64_t said, sum = 0;

	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= offsetof(struct header, chksum) &&
				       i < offsetof(struct header, typeflag)
			       ? ' '
			       : bytes[i];
	return read_octal(header->chksum, sizeof(header->chksum), &said) == 0 &&
	       said == sum;
}

static int is_zero(const char *block)
{
	for (size_t i = 0; i < BLOCK; i++)
		if (block[i])
			return 0;
	return 1;
}

/* A field that is full has no NUL. */
static int copy(char to[UNTAR_PATH], const char *from, size_t n)
{
	n = strnlen(from, n);
	if (n >= UNTAR_PATH)
		return -EINVAL;
	memcpy(to, from, n);
	to[n] = '\0';
	return 0;
}

/* Data of an entry, and the step over it with what fills its last block. */
static int take_data(struct untar *untar, uint64_t bytes, const char **data)
{
	size_t left = untar->n - untar->at, whole;

	if (bytes > left)
		return refuse(untar, "it ends within an entry at byte %zu", untar->at);
	whole = ((size_t)bytes + BLOCK - 1) / BLOCK * BLOCK;
	*data = untar->data + untar->at;
	untar->at += whole < left ? whole : left;
	return 0;
}

/* ---- extended headers ---- */

struct pax {
	char path[UNTAR_PATH], target[UNTAR_PATH]; /* "": not said */
	uint64_t bytes;
	int has_bytes;
};

static int read_decimal(const char *text, size_t n, uint64_t *number)
{
	*number = 0;
	if (n == 0 || n > 18)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		*number = *number * 10 + (uint64_t)(text[i] - '0');
	}
	return 0;
}

static int has_key(const char *record, size_t key, const char *name)
{
	return key == strlen(name) && memcmp(record, name, key) == 0;
}

/* KEYWORD=VALUE; others than ours (times, attributes) mean nothing here. */
static int take_record(struct pax *pax, const char *record, size_t n)
{
	const char *equals = memchr(record, '=', n), *value;
	size_t key, rest;

	if (!equals)
		return -EINVAL;
	key = (size_t)(equals - record);
	value = equals + 1;
	rest = n - key - 1;
	if (memchr(value, '\0', rest))
		return -EINVAL;
	if (has_key(record, key, "path"))
		return copy(pax->path, value, rest);
	if (has_key(record, key, "linkpath"))
		return copy(pax->target, value, rest);
	if (!has_key(record, key, "size"))
		return 0;
	pax->has_bytes = 1;
	return read_decimal(value, rest, &pax->bytes);
}

/* "LENGTH KEYWORD=VALUE\n", the length counting the whole record. */
static int read_pax(struct pax *pax, const char *data, size_t n)
{
	while (n > 0) {
		const char *blank = memchr(data, ' ', n);
		size_t digits = blank ? (size_t)(blank - data) : 0;
		uint64_t length;

		if (!blank || read_decimal(data, digits, &length) < 0 || length > n ||
		    length < digits + 3 || data[length - 1] != '\n' ||
		    take_record(pax, blank + 1, (size_t)length - digits - 2) < 0)
			return -EINVAL;
		data += length;
		n -= (size_t)length;
	}
	return 0;
}

/* ---- entries ---- */

/* Cuts slashes at the end, and refuses what does not stay below. */
static int check_path(char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		path[--n] = '\0';
	if (n == 0 || path[0] == '/')
		return -EINVAL;
	for (const char *part = path; part; part = strchr(part, '/')) {
		size_t length;

		part += *part == '/';
		length = strcspn(part, "/");
		if (length == 0 || (length == 1 && part[0] == '.') ||
		    (length == 2 && part[0] == '.' && part[1] == '.'))
			return -EINVAL;
	}
	return 0;
}

static int name_entry(struct untar *untar, const struct header *header,
		      const struct pax *pax, struct untar_entry *entry)
{
	char name[sizeof(header->prefix) + sizeof(header->name) + 2];

	snprintf(name, sizeof(name), "%.*s%s%.*s", (int)sizeof(header->prefix),
		 header->prefix, header->prefix[0] ? "/" : "", (int)sizeof(header->name),
		 header->name);
	copy(entry->path, pax->path[0] ? pax->path : name, UNTAR_PATH - 1);
	entry->target[0] = '\0';
	if (entry->type == UNTAR_LINK && pax->target[0])
		copy(entry->target, pax->target, UNTAR_PATH - 1);
	else if (entry->type == UNTAR_LINK)
		copy(entry->target, header->linkname, sizeof(header->linkname));
	if (check_path(entry->path) < 0)
		return refuse(untar, "the path \"%.100s\" does not stay below the root",
			      entry->path);
	if (entry->type == UNTAR_LINK && !entry->target[0])
		return refuse(untar, "the link %.100s leads nowhere", entry->path);
	return 0;
}

static int type_of(struct untar *untar, const struct header *header,
		   enum untar_type *type)
{
	switch (header->typeflag) {
	case '0':
	case '\0':
		*type = UNTAR_FILE;
		return 0;
	case '2':
		*type = UNTAR_LINK;
		return 0;
	case '5':
		*type = UNTAR_FOLDER;
		return 0;
	default:
		return refuse(
			untar,
			"entry %.100s has type 0x%02x: there are files, folders and "
			"symbolic links only",
			header->name, (unsigned char)header->typeflag);
	}
}

static int read_entry(struct untar *untar, const struct header *header,
		      const struct pax *pax, struct untar_entry *entry)
{
	uint64_t mode, bytes;
	int rc = type_of(untar, header, &entry->type);

	if (rc == 0)
		rc = name_entry(untar, header, pax, entry);
	if (rc < 0)
		return rc;
	if (read_octal(header->mode, sizeof(header->mode), &mode) < 0 ||
	    read_octal(header->size, sizeof(header->size), &bytes) < 0)
		return refuse(untar, "the header of %.100s has a wrong number",
			      entry->path);
	if (pax->has_bytes)
		bytes = pax->bytes;
	if (entry->type != UNTAR_FILE && bytes)
		return refuse(untar, "%.100s is no file and has content", entry->path);
	entry->mode = (unsigned)mode & 07777;
	entry->bytes = (size_t)bytes;
	rc = take_data(untar, bytes, &entry->data);
	return rc < 0 ? rc : 1;
}

/* A header; NULL at the end (a block of zeros), or after refusing. */
static const struct header *next_header(struct untar *untar)
{
	const struct header *header = (const void *)(untar->data + untar->at);

	untar->why[0] = '\0';
	if (untar->n - untar->at < BLOCK)
		refuse(untar, "it ends without its last blocks");
	else if (is_zero(untar->data + untar->at))
		return NULL;
	else if (!has_checksum(header) || memcmp(header->magic, "ustar", 5) != 0)
		refuse(untar, "there is no header at byte %zu", untar->at);
	else
		return header;
	return NULL;
}

int untar_next(struct untar *untar, struct untar_entry *entry)
{
	struct pax pax;
	const struct header *header = next_header(untar);
	const char *data = NULL;
	uint64_t bytes = 0;

	memset(&pax, 0, sizeof(pax));
	if (header && header->typeflag == 'x') {
		untar->at += BLOCK;
		if (read_octal(header->size, sizeof(header->size), &bytes) < 0 ||
		    bytes > PAX_MOST || take_data(untar, bytes, &data) < 0 ||
		    read_pax(&pax, data, (size_t)bytes) < 0)
			return refuse(untar,
				      "the extended header before byte %zu cannot "
				      "be read",
				      untar->at);
		header = next_header(untar);
		if (!header && !untar->why[0])
			return refuse(untar, "nothing follows an extended header");
	}
	if (!header)
		return untar->why[0] ? -EINVAL : 0;
	untar->at += BLOCK;
	return read_entry(untar, header, &pax, entry);
}
