/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/fakehost.h - a small core for the tests of plugins, that can run programs.
 */
#ifndef LIB_FAKEHOST_H
#define LIB_FAKEHOST_H

#include <stateless/plugin.h>

enum { FAKE_TEXT = 1 << 18, FAKE_OPTIONS = 16, FAKE_FOLDERS = 7 };

struct fake {
	struct sl_job job; /* first: what hooks see */
	struct sl_image image;
	const char *options[FAKE_OPTIONS][2]; /* name, value; else the table's fallback */
	char folders[FAKE_FOLDERS][256];      /* by enum sl_folder; made by fake_init */
	int tree;                             /* descriptor of the tree */
	int runs;                             /* run() runs; else it only notes */
	const char *lines; /* and hands these to line(), a newline behind each; or NULL */
	int stopped;       /* what cancelled() tells */
	unsigned fails;
	char said[FAKE_TEXT];  /* every failure, a line each */
	char notes[FAKE_TEXT]; /* "kernel VERSION FILE", "run WORD...", "env ..." */
};

/* tree, work and cache are made below the folder; image is Debian 12 for x86_64. */
void fake_init(struct fake *, const char *folder);
void fake_set(struct fake *, const char *option, const char *value);
void fake_forget(struct fake *); /* what was said, noted and counted so far */
void fake_fini(struct fake *);

/* 1: what is mounted from now on is mounted for this program only.  0, after saying that
 * this is skipped: only root can do that. */
int fake_own_mounts(void);

/* Makes a file of the tree, with its folders. */
void fake_put(struct fake *, const char *path, const char *text);
int fake_has(const struct fake *, const char *path); /* in the tree; links count */
/* The text of a file of the tree; static memory. */
const char *fake_get(struct fake *, const char *path);

#endif
