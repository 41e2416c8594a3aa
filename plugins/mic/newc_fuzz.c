/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/newc_fuzz.c - any bytes as archives, and any bytes as what is in an archive.
 */
#include "ramfs.h"

#include "core/base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ENTRY = 12 /* bytes of the input that make an entry, besides its name and data */
};

static void check(const struct ramfs *ramfs, const unsigned char *data, size_t n)
{
	for (size_t i = 0; i < ramfs->n; i++) {
		const struct ramfs_file *file = &ramfs->v[i];
		const struct newc_entry *entry = &file->entry;

		if (entry->data < data || entry->size > n ||
		    entry->data > data + n - entry->size || file->first > i ||
		    ramfs->v[file->first].first != file->first || !file->names ||
		    ramfs_find(ramfs, file->path) != file ||
		    (i && strcmp(ramfs->v[i - 1].path, file->path) >= 0))
			abort();
	}
}

static void read_all(const unsigned char *data, size_t n)
{
	struct newc_reader reader = { .data = data, .n = n };
	struct ramfs ramfs = { 0 };
	int rc = ramfs_read(&reader, &ramfs);

	if (rc == 0)
		check(&ramfs, data, n);
	else if (rc != -EBADMSG || !reader.why || reader.at > n)
		abort();
	ramfs_close(&ramfs);
}

static int put(void *arg, const void *data, size_t n)
{
	str_addn(arg, data, n);
	return 0;
}

/* An entry whose numbers, name and bytes are the input's. */
static size_t write_entry(struct newc_writer *writer, const uint8_t *data, size_t size)
{
	char name[16];
	const size_t length = data[0] % sizeof(name), bytes = data[1] % 64;
	const struct newc_entry entry = { .path = name,
					  .ino = data[2],
					  .mode = (uint32_t)data[3] << 8 | data[4],
					  .nlink = data[5] % 4,
					  .dev_major = data[6] % 2,
					  .size = (uint32_t)bytes };

	if (size < ENTRY + length + bytes)
		return size;
	snprintf(name, sizeof(name), "%.*s", (int)length, (const char *)data + ENTRY);
	if (data[7] == 0xff)
		newc_write_end(writer);
	newc_write_entry(writer, &entry);
	newc_write(writer, data + ENTRY + length, bytes);
	newc_pad(writer, NEWC_ALIGN);
	return ENTRY + length + bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str out = { 0 };
	struct newc_writer writer = { .put = put, .arg = &out };
	size_t at = 0;

	read_all(data, size);
	while (size - at > ENTRY)
		at += write_entry(&writer, data + at, size - at);
	newc_write_end(&writer);
	read_all((const unsigned char *)out.s, out.n);
	str_fini(&out);
	return 0;
}
