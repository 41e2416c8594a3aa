/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/sink.h - writes entries of an archive or a medium below a folder.
 */
#ifndef MEDIA_SINK_H
#define MEDIA_SINK_H

#include "core/base/log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every path is resolved inside `folder`; a link met on the way never leads out of it
 * (core/base/intree.h).  Start with the first four set and parent -1. */
struct sink {
	struct log *log;
	int folder;         /* descriptor                                          */
	const char *where;  /* its path, for messages                              */
	bool (*stop)(void); /* true: end with -ECANCELED; or NULL                  */
	bool replace;       /* what is there gives way, else it is -EEXIST          */
	const char *what;   /* for the progress line, "copying x.iso"; NULL: none   */
	uint64_t done, total, shown;
	char *last; /* the folder that `parent` is open on */
	int parent;
};

/* All say what failed; 0 or -errno.  Missing folders above a path are made, 0755. */
int sink_folder(struct sink *, const char *path) MUST_CHECK;
int sink_link(struct sink *, const char *path, const char *target) MUST_CHECK;
int sink_hardlink(struct sink *, const char *path, const char *target) MUST_CHECK;

/* A new file, open for writing: a descriptor that sink_close() takes. */
int sink_open(struct sink *, const char *path) MUST_CHECK;
int sink_write(struct sink *, int fd, const char *path, const void *data, size_t bytes,
	       int64_t offset) MUST_CHECK;
/* Gives it its mode and time (seconds since 1970), and closes it whatever happens. */
int sink_close(struct sink *, int fd, const char *path, bool program,
	       int64_t mtime) MUST_CHECK;

/* Counts `bytes` more as done, shows the progress, asks stop(). */
int sink_count(struct sink *, uint64_t bytes) MUST_CHECK;

void sink_fini(struct sink *);

#endif
