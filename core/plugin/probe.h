/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/plugin/probe.h - what a plugin's file says before any code of it runs.
 */
#ifndef PLUGIN_PROBE_H
#define PLUGIN_PROBE_H

#include "core/base/mem.h"

#include <stateless/plugin.h>

/* dlopen() runs constructors, so everything that can be checked without it is checked
 * here: kind, owner and mode of the file, ELF class and machine, the symbol's name,
 * magic, ABI and sizes.  NULL: fit; else why not, a sentence that the caller frees. */
char *probe_file(const char *path, struct sl_head *head) MUST_CHECK;

/* Plugins smaller than this lack what the first core of this ABI asked for. */
enum {
	PROBE_LEAST_PLUGIN = offsetof(struct sl_plugin, close) + sizeof(void (*)(void)),
	PROBE_LEAST_OPTION = offsetof(struct sl_option, help) + sizeof(char *),
	PROBE_MOST = 4096 /* of any struct: above it the number is garbage */
};

#endif
