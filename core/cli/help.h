/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/help.h - what --help and --version print.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli.h"

int help_all(bool asked); /* not asked: a usage error, on standard error */
int help_command(const struct command *);
int help_no_command(struct cli *, const char *name); /* CLI_USAGE, with its neighbours */
int help_version(void);

#endif
