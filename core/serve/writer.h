/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/writer.h - the process that writes what nodes report into the inventory.
 */
#ifndef SERVE_WRITER_H
#define SERVE_WRITER_H

#include "core/base/log.h"

struct writer_setup {
	struct log log;
	int channel;                  /* to the HTTP process                   */
	const char *inventory;        /* the database                          */
	const char *known_hosts;      /* the file, or NULL                     */
	const char *const *addresses; /* as in struct server_options, or NULL  */
};

/* Runs until the HTTP process closes the channel; what came before is stored.  arg:
 * struct writer_setup.  For child_start(); returns an exit status. */
int writer_run(void *arg, int ready);

#endif
