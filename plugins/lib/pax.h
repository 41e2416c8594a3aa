/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax.h - trees as pax archives compressed by zstd, by libarchive.
 *
 * POSIX.1-2017 pax with these keywords besides the standard's: SCHILY.xattr.NAME,
 * SCHILY.acl.access, SCHILY.acl.default, SCHILY.devmajor, SCHILY.devminor (star), and
 * GNU.sparse.* 1.0.  Names are bytes (hdrcharset=BINARY).  The bytes written depend on the
 * entries, the level and libzstd alone: not on the time, the locale, or the number of
 * threads.
 */
#ifndef LIB_PAX_H
#define LIB_PAX_H

#include <stateless/plugin.h>

#include <sys/types.h>
#include <time.h>

struct pax_attribute {
	char *name; /* "security.capability"; POSIX ACLs as "system.posix_acl_access" */
	char *value;
	size_t n;
};

struct pax_extent {
	int64_t at, n; /* bytes of a file that are no hole */
};

/* All texts and tables are the entry's own.  A zeroed entry is an empty one. */
struct pax_entry {
	char *path;   /* below the tree; "." is the tree itself          */
	char *target; /* of a symbolic link, else NULL                   */
	char *hard;   /* path of an earlier entry which this is, or NULL */
	mode_t mode;
	uid_t uid;
	gid_t gid;
	dev_t device;
	int64_t size; /* of a regular file that is no hard link          */
	struct timespec time;
	struct pax_attribute *attributes; /* sorted by name              */
	size_t n_attributes;
	struct pax_extent *extents; /* of a file with holes; one of length 0: all hole */
	size_t n_extents;
};

/* These copy; 0 or -ENOMEM. */
int pax_entry_set(char **text, const char *to);
int pax_entry_add_attribute(struct pax_entry *, const char *name, const void *value,
			    size_t n);
int pax_entry_add_extent(struct pax_entry *, int64_t at, int64_t n);
void pax_entry_fini(struct pax_entry *);

/* What of two entries differs, in words; NULL: nothing. */
const char *pax_entry_difference(const struct pax_entry *, const struct pax_entry *);

/* Can archives hold an attribute of that name? */
int pax_holds(const char *attribute);

struct pax_writer;

/* Makes the file.  level: of zstd; threads: 1 or more.  NULL after fail(). */
struct pax_writer *pax_writer_open(struct sl_job *, const char *file, int level,
				   int threads);

/* These return 0, or -errno after fail().  Behind the entry of a regular file follow all
 * its `size` bytes, holes as zeros of the right length. */
int pax_writer_entry(struct pax_writer *, const struct pax_entry *);
int pax_writer_data(struct pax_writer *, const void *data, size_t n);
int pax_writer_zeros(struct pax_writer *, int64_t n);

/* Ends the archive and frees the writer; NULL is fine.  0, or -errno after fail(). */
int pax_writer_close(struct pax_writer *);
/* After an error: frees it, the file is not whole. */
void pax_writer_abort(struct pax_writer *);

struct pax_reader;

struct pax_reader *pax_reader_open(struct sl_job *, const char *file);

/* The next entry (the caller ends with pax_entry_fini): 1; 0 at the end; -errno after
 * fail(). */
int pax_reader_entry(struct pax_reader *, struct pax_entry *);

/* A piece of that entry's content, and where in the file it lies; what is between pieces
 * is a hole.  1; 0 at the end; -errno after fail(). */
int pax_reader_data(struct pax_reader *, const void **data, size_t *n, int64_t *at);
void pax_reader_close(struct pax_reader *);

#endif
