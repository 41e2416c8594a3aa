/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/listing.c - what an installation medium holds, checked before it is copied.
 */
#include "listing.h"

#include "core/base/digest.h"
#include "core/base/intree.h"
#include "core/base/map.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The largest medium of any distribution has some 100,000 entries. */
enum { ENTRIES_MOST = 4000000, NOTE_MOST = 65536 };

/* A hostile name must not reach the terminal as it is. */
static int refuse(struct log *log, const char *medium, const char *path, const char *why)
{
	struct str shown CLEANUP_STR = { 0 };

	str_add_printable(&shown, path);
	return log_fail(log, EBADMSG, "%s is refused: its entry \"%.200s\" %s", medium,
			str_text(&shown), why);
}

static const char *fault_of(const char *path)
{
	if (*path == '/')
		return "is an absolute path";
	if (strlen(path) >= PATH_MAX - 256)
		return "is too long a path";
	for (const char *part = path;;) {
		size_t n = strcspn(part, "/");

		if (n == 0 || (n == 1 && *part == '.'))
			return "has an empty part";
		if (n == 2 && part[0] == '.' && part[1] == '.')
			return "leads out of its folder by \"..\"";
		if (n > NAME_MAX)
			return "has too long a name";
		if (!part[n])
			return NULL;
		part += n + 1;
	}
}

static size_t depth_of(const char *path)
{
	size_t depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

/* ".." may stand at the beginning of a target only, where it counts from a folder that is
 * none by way of a link; behind a name, that name could be a link itself. */
static bool leads_out(const char *path, const char *target)
{
	size_t up = 0, most = depth_of(path);
	bool begun = false;

	if (!*target || *target == '/')
		return true;
	for (const char *part = target; *part; part += strspn(part, "/")) {
		size_t n = strcspn(part, "/");

		if (n == 2 && part[0] == '.' && part[1] == '.') {
			if (begun || ++up > most)
				return true;
		} else if (n != 1 || *part != '.') {
			begun = true;
		}
		part += n;
	}
	return false;
}

/* "./a/b/" -> "a/b". */
static char *cleaned(struct listing *listing, const char *path)
{
	size_t n;

	while (path[0] == '.' && path[1] == '/')
		for (path += 2; *path == '/';)
			path++;
	if (strcmp(path, ".") == 0)
		path = "";
	n = strlen(path);
	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_ndup(&listing->texts, path, n);
}

int listing_add(struct log *log, const char *medium, struct listing *listing,
		const struct entry *entry)
{
	struct entry copy = *entry;
	const char *fault;

	copy.path = cleaned(listing, entry->path);
	if (!*copy.path)
		return 0;
	fault = fault_of(copy.path);
	if (fault)
		return refuse(log, medium, copy.path, fault);
	if (listing->n >= ENTRIES_MOST)
		return refuse(log, medium, copy.path, "is one too many");
	copy.target = entry->kind == ENTRY_HARDLINK
			      ? cleaned(listing, entry->target)
			      : arena_dup(&listing->texts, entry->target);
	if (entry->kind == ENTRY_LINK && leads_out(copy.path, copy.target))
		return refuse(log, medium, copy.path, "is a link out of the medium");
	if (listing->n == listing->room) {
		listing->room = listing->room ? listing->room * 2 : 1024;
		listing->v = mem_grow(listing->v, listing->room, sizeof(*listing->v));
	}
	listing->v[listing->n++] = copy;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

const struct entry *listing_find(const struct listing *listing, const char *path)
{
	const struct entry wanted = { .path = path };

	return listing->n
		       ? bsearch(&wanted, listing->v, listing->n, sizeof(wanted), by_path)
		       : NULL;
}

/* Every folder above it that is listed is a folder. */
static bool leads_through(const struct listing *listing, const struct entry *entry)
{
	char *above CLEANUP_FREE = mem_dup(entry->path);

	for (char *slash; (slash = strrchr(above, '/'));) {
		const struct entry *found;

		*slash = '\0';
		found = listing_find(listing, above);
		if (found)
			return found->kind != ENTRY_FOLDER;
	}
	return false;
}

static const char *fault_among(const struct listing *listing, size_t i)
{
	const struct entry *entry = &listing->v[i], *target;

	if (i && strcmp(entry->path, listing->v[i - 1].path) == 0)
		return "is there twice";
	if (leads_through(listing, entry))
		return "leads through what is no folder";
	if (entry->kind != ENTRY_HARDLINK)
		return NULL;
	target = listing_find(listing, entry->target);
	return target && target->kind == ENTRY_FILE ? NULL : "is a hard link to no file";
}

static void mark(struct listing *listing, struct entry *entry)
{
	struct entry *file = entry;

	if (entry->kind == ENTRY_HARDLINK) {
		/* found when it was checked; our own array, so it may be written */
		size_t at = (size_t)(listing_find(listing, entry->target) - listing->v);

		file = &listing->v[at];
		entry->bytes = file->bytes;
	}
	entry->note = entry->bytes <= NOTE_MOST && depth_of(entry->path) <= 1;
	entry->wanted |= entry->note;
	file->wanted |= entry->note;
}

int listing_check(struct log *log, const char *medium, struct listing *listing)
{
	size_t files = 0;

	listing->bytes = 0;
	if (listing->n)
		qsort(listing->v, listing->n, sizeof(*listing->v), by_path);
	for (size_t i = 0; i < listing->n; i++) {
		const char *fault = fault_among(listing, i);

		if (fault)
			return refuse(log, medium, listing->v[i].path, fault);
		if (listing->v[i].kind == ENTRY_FILE ||
		    listing->v[i].kind == ENTRY_HARDLINK)
			mark(listing, &listing->v[i]);
		if (listing->v[i].kind != ENTRY_FILE)
			continue;
		files++;
		if (listing->v[i].bytes > INT64_MAX - listing->bytes)
			return refuse(log, medium, listing->v[i].path, "is too large");
		listing->bytes += listing->v[i].bytes;
	}
	return files ? 0 : log_fail(log, EBADMSG, "%s holds no files", medium);
}

static int add_note(struct log *log, const char *medium, const struct entry *entry,
		    int notes, struct str *text)
{
	struct str bytes CLEANUP_STR = { 0 };
	char hex[DIGEST_HEX + 1];
	int rc = intree_read(notes, entry->path, NOTE_MOST, &bytes);

	if (rc < 0)
		return log_fail(log, -rc, "cannot read %s of %s: %s", entry->path, medium,
				strerror(-rc));
	digest_data(str_text(&bytes), bytes.n, hex);
	str_addf(text, " %s", hex);
	return 0;
}

int listing_digest(struct log *log, const char *medium, const struct listing *listing,
		   int notes, char hex[65])
{
	struct str text CLEANUP_STR = { 0 };

	for (size_t i = 0; i < listing->n; i++) {
		const struct entry *entry = &listing->v[i];
		int rc = 0;

		/* Where an image has hard links, the medium mounted has files. */
		if (entry->kind != ENTRY_FILE && entry->kind != ENTRY_HARDLINK)
			continue;
		str_addf(&text, "%s\n%llu", entry->path,
			 (unsigned long long)entry->bytes);
		if (entry->note)
			rc = add_note(log, medium, entry, notes, &text);
		if (rc < 0)
			return rc;
		str_add(&text, "\n");
	}
	digest_data(str_text(&text), text.n, hex);
	return 0;
}

void listing_fini(struct listing *listing)
{
	free(listing->v);
	arena_fini(&listing->texts);
	*listing = (struct listing){ 0 };
}
