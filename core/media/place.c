/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/place.c - where media lie: INSTALLDIR/NAME/ARCH.
 */
#include "place.h"
#include "merge.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RECORD ".stateless-media"

enum { RECORD_MOST = 1 << 20, DISCS_MOST = 1000 };

static void take_line(struct place *place, const char *line)
{
	struct strv words CLEANUP_STRV = { 0 };
	char *folder CLEANUP_FREE = NULL;

	strv_split(&words, line, " ");
	if (words.n < 2 || strlen(words.v[0]) != 64)
		return;
	folder = path_join(place->folder, words.v[1]);
	/* A disc is recorded just before it appears: see place_commit(). */
	if (!path_is_folder(folder))
		return;
	strv_add(&place->digests, words.v[0]);
	strv_add(&place->folders, words.v[1]);
}

int place_open(struct log *log, const struct site *site, const char *name,
	       const char *arch, struct place *place)
{
	char *record CLEANUP_FREE = NULL;
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };
	int rc = 0;

	*place = (struct place){
		.folder = mem_printf("%s/%s/%s", site->installdir, name, arch),
		.staging = mem_printf("%s/%s/.new-%s", site->installdir, name, arch),
	};
	record = path_join(place->folder, RECORD);
	if (path_exists(record))
		rc = file_read(log, record, RECORD_MOST, &text);
	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; rc == 0 && i < lines.n; i++)
		take_line(place, lines.v[i]);
	return rc;
}

void place_fini(struct place *place)
{
	free(place->folder);
	free(place->staging);
	strv_fini(&place->digests);
	strv_fini(&place->folders);
	*place = (struct place){ 0 };
}

const char *place_find(const struct place *place, const char *digest)
{
	for (size_t i = 0; i < place->digests.n; i++)
		if (strcmp(place->digests.v[i], digest) == 0)
			return place->folders.v[i];
	return NULL;
}

void place_folders(const struct place *place, struct strv *folders)
{
	strv_add(folders, place->folder);
	for (size_t i = 0; i < place->folders.n; i++) {
		char *folder CLEANUP_FREE = path_join(place->folder, place->folders.v[i]);

		if (strcmp(place->folders.v[i], ".") != 0 && !strv_has(folders, folder))
			strv_add(folders, folder);
	}
}

/* Appends to the record, which lies in `folder`: the place, or the staging folder that is
 * about to become it. */
static int record(struct log *log, struct place *place, const char *folder,
		  const char *const words[3])
{
	char *path CLEANUP_FREE = path_join(folder, RECORD);
	struct str text CLEANUP_STR = { 0 };
	int rc = path_exists(path) ? file_read(log, path, RECORD_MOST, &text) : 0;

	if (rc < 0)
		return rc;
	str_addf(&text, "%s %s ", words[0], words[1]);
	str_add_printable(&text, words[2]);
	str_add(&text, "\n");
	rc = file_write(log, path, 0644, str_text(&text), text.n);
	if (rc == 0) {
		strv_add(&place->digests, words[0]);
		strv_add(&place->folders, words[1]);
	}
	return rc;
}

static int commit_disc(struct log *log, struct place *place, const char *digest,
		       const char *medium)
{
	for (unsigned i = 2; i < DISCS_MOST; i++) {
		char *name CLEANUP_FREE = mem_printf("disc%u", i);
		char *folder CLEANUP_FREE = path_join(place->folder, name);
		const char *const words[] = { digest, name, medium };
		int rc;

		if (path_exists(folder))
			continue;
		rc = record(log, place, place->folder, words);
		return rc < 0 ? rc : file_rename(log, place->staging, folder);
	}
	return log_fail(log, EEXIST, "%s has %d media already", place->folder,
			DISCS_MOST);
}

int place_commit(struct log *log, struct place *place, const char *digest,
		 const char *medium)
{
	const char *const words[] = { digest, ".", medium };
	int rc = file_sync_system(log, place->staging);

	if (rc < 0)
		return rc;
	if (!path_exists(place->folder)) {
		rc = record(log, place, place->staging, words);
		return rc < 0 ? rc : file_rename(log, place->staging, place->folder);
	}
	rc = merge_fits(log, place->staging, place->folder);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return commit_disc(log, place, digest, medium);
	rc = merge(log, place->staging, place->folder);
	return rc < 0 ? rc : record(log, place, place->folder, words);
}
