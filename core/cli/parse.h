/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/parse.h - the words of a command line.
 */
#ifndef CLI_PARSE_H
#define CLI_PARSE_H

#include "cli.h"

extern const struct cli_option cli_global_options[]; /* ended by a NULL name */

/* Global options before the command's name.  Returns the index of the first other word,
 * or -1 after saying what is wrong. */
int cli_parse_global(struct cli *, int argc, char **argv);

/* The words after the command's name: its options, global ones, others into cli->rest. */
int cli_parse_command(struct cli *, const struct command *, int argc, char **argv);

#endif
