/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/generation.c - packed results: read and found.
 */
#include "definition.h"
#include "generation.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MANIFEST_MOST = 16 << 20 };

static char *folder_of(const struct site *site, const char *image)
{
	return mem_printf("%s/netboot/%s", site->installdir, image);
}

void generation_fini(struct generation *generation)
{
	free(generation->image);
	free(generation->folder);
	free(generation->urlpath);
	wire_manifest_fini(&generation->manifest);
	*generation = (struct generation){ 0 };
}

void generations_fini(struct generations *list)
{
	for (size_t i = 0; i < list->n; i++)
		generation_fini(&list->v[i]);
	free(list->v);
	*list = (struct generations){ 0 };
}

/* Every artefact is there, with its size: what a plan can check without reading all. */
static int check_artefacts(struct log *log, struct generation *generation)
{
	for (size_t i = 0; i < generation->manifest.n_artefacts; i++) {
		const struct wire_artefact *a = &generation->manifest.artefacts[i];
		char *path CLEANUP_FREE = path_join(generation->folder, a->name);
		struct stat st;

		if (lstat(path, &st) != 0)
			return log_fail(
				log, errno,
				"generation %s of image %s is incomplete: %s: %s; pack "
				"the image again",
				generation->name, generation->image, path,
				strerror(errno));
		if (S_ISREG(st.st_mode) && (uint64_t)st.st_size != a->bytes)
			return log_fail(
				log, EIO,
				"generation %s of image %s is damaged: %s has %lld "
				"bytes, "
				"its manifest says %llu; remove it and pack again",
				generation->name, generation->image, path,
				(long long)st.st_size, (unsigned long long)a->bytes);
		generation->bytes += a->bytes;
	}
	return 0;
}

static int read_manifest(struct log *log, struct generation *generation)
{
	char *path CLEANUP_FREE = path_join(generation->folder, "manifest");
	struct str text CLEANUP_STR = { 0 };
	char wrong[256] = "";
	struct stat st;
	int rc = file_read(log, path, MANIFEST_MOST, &text);

	if (rc < 0)
		return rc;
	digest_data(str_text(&text), text.n, generation->sha256);
	memcpy(generation->name, generation->sha256, GENERATION_NAME);
	generation->name[GENERATION_NAME] = '\0';
	rc = wire_manifest_read(str_text(&text), text.n, &generation->manifest, wrong,
				sizeof(wrong));
	if (rc < 0)
		return log_fail(log, -rc, "%s cannot be read: %s", path, wrong);
	if (stat(path, &st) == 0)
		generation->published = st.st_mtime;
	return 0;
}

int generation_read(struct log *log, const char *image, const char *folder,
		    struct generation *generation)
{
	const char *name = path_base(folder);
	int rc;

	*generation = (struct generation){ 0 };
	generation->image = mem_dup(image);
	generation->folder = mem_dup(folder);
	rc = read_manifest(log, generation);
	if (rc == 0 && name[0] != '.' && strcmp(name, generation->name) != 0)
		rc = log_fail(
			log, EIO,
			"the manifest of %s does not belong there: its digest begins %s; "
			"somebody changed it",
			folder, generation->name);
	if (rc == 0)
		rc = check_artefacts(log, generation);
	generation->urlpath = mem_printf("/netboot/%s/%s", image, generation->name);
	if (rc < 0)
		generation_fini(generation);
	return rc;
}

static bool is_generation_name(const char *name)
{
	return strlen(name) == GENERATION_NAME &&
	       strspn(name, "0123456789abcdef") == GENERATION_NAME;
}

static int newest_first(const void *a, const void *b)
{
	const struct generation *left = a, *right = b;

	if (left->published != right->published)
		return left->published < right->published ? 1 : -1;
	return strcmp(left->name, right->name);
}

int generations_list(struct log *log, const struct site *site, const char *image,
		     struct generations *list)
{
	char *folder CLEANUP_FREE = folder_of(site, image);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	*list = (struct generations){ 0 };
	if (!dir && errno != ENOENT)
		return log_fail(log, errno, "cannot read %s: %s", folder,
				strerror(errno));
	while (dir && (entry = readdir(dir))) {
		char *path CLEANUP_FREE = path_join(folder, entry->d_name);
		struct generation one;

		if (!is_generation_name(entry->d_name))
			continue;
		if (generation_read(log, image, path, &one) < 0) {
			log_warn(log, "%s is left out", path);
			continue;
		}
		list->v = mem_grow(list->v, list->n + 1, sizeof(*list->v));
		list->v[list->n++] = one;
	}
	if (dir)
		closedir(dir);
	if (list->n)
		qsort(list->v, list->n, sizeof(*list->v), newest_first);
	return 0;
}

/* current, previous, a tag: names that are links.  NULL: `what` is none of them. */
static char *link_of(const char *folder, const struct image_ref *ref)
{
	const char *what = ref->generation ? ref->generation : "current";
	char *path;

	if (strcmp(what, "current") != 0 && strcmp(what, "previous") != 0)
		path = mem_printf("%s/tag.%s", folder, what);
	else if (ref->method)
		path = mem_printf("%s/%s.%s", folder, what, ref->method);
	else
		path = mem_printf("%s/%s", folder, what);
	if (path_is_folder(path))
		return path;
	free(path);
	return NULL;
}

static int by_prefix(struct log *log, const struct site *site,
		     const struct image_ref *ref, char **folder)
{
	char *base CLEANUP_FREE = folder_of(site, ref->image);
	DIR *dir = strlen(ref->generation) >= 4 ? opendir(base) : NULL;
	struct dirent *entry;
	size_t matches = 0;

	while (dir && (entry = readdir(dir))) {
		if (!is_generation_name(entry->d_name) ||
		    !str_starts(entry->d_name, ref->generation))
			continue;
		free(*folder);
		*folder = path_join(base, entry->d_name);
		matches++;
	}
	if (dir)
		closedir(dir);
	if (matches == 1)
		return 0;
	free(*folder);
	*folder = NULL;
	if (matches > 1)
		return log_fail(log, EINVAL,
				"%zu generations of image %s begin with %s: write "
				"more digits",
				matches, ref->image, ref->generation);
	return log_fail(
		log, ENOENT,
		"image %s has no generation and no tag %s (digits: four or more); "
		"`stateless images %s` lists them",
		ref->image, ref->generation, ref->image);
}

/* Is there such an image at all?  Who mistyped its name should not be told to pack it. */
static int not_packed(struct log *log, const struct site *site,
		      const struct image_ref *ref, bool previous)
{
	const char *method = ref->method ? ref->method : "";
	struct definition def;
	int rc = definition_load(log, site, ref->image, &def);

	definition_fini(&def);
	if (rc < 0)
		return rc;
	return log_fail(log, ENOENT,
			"image %s has no %s generation%s%s: run `stateless packimage "
			"%s%s%s%s`",
			ref->image, previous ? "previous" : "packed",
			*method ? " of method " : "", method, *method ? "-m " : "",
			method, *method ? " " : "", ref->image);
}

static int find_folder(struct log *log, const struct site *site,
		       const struct image_ref *ref, char **folder)
{
	char *base CLEANUP_FREE = folder_of(site, ref->image);
	char *link CLEANUP_FREE = link_of(base, ref);
	bool named = ref->generation && strcmp(ref->generation, "current") != 0;

	*folder = NULL;
	if (link) {
		*folder = realpath(link, NULL);
		if (*folder)
			return 0;
		return log_fail(log, errno, "cannot follow %s: %s", link,
				strerror(errno));
	}
	if (named && strcmp(ref->generation, "previous") != 0)
		return by_prefix(log, site, ref, folder);
	return not_packed(log, site, ref, named);
}

int generation_resolve(struct log *log, const struct site *site, const char *text,
		       struct generation *generation)
{
	struct image_ref ref;
	char *folder = NULL;
	int rc = image_ref_parse(log, text, &ref);

	*generation = (struct generation){ 0 };
	if (rc < 0)
		return rc;
	rc = find_folder(log, site, &ref, &folder);
	if (rc == 0)
		rc = generation_read(log, ref.image, folder, generation);
	if (rc == 0 && ref.method &&
	    strcmp(ref.method, generation->manifest.method) != 0) {
		rc = log_fail(log, EINVAL,
			      "generation %s of image %s is packed by %s, not by %s",
			      generation->name, ref.image, generation->manifest.method,
			      ref.method);
		generation_fini(generation);
	}
	free(folder);
	image_ref_fini(&ref);
	return rc;
}
