/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/untar.c - reads pax archives as they arrive.
 */
#include "untar.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

enum {
	BLOCK = 512,
	SKIP = 4096,
	EXTENTS = 1 << 16 /* of one file: plugins/ramdisk packs no more */
};

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

/* ---- bytes ---- */

/* Exactly n bytes: 0; an end in their midst is refused. */
static int take(struct untar *untar, void *data, size_t n)
{
	ssize_t got = untar->source.read(untar->source.arg, data, n);

	if (got < 0) {
		snprintf(untar->why, sizeof(untar->why), "cannot read it: %s",
			 got == -EBADMSG ? "it is damaged, or not whole"
					 : strerror((int)-got));
		return (int)got;
	}
	untar->at += (uint64_t)got;
	if ((size_t)got < n)
		return refuse(untar, "it ends within an entry at byte %llu",
			      (unsigned long long)untar->at);
	return 0;
}

/* What is left of an entry, and what fills its last block. */
static int skip(struct untar *untar)
{
	char room[SKIP];
	int rc = 0;

	untar->left += untar->padding;
	untar->padding = 0;
	while (rc == 0 && untar->left > 0) {
		size_t n = untar->left < SKIP ? (size_t)untar->left : SKIP;

		rc = take(untar, room, n);
		untar->left -= n;
	}
	return rc;
}

static void expect(struct untar *untar, uint64_t bytes)
{
	untar->left = bytes;
	untar->padding = (unsigned)((BLOCK - bytes % BLOCK) % BLOCK);
}

/* ---- fields ---- */

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

/* Times before 1970: GNU's base 256, its first bit set, as a two's complement. */
static int read_time(const char *field, size_t room, struct timespec *time)
{
	uint64_t number = ~0ULL;
	int rc = 0;

	if (field[0] == '\xff')
		for (size_t i = 1; i < room; i++)
			number = number << 8 | (unsigned char)field[i];
	else
		rc = read_octal(field, room, &number);
	*time = (struct timespec){ .tv_sec = (time_t)number };
	return rc;
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

static int is_zero(const struct header *header)
{
	static const struct header zero;

	return memcmp(header, &zero, sizeof(zero)) == 0;
}

/* A field that is full has no NUL. */
static void copy(char to[UNTAR_PATH], const char *from, size_t room)
{
	size_t n = strnlen(from, room < UNTAR_PATH ? room : UNTAR_PATH - 1);

	memcpy(to, from, n);
	to[n] = '\0';
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

static int is_root(const struct untar *untar, const struct untar_entry *entry)
{
	return untar->takes_root && entry->type == UNTAR_FOLDER &&
	       (strcmp(entry->path, ".") == 0 || strcmp(entry->path, "./") == 0);
}

static int name_entry(struct untar *untar, const struct header *header,
		      const struct untar_pax *pax, struct untar_entry *entry)
{
	char name[sizeof(header->prefix) + sizeof(header->name) + 2];
	int is_link = entry->type == UNTAR_LINK || entry->type == UNTAR_HARD;

	snprintf(name, sizeof(name), "%.*s%s%.*s", (int)sizeof(header->prefix),
		 header->prefix, header->prefix[0] ? "/" : "", (int)sizeof(header->name),
		 header->name);
	copy(entry->path,
	     pax->sparse_path[0] ? pax->sparse_path
	     : pax->path[0]      ? pax->path
				 : name,
	     UNTAR_PATH);
	entry->target[0] = '\0';
	if (is_link && pax->target[0])
		copy(entry->target, pax->target, UNTAR_PATH);
	else if (is_link)
		copy(entry->target, header->linkname, sizeof(header->linkname));
	if (is_root(untar, entry))
		entry->path[0] = '\0';
	else if (check_path(entry->path) < 0)
		return refuse(untar, "the path \"%.100s\" does not stay below the root",
			      entry->path);
	if (is_link && !entry->target[0])
		return refuse(untar, "the link %.100s leads nowhere", entry->path);
	if (entry->type == UNTAR_HARD && check_path(entry->target) < 0)
		return refuse(untar, "the hard link %.100s leads out of the root",
			      entry->path);
	return 0;
}

static int type_of(struct untar *untar, const struct header *header,
		   enum untar_type *type)
{
	static const char types[] = {
		[UNTAR_FILE] = '0',       [UNTAR_HARD] = '1',   [UNTAR_LINK] = '2',
		[UNTAR_CHARACTERS] = '3', [UNTAR_BLOCKS] = '4', [UNTAR_FOLDER] = '5',
		[UNTAR_FIFO] = '6'
	};
	char flag = header->typeflag ? header->typeflag : '0';

	for (size_t i = 0; i < sizeof(types); i++) {
		*type = (enum untar_type)i;
		if (types[i] == flag)
			return 0;
	}
	return refuse(untar, "entry %.100s has type 0x%02x, which is none of a file's",
		      header->name, (unsigned char)header->typeflag);
}

static int number(const char *field, size_t room, int has, uint64_t said, uint64_t most,
		  uint64_t *to)
{
	int rc = 0;

	if (has)
		*to = said;
	else
		rc = read_octal(field, room, to);
	return rc < 0 || *to > most ? -EINVAL : 0;
}

static int read_numbers(const struct header *header, const struct untar_pax *pax,
			struct untar_entry *entry, uint64_t *bytes)
{
	uint64_t mode, uid, gid, high = 0, low = 0;

	if (read_octal(header->mode, sizeof(header->mode), &mode) < 0 ||
	    number(header->size, sizeof(header->size), pax->has_bytes, pax->bytes,
		   INT64_MAX, bytes) < 0 ||
	    number(header->uid, sizeof(header->uid), pax->has_uid, pax->uid, UINT32_MAX,
		   &uid) < 0 ||
	    number(header->gid, sizeof(header->gid), pax->has_gid, pax->gid, UINT32_MAX,
		   &gid) < 0)
		return -EINVAL;
	if ((entry->type == UNTAR_CHARACTERS || entry->type == UNTAR_BLOCKS) &&
	    (number(header->devmajor, sizeof(header->devmajor), pax->has_major,
		    pax->device_major, UINT32_MAX, &high) < 0 ||
	     number(header->devminor, sizeof(header->devminor), pax->has_minor,
		    pax->device_minor, UINT32_MAX, &low) < 0))
		return -EINVAL;
	entry->mode = (unsigned)mode & 07777;
	entry->uid = (uint32_t)uid;
	entry->gid = (uint32_t)gid;
	entry->device = makedev((unsigned)high, (unsigned)low);
	entry->time = pax->time;
	return pax->has_time
		       ? 0
		       : read_time(header->mtime, sizeof(header->mtime), &entry->time);
}

/* ---- files with holes ---- */

/* A decimal number on a line of its own, of the stored content. */
static int map_number(struct untar *untar, uint64_t *number)
{
	char line[20];
	size_t n = 0;
	int rc = 0;

	while (rc == 0 && n < sizeof(line) && untar->left > 0) {
		rc = take(untar, &line[n], 1);
		untar->left--;
		if (rc == 0 && line[n] == '\n')
			return untar_decimal(line, n, number);
		n++;
	}
	return rc < 0 ? rc : -EINVAL;
}

/* In order, within the file, and as much data as is stored. */
static int check_map(const struct untar *untar, uint64_t size)
{
	uint64_t end = 0, sum = 0;

	for (size_t i = 0; i < untar->n_extents; i++) {
		const struct untar_extent *extent = &untar->extents[i];

		if (extent->at < end || extent->at > size ||
		    extent->n > size - extent->at)
			return -EINVAL;
		end = extent->at + extent->n;
		sum += extent->n;
	}
	return sum == untar->left ? 0 : -EINVAL;
}

/* The map lies before the data, in whole blocks. */
static int read_map(struct untar *untar, uint64_t size)
{
	uint64_t start = untar->at, count = 0, rest;
	char room[BLOCK];
	int rc = map_number(untar, &count);

	if (rc < 0 || count > EXTENTS)
		return -EINVAL;
	untar->extents = calloc((size_t)count + 1, sizeof(*untar->extents));
	if (!untar->extents)
		return -ENOMEM;
	untar->n_extents = (size_t)count;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = map_number(untar, &untar->extents[i].at);
		if (rc == 0)
			rc = map_number(untar, &untar->extents[i].n);
	}
	rest = (BLOCK - (untar->at - start) % BLOCK) % BLOCK;
	if (rc == 0 && rest > untar->left)
		rc = -EINVAL;
	if (rc == 0)
		rc = take(untar, room, (size_t)rest);
	if (rc < 0)
		return rc;
	untar->left -= rest;
	return check_map(untar, size);
}

static int begin_content(struct untar *untar, const struct untar_pax *pax,
			 struct untar_entry *entry, uint64_t bytes)
{
	int rc;

	expect(untar, bytes);
	entry->bytes = bytes;
	if (!pax->sparse_major && !pax->sparse_minor)
		return 1;
	if (pax->sparse_major != 1 || pax->sparse_minor != 0 || !pax->has_size ||
	    entry->type != UNTAR_FILE)
		return refuse(untar, "%.100s has holes in a form unknown here",
			      entry->path);
	entry->bytes = pax->size;
	rc = read_map(untar, pax->size);
	if (rc == 0)
		return 1;
	if (!untar->why[0])
		refuse(untar, "the holes of %.100s cannot be read", entry->path);
	return rc;
}

static int read_entry(struct untar *untar, const struct header *header,
		      const struct untar_pax *pax, struct untar_entry *entry)
{
	uint64_t bytes;
	int rc = type_of(untar, header, &entry->type);

	if (rc == 0)
		rc = name_entry(untar, header, pax, entry);
	if (rc < 0)
		return rc;
	if (read_numbers(header, pax, entry, &bytes) < 0)
		return refuse(untar, "the header of %.100s has a wrong number",
			      entry->path);
	if (entry->type != UNTAR_FILE && bytes)
		return refuse(untar, "%.100s is no file and has content", entry->path);
	return begin_content(untar, pax, entry, bytes);
}

/* ---- headers ---- */

/* 1: a header; 0: the end (a block of zeros). */
static int next_header(struct untar *untar, struct header *header)
{
	uint64_t at = untar->at;
	int rc = take(untar, header, sizeof(*header));

	if (rc == -EINVAL)
		return refuse(untar, "it ends without its last blocks");
	if (rc < 0)
		return rc;
	if (is_zero(header))
		return 0;
	if (!has_checksum(header) || memcmp(header->magic, "ustar", 5) != 0)
		return refuse(untar, "there is no header at byte %llu",
			      (unsigned long long)at);
	return 1;
}

static int read_records(struct untar *untar, const struct header *header,
			struct untar_pax *pax, struct untar_entry *entry)
{
	uint64_t bytes = 0;
	int rc;

	if (read_octal(header->size, sizeof(header->size), &bytes) < 0 ||
	    bytes > UNTAR_RECORDS)
		return -EINVAL;
	untar->records = malloc((size_t)bytes + 1);
	if (!untar->records)
		return -ENOMEM;
	expect(untar, bytes);
	rc = take(untar, untar->records, (size_t)bytes);
	untar->left = 0;
	if (rc == 0)
		rc = skip(untar);
	if (rc == 0)
		rc = untar_pax_read(pax, untar->records, (size_t)bytes);
	entry->records = untar->records;
	entry->n_records = (size_t)bytes;
	return rc;
}

static void drop(struct untar *untar)
{
	free(untar->extents);
	free(untar->records);
	untar->extents = NULL;
	untar->records = NULL;
	untar->n_extents = untar->extent = 0;
	untar->position = 0;
}

static int read_both(struct untar *untar, struct untar_pax *pax,
		     struct untar_entry *entry)
{
	struct header header;
	int rc = next_header(untar, &header);

	if (rc > 0 && header.typeflag == 'x') {
		rc = read_records(untar, &header, pax, entry);
		if (rc < 0)
			return refuse(untar,
				      "the extended header before byte %llu cannot be "
				      "read",
				      (unsigned long long)untar->at);
		rc = next_header(untar, &header);
		if (rc == 0)
			return refuse(untar, "nothing follows an extended header");
	}
	return rc <= 0 ? rc : read_entry(untar, &header, pax, entry);
}

int untar_next(struct untar *untar, struct untar_entry *entry)
{
	struct untar_pax *pax = calloc(1, sizeof(*pax));
	int rc;

	entry->records = NULL;
	entry->n_records = 0;
	drop(untar);
	untar->why[0] = '\0';
	rc = pax ? skip(untar) : -ENOMEM;
	if (rc == 0)
		rc = read_both(untar, pax, entry);
	if (rc < 0 && !untar->why[0])
		snprintf(untar->why, sizeof(untar->why), "%s", strerror(-rc));
	free(pax);
	return rc;
}

ssize_t untar_read(struct untar *untar, void *data, size_t n, uint64_t *at)
{
	int rc;

	if (untar->extents) {
		while (untar->extent < untar->n_extents &&
		       untar->position == untar->extents[untar->extent].n) {
			untar->extent++;
			untar->position = 0;
		}
		if (untar->extent == untar->n_extents)
			return 0;
		*at = untar->extents[untar->extent].at + untar->position;
		if (n > untar->extents[untar->extent].n - untar->position)
			n = (size_t)(untar->extents[untar->extent].n - untar->position);
	} else {
		*at = untar->position;
	}
	if (n > untar->left)
		n = (size_t)untar->left;
	rc = n > 0 ? take(untar, data, n) : 0;
	if (rc < 0)
		return rc;
	untar->left -= n;
	untar->position += n;
	return (ssize_t)n;
}

void untar_init(struct untar *untar, const struct untar_source *source)
{
	*untar = (struct untar){ .source = *source };
}

void untar_fini(struct untar *untar)
{
	drop(untar);
}

static ssize_t read_memory(void *arg, void *data, size_t n)
{
	struct untar_memory *memory = arg;
	size_t left = memory->n - memory->at;

	if (n > left)
		n = left;
	if (n > 0)
		memcpy(data, memory->data + memory->at, n);
	memory->at += n;
	return (ssize_t)n;
}

struct untar_source untar_from_memory(struct untar_memory *memory)
{
	return (struct untar_source){ read_memory, memory };
}
