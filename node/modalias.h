/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/modalias.h - which modules a device wants, and with what options.
 */
#ifndef NODE_MODALIAS_H
#define NODE_MODALIAS_H

#include "wire/modindex.h"

#include <stddef.h>

/* The next module, from alias number *at on, that wants this modalias; *at is moved on.
 * All that match are loaded, in the order of the index, as modprobe does; one that is
 * blacklisted (by the index or by modprobe.blacklist= of the command line) is passed
 * over. -1 at the end. */
long modalias_next(const struct wire_modindex *, const char *cmdline,
		   const char *modalias, size_t *at);

/* Is the module named by modprobe.blacklist= or module_blacklist=? */
int modalias_is_blacklisted(const char *cmdline, const char *module);

/* The module's options: those of the index, then MODULE.PARAM=VALUE words of the command
 * line.  The caller frees it; NULL when memory is out. */
char *modalias_options(const char *cmdline, const struct wire_module *);

#endif
