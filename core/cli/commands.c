/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/commands.c - the table of commands, in the order of --help.
 */
#include "commands.h"

const struct command *const cli_commands[] = {
	&command_genimage,    &command_chroot,    &command_packimage,
	&command_images,      &command_tag,       &command_gc,
	&command_rmimage,     &command_memory,    &command_testboot,
	&command_nodeset,     &command_rollback,  &command_makedhcp,
	&command_mkdef,       &command_chdef,     &command_lsdef,
	&command_rmdef,       &command_noderange, &command_status,
	&command_serve,       &command_plugins,   &command_config,
	&command_doctor,      &command_init,      &command_copycds,
	&command_import_xcat, &command_help,      NULL,
};
