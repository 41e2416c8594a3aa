/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_fuzz.c - any bytes as a pax archive, whole or cut off.
 */
#include "fakehost.h"
#include "pax.h"
#include "tests/unit/folder.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a header: POSIX.1-2017, pax, "ustar Interchange Format". */
enum {
	BLOCK = 512,
	MODE_AT = 100,
	SIZE_AT = 124,
	SUM_AT = 148,
	TYPE_AT = 156,
	MAGIC_AT = 257,
	LAID_OUT = 3 * BLOCK
};

static struct fake fake;
static char file[320];

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_init(&fake, unit_folder());
	snprintf(file, sizeof(file), "%s/root.tar", fake.folders[SL_WORK]);
	return 0;
}

static void check_attributes(const struct pax_entry *entry)
{
	for (size_t i = 0; i < entry->n_attributes; i++)
		if (!entry->attributes[i].name ||
		    (i && strcmp(entry->attributes[i - 1].name,
				 entry->attributes[i].name) > 0))
			abort();
}

/* 1, 0 at the end of the archive, -errno. */
static int read_one(struct pax_reader *reader)
{
	struct pax_entry entry;
	const void *data;
	int64_t at;
	size_t n;
	int rc = pax_reader_entry(reader, &entry), more = rc;

	if (rc <= 0)
		return rc;
	if (!entry.path || !entry.path[0] || pax_entry_difference(&entry, &entry))
		abort();
	check_attributes(&entry);
	while (more > 0)
		more = pax_reader_data(reader, &data, &n, &at);
	pax_entry_fini(&entry);
	return more < 0 ? more : rc;
}

/* What input is laid over by exclusive or, so that no input at all is an archive already:
 * a header of keywords, the keywords, a file's header. */
static void lay_out(uint8_t bytes[LAID_OUT])
{
	static const char keywords[] = "30 SCHILY.xattr.user.x=abcdef\n"
				       "32 SCHILY.acl.access=user::rwx,\n";
	static const char types[] = { 'x', '0' };

	memset(bytes, 0, LAID_OUT);
	memcpy(bytes + BLOCK, keywords, sizeof(keywords));
	for (size_t i = 0; i < sizeof(types); i++) {
		char *head = (char *)bytes + 2 * i * BLOCK;

		memcpy(head, "name", 4);
		memcpy(head + MODE_AT, "0000644", 7);
		snprintf(head + SIZE_AT, 12, "%011zo",
			 i == 0 ? sizeof(keywords) - 1 : (size_t)0);
		head[TYPE_AT] = types[i];
		memcpy(head + MAGIC_AT, "ustar\00000", 8);
	}
}

/* Headers with wrong sums would be all that is ever tried. */
static void mend_sums(uint8_t *bytes, size_t size)
{
	for (; size >= BLOCK; bytes += BLOCK, size -= BLOCK) {
		char text[8];
		unsigned sum = 0;

		if (memcmp(bytes + MAGIC_AT, "ustar", 5) != 0)
			continue;
		memset(bytes + SUM_AT, ' ', sizeof(text));
		for (size_t i = 0; i < BLOCK; i++)
			sum += bytes[i];
		snprintf(text, sizeof(text), "%06o", sum);
		memcpy(bytes + SUM_AT, text, strlen(text));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t n = size > LAID_OUT ? size : LAID_OUT;
	uint8_t *bytes = calloc(1, n);
	FILE *out = fopen(file, "w");
	struct pax_reader *reader;
	int rc = -1;

	if (!bytes || !out)
		abort();
	lay_out(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] ^= data[i];
	mend_sums(bytes, n);
	if (fwrite(bytes, 1, n, out) != n || fclose(out) != 0)
		abort();
	free(bytes);
	fake_forget(&fake);
	reader = pax_reader_open(&fake.job, file);
	while (reader && (rc = read_one(reader)) > 0)
		;
	pax_reader_close(reader);
	if (fake.fails != (rc < 0))
		abort();
	return 0;
}
