/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/newc.c - cpio archives of the form newc.
 *
 * Not by libarchive: it stops at the first of several archives, and writes the targets of
 * links without the NUL that micctrl and gen_init_cpio give them.
 */
#include "newc.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAGIC   "070701"
#define TRAILER "TRAILER!!!"

enum { FIELDS = 13, DIGITS = 8 };

/* In the order of the header. */
enum field {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	SIZE,
	DEV_MAJOR,
	DEV_MINOR,
	RDEV_MAJOR,
	RDEV_MINOR,
	NAME_SIZE,
	CHECK
};

static size_t align(size_t at)
{
	return (at + NEWC_ALIGN - 1) & ~(size_t)(NEWC_ALIGN - 1);
}

static int wrong(struct newc_reader *reader, const char *why)
{
	reader->why = why;
	return -EBADMSG;
}

static int digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int read_fields(const unsigned char *head, uint32_t fields[FIELDS])
{
	head += sizeof(MAGIC) - 1;
	for (int i = 0; i < FIELDS; i++) {
		fields[i] = 0;
		for (int k = 0; k < DIGITS; k++) {
			int value = digit(*head++);

			if (value < 0)
				return -1;
			fields[i] = fields[i] << 4 | (uint32_t)value;
		}
	}
	return 0;
}

/* Name and bytes of the entry whose header is at `at`; `at` goes behind them. */
static int read_body(struct newc_reader *reader, uint32_t name_size,
		     struct newc_entry *entry)
{
	size_t name = reader->at + NEWC_HEADER, data, end;

	if (name_size < 2 || name_size > NEWC_NAME)
		return wrong(reader, "a name is empty or too long");
	if (name_size > reader->n - name)
		return wrong(reader, "it ends in a name");
	if (memchr(reader->data + name, '\0', name_size) !=
	    reader->data + name + name_size - 1)
		return wrong(reader, "a name does not end where its header says");
	data = align(name + name_size);
	if (data > reader->n || entry->size > reader->n - data)
		return wrong(reader, "it ends in a file");
	entry->path = (const char *)reader->data + name;
	entry->data = reader->data + data;
	end = align(data + entry->size);
	reader->at = end < reader->n ? end : reader->n;
	return 1;
}

static int read_entry(struct newc_reader *reader, struct newc_entry *entry)
{
	const unsigned char *head = reader->data + reader->at;
	uint32_t f[FIELDS];

	if (reader->n - reader->at < NEWC_HEADER)
		return wrong(reader, "it ends in a header");
	if (memcmp(head, MAGIC, sizeof(MAGIC) - 1) != 0 || read_fields(head, f) < 0)
		return wrong(reader, "this is no header of a newc archive");
	*entry = (struct newc_entry){
		.ino = f[INO],
		.mode = f[MODE],
		.uid = f[UID],
		.gid = f[GID],
		.nlink = f[NLINK],
		.mtime = f[MTIME],
		.size = f[SIZE],
		.dev_major = f[DEV_MAJOR],
		.dev_minor = f[DEV_MINOR],
		.rdev_major = f[RDEV_MAJOR],
		.rdev_minor = f[RDEV_MINOR],
		.archive = reader->archive,
	};
	return read_body(reader, f[NAME_SIZE], entry);
}

/* Zeros before an archive, as the kernel passes over them, which within one it does not: 1,
 * a header is next; 0, the end. */
static int find_header(struct newc_reader *reader)
{
	if (reader->inside)
		return reader->at < reader->n
			       ? 1
			       : wrong(reader, "it ends without a trailer");
	while (reader->at < reader->n && !reader->data[reader->at])
		reader->at++;
	if (reader->at == reader->n)
		return reader->archive ? 0 : wrong(reader, "it is empty");
	if (reader->at % NEWC_ALIGN)
		return wrong(reader, "broken padding: an archive does not begin at a "
				     "multiple of 4");
	reader->inside = 1;
	return 1;
}

int newc_read(struct newc_reader *reader, struct newc_entry *entry)
{
	int rc = find_header(reader);

	while (rc > 0) {
		rc = read_entry(reader, entry);
		if (rc < 0 || strcmp(entry->path, TRAILER) != 0)
			return rc;
		reader->archive++;
		reader->inside = 0;
		rc = find_header(reader);
	}
	return rc;
}

/* ---- writing ---- */

int newc_write(struct newc_writer *writer, const void *data, size_t n)
{
	int rc = n ? writer->put(writer->arg, data, n) : 0;

	if (rc == 0)
		writer->at += n;
	return rc;
}

int newc_pad(struct newc_writer *writer, unsigned unit)
{
	static const char zeros[NEWC_BLOCK];

	return newc_write(writer, zeros, (unit - writer->at % unit) % unit);
}

int newc_write_entry(struct newc_writer *writer, const struct newc_entry *entry)
{
	char head[NEWC_HEADER + 1];
	size_t name = strlen(entry->path) + 1;
	int rc;

	snprintf(head, sizeof(head),
		 MAGIC "%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", entry->ino,
		 entry->mode, entry->uid, entry->gid, entry->nlink, entry->mtime,
		 entry->size, entry->dev_major, entry->dev_minor, entry->rdev_major,
		 entry->rdev_minor, (unsigned)name, 0u);
	rc = newc_write(writer, head, NEWC_HEADER);
	if (rc == 0)
		rc = newc_write(writer, entry->path, name);
	return rc < 0 ? rc : newc_pad(writer, NEWC_ALIGN);
}

int newc_write_end(struct newc_writer *writer)
{
	const struct newc_entry trailer = { .path = TRAILER, .nlink = 1 };
	int rc = newc_write_entry(writer, &trailer);

	return rc < 0 ? rc : newc_pad(writer, NEWC_BLOCK);
}
