/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/recognise.h - asks the plugins what a medium is.
 */
#ifndef MEDIA_RECOGNISE_H
#define MEDIA_RECOGNISE_H

#include "core/base/log.h"
#include "core/config/site.h"
#include "core/plugin/registry.h"

#include <stdbool.h>

enum { RECOGNISED_MOST = 128 };

/* plugin "": nobody knows it, and `looked` says which files were looked for.  version and
 * arch may be "" where the medium does not say. */
struct recognised {
	char plugin[RECOGNISED_MOST], distro[RECOGNISED_MOST], version[RECOGNISED_MOST],
		arch[RECOGNISED_MOST];
	char looked[1024];
	int bid;
};

/* Runs the medium hooks in a worker on the folder, which holds the medium or its notes.
 * medium: its name in messages.  0 or -errno, said: a hook that fails, two plugins that
 * bid the same. */
int medium_recognise(struct log *, const struct registry *, const struct site *,
		     const char *medium, const char *folder,
		     struct recognised *) MUST_CHECK;

/* "rhels9.4" -> "rhels" and "9.4": cut at the first digit.  The caller frees both;
 * *version is NULL when there is no digit. */
void osver_split(const char *osver, char **distro, char **version);

/* The plugin that builds the distribution, or NULL. */
const struct plugin *distro_plugin(const struct registry *, const char *distro);

/* Names of all distributions that plugins build, "a, b*"; the caller frees. */
char *distro_known(const struct registry *);

#endif
