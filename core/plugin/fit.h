/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/fit.h - is a plugin's description whole?
 */
#ifndef PLUGIN_FIT_H
#define PLUGIN_FIT_H

#include "core/base/mem.h"
#include "registry.h"

/* Copies what the plugin's maker knew of each struct (plugin->p is done, its opts still
 * have the plugin's own stride) and checks names, required hooks and options.  stem: of
 * its file.  NULL: fit; else why not, a sentence that the caller frees. */
char *fit_plugin(struct plugin *plugin, const char *stem) MUST_CHECK;

/* [a-z0-9][a-z0-9_-]*: fit to be a file name, a word and a part of a URL. */
bool fit_name(const char *name);

#endif
