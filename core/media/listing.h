/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/listing.h - what an installation medium holds, checked before it is copied.
 */
#ifndef MEDIA_LISTING_H
#define MEDIA_LISTING_H

#include "core/base/arena.h"
#include "core/base/log.h"
#include "core/base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum entry_kind {
	ENTRY_FILE = 1,
	ENTRY_FOLDER,
	ENTRY_LINK,    /* target: as the link says it          */
	ENTRY_HARDLINK /* target: the path of the file's first name */
};

struct entry {
	enum entry_kind kind;
	const char *path; /* below the medium's top: "pool/main/a" */
	const char *target;
	uint64_t bytes; /* of a file; once checked, of a hard link too          */
	int64_t mtime;  /* seconds since 1970                                   */
	bool program;   /* may be executed                                      */
	/* Set by listing_check().  note: by such a file a medium says what it is; it is
	 * at the top or in a folder there, and has at most 64 KiB.  wanted: a note, or
	 * what a note is a hard link to. */
	bool note, wanted;
};

/* Start with { 0 }. */
struct listing {
	struct arena texts;
	struct entry *v;
	size_t n, room;
	uint64_t bytes; /* of all files */
};

/* Adds a copy of *entry; "./" in front of its path and slashes at its end are cut, and
 * the top itself is passed over.  -EBADMSG, said: a path with "..", an absolute one, one
 * too long, a link that leads out of the medium. */
int listing_add(struct log *, const char *medium, struct listing *,
		const struct entry *) MUST_CHECK;

/* Sorts by path (a folder before what is in it), adds up, marks notes.  -EBADMSG, said: two entries
 * of one path, a path that leads through what is no folder, a hard link to no file, no
 * file at all. */
int listing_check(struct log *, const char *medium, struct listing *) MUST_CHECK;

/* NULL: there is none.  Only of a checked listing. */
const struct entry *listing_find(const struct listing *, const char *path);

/* The SHA-256 of all names and sizes, and of the notes' bytes, which are read from the
 * folder `notes`: equal for an image of a medium and for the medium mounted. */
int listing_digest(struct log *, const char *medium, const struct listing *, int notes,
		   char hex[65]) MUST_CHECK;

void listing_fini(struct listing *);

#endif
