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
enum { BLOCK = 512, SUM_AT = 148, MAGIC_AT = 257 };

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
	uint8_t *bytes = malloc(size + 1);
	FILE *out = fopen(file, "w");
	struct pax_reader *reader;
	int rc = -1;

	if (!bytes || !out)
		abort();
	memcpy(bytes, data, size);
	mend_sums(bytes, size);
	if (fwrite(bytes, 1, size, out) != size || fclose(out) != 0)
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
