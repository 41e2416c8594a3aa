/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/commands.h - every command there is; each is a file of its own.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli.h"

extern const struct command command_help;

#endif
