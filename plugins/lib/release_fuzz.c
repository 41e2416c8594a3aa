/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/release_fuzz.c - any bytes as a file of data, for any release.
 *
 * The first line is the image's distribution, the second its version, the rest the file.
 */
#include "fakehost.h"
#include "release.h"
#include "tests/unit/folder.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct fake fake;
static char file[320];

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_init(&fake, unit_folder());
	snprintf(fake.folders[SL_DATA], sizeof(fake.folders[SL_DATA]), "%s",
		 fake.folders[SL_WORK]);
	snprintf(file, sizeof(file), "%s/data", fake.folders[SL_DATA]);
	mkdir(file, 0755);
	strcat(file, "/some");
	return 0;
}

/* Cuts the first line off. */
static char *next_line(char **text)
{
	char *line = *text;

	*text += strcspn(line, "\n");
	if (**text)
		*(*text)++ = '\0';
	return line;
}

static void check_entries(const struct data *data)
{
	for (size_t i = 0; i < data->n; i++) {
		const struct data_entry *entry = &data->v[i];
		ARGS items = { 0 };

		if (!entry->key[0] || isspace((unsigned char)entry->key[0]) ||
		    (entry->releases && !entry->releases[0]))
			abort();
		data_list(data, "9", entry->key, &items);
		for (size_t k = 0; k < items.n; k++)
			if (!items.v[k][0] || isspace((unsigned char)items.v[k][0]))
				abort();
	}
}

static void check(const struct release *release)
{
	if (!release->title || !release->db.path || !release->db.backend ||
	    release->number[strspn(release->number, "0123456789")])
		abort();
	for (const struct data *data = &release->data; data; data = data->like)
		check_entries(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = strndup((const char *)data, size), *text = copy;
	FILE *out = fopen(file, "w");
	struct release release;

	if (!copy || !out)
		abort();
	fake_forget(&fake);
	fake.image.distro = next_line(&text);
	fake.image.version = next_line(&text);
	fputs(text, out);
	fclose(out);
	if (release_find(&fake.job, &fake.image, &release) == 0)
		check(&release);
	else if (fake.fails != 1)
		abort();
	release_fini(&release);
	free(copy);
	return 0;
}
