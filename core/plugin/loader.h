/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/loader.h - one plugin's file made into a plugin.
 *
 * dlopen() lives here and nowhere else.
 */
#ifndef PLUGIN_LOADER_H
#define PLUGIN_LOADER_H

#include "registry.h"

/* Loads FOLDER/NAME.so.  data: folder that holds a folder of data per plugin, or NULL.
 * NULL after a warning that names file, field, found and wanted. */
struct plugin *loader_load(struct log *, const char *path, const char *data) MUST_CHECK;

/* Its code stays loaded: strings of it may be anywhere. */
void loader_free(struct plugin *);

/* The warning that a plugin is passed over. */
void loader_refuse(struct log *, const char *path, const char *why);

#endif
