/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/commands.h - every command there is; each is a file of its own.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli.h"

extern const struct command command_genimage;
extern const struct command command_chroot;
extern const struct command command_packimage;
extern const struct command command_images;
extern const struct command command_tag;
extern const struct command command_gc;
extern const struct command command_rmimage;
extern const struct command command_memory;
extern const struct command command_testboot;
extern const struct command command_mkdef;
extern const struct command command_chdef;
extern const struct command command_lsdef;
extern const struct command command_rmdef;
extern const struct command command_noderange;
extern const struct command command_status;
extern const struct command command_serve;
extern const struct command command_plugins;
extern const struct command command_config;
extern const struct command command_doctor;
extern const struct command command_init;
extern const struct command command_nodeset;
extern const struct command command_rollback;
extern const struct command command_makedhcp;
extern const struct command command_copycds;
extern const struct command command_import_xcat;
extern const struct command command_help;

#endif
