/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/tar.c - writes the archive of a node's files.
 */
#include "tar.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK = 512 };

/* struct ustar_hdr of the standard's table "ustar Header Block". */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], chksum[8], typeflag;
	char linkname[100], magic[6], version[2], uname[32], gname[32];
	char devmajor[8], devminor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

/* A field is filled with zeros up to its end; one that is full has no NUL. */
static void put_text(char *field, size_t room, const char *text)
{
	size_t n = strlen(text);

	memcpy(field, text, n < room ? n : room);
}

static void put_octal(char *field, size_t room, unsigned long long number)
{
	char text[24];

	snprintf(text, sizeof(text), "%0*llo", (int)room - 1, number);
	memcpy(field, text, room - 1);
}

static void put_checksum(struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned sum = 0;

	memset(header->chksum, ' ', sizeof(header->chksum));
	for (size_t i = 0; i < BLOCK; i++)
		sum += bytes[i];
	put_octal(header->chksum, sizeof(header->chksum) - 1, sum);
	header->chksum[6] = '\0';
}

static void pad(struct str *tar)
{
	static const char zeros[BLOCK];
	size_t over = tar->n % BLOCK;

	if (over)
		str_addn(tar, zeros, BLOCK - over);
}

struct entry {
	char type;
	const char *path, *target;
	unsigned mode;
	const void *data;
	size_t bytes;
};

static void put_entry(struct str *tar, const struct entry *entry)
{
	struct header header;

	memset(&header, 0, sizeof(header));
	put_text(header.name, sizeof(header.name), entry->path);
	put_text(header.linkname, sizeof(header.linkname), entry->target);
	put_octal(header.mode, sizeof(header.mode), entry->mode);
	put_octal(header.uid, sizeof(header.uid), 0);
	put_octal(header.gid, sizeof(header.gid), 0);
	put_octal(header.size, sizeof(header.size), entry->bytes);
	put_octal(header.mtime, sizeof(header.mtime), 0);
	header.typeflag = entry->type;
	memcpy(header.magic, "ustar", 6);
	memcpy(header.version, "00", 2);
	put_checksum(&header);
	str_addn(tar, &header, sizeof(header));
	if (entry->bytes)
		str_addn(tar, entry->data, entry->bytes);
	pad(tar);
}

/* "LENGTH KEYWORD=VALUE\n"; the length counts itself. */
static void add_record(struct str *records, const char *keyword, const char *value)
{
	size_t rest = strlen(keyword) + strlen(value) + 3, n = rest, last;
	char digits[24];

	do {
		last = n;
		n = rest + (size_t)snprintf(digits, sizeof(digits), "%zu", last);
	} while (n != last);
	str_addf(records, "%zu %s=%s\n", n, keyword, value);
}

static void put(struct str *tar, const struct entry *entry)
{
	struct str records CLEANUP_STR = { 0 };

	if (strlen(entry->path) > sizeof(((struct header *)0)->name))
		add_record(&records, "path", entry->path);
	if (strlen(entry->target) > sizeof(((struct header *)0)->linkname))
		add_record(&records, "linkpath", entry->target);
	if (records.n)
		put_entry(tar, &(struct entry){ 'x', "PaxHeaders/0", "", 0644, records.s,
						records.n });
	put_entry(tar, entry);
}

void tar_add_file(struct str *tar, const char *path, unsigned mode, const void *data,
		  size_t bytes)
{
	put(tar, &(struct entry){ '0', path, "", mode, data, bytes });
}

/* A name that ends in a slash is what older readers know a folder by. */
void tar_add_folder(struct str *tar, const char *path, unsigned mode)
{
	char *name CLEANUP_FREE = mem_printf("%s/", path);

	put(tar, &(struct entry){ '5', name, "", mode, NULL, 0 });
}

void tar_add_link(struct str *tar, const char *path, const char *target)
{
	put(tar, &(struct entry){ '2', path, target, 0777, NULL, 0 });
}

void tar_end(struct str *tar)
{
	static const char zeros[2 * BLOCK];

	str_addn(tar, zeros, sizeof(zeros));
}
