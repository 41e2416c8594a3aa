/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/show.c - the changes of a run as lines, for --dry-run.
 */
#include "changes.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 1 << 20 };

static bool is_text(const char *data, size_t n)
{
	return n <= TEXT_MOST && !memchr(data, '\0', n);
}

static void split_lines(const char *data, size_t n, struct strv *lines)
{
	const char *end = data + n;

	while (data < end) {
		const char *newline = memchr(data, '\n', (size_t)(end - data));
		const char *stop = newline ? newline : end;

		strv_addn(lines, data, (size_t)(stop - data));
		data = stop + (newline != NULL);
	}
}

/* Boot files are short and differ in one place: what is equal at both ends is left out,
 * what is between is shown as old and new. */
static void show_lines(FILE *out, const struct strv *old, const struct strv *new)
{
	size_t head = 0, tail = 0;

	while (head < old->n && head < new->n &&strcmp(old->v[head], new->v[head]) == 0)
		head++;
	while (tail < old->n - head &&
	       tail < new->n - head &&strcmp(old->v[old->n - 1 - tail],
					     new->v[new->n - 1 - tail]) ==
		       0)
		tail++;
	for (size_t i = head; i < old->n - tail; i++)
		fprintf(out, "  -%s\n", old->v[i]);
	for (size_t i = head; i < new->n - tail; i++)
		fprintf(out, "  +%s\n", new->v[i]);
}

static void show_content(FILE *out, const struct boot_file *file, const struct str *old)
{
	struct strv before CLEANUP_STRV = { 0 }, after CLEANUP_STRV = { 0 };

	if (file->make || !is_text(file->data, file->len) ||
	    !is_text(str_text(old), old->n)) {
		fprintf(out, "  (%zu bytes, not text)\n", file->len);
		return;
	}
	split_lines(str_text(old), old->n, &before);
	split_lines(file->data, file->len, &after);
	show_lines(out, &before, &after);
}

static void show_file(const struct changes *changes, const struct boot_file *file,
		      FILE *out)
{
	char *path CLEANUP_FREE = files_path(changes->plan->boot->site, file->name);
	struct log quiet = { .level = -1 };
	struct str old CLEANUP_STR = { 0 };
	bool there = path_exists(path);

	fprintf(out, "%s %s\n", there ? "changed" : "new", path);
	if (there && !file->link && file_read(&quiet, path, TEXT_MOST, &old) < 0)
		fprintf(out, "  (what is there cannot be shown)\n");
	else if (file->link)
		fprintf(out, "  -> %s\n", file->link);
	else
		show_content(out, file, &old);
}

void changes_show(const struct changes *changes, FILE *out)
{
	for (size_t i = 0; i < changes->files->n; i++)
		if (changes_has(changes, &changes->files->v[i]))
			show_file(changes, &changes->files->v[i], out);
	for (size_t i = 0; i < changes->removed.n; i++) {
		char *path CLEANUP_FREE =
			files_path(changes->plan->boot->site, changes->removed.v[i]);

		if (path_exists(path))
			fprintf(out, "removed %s\n", path);
	}
}
