/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/http.h - the process that speaks HTTP.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "listen.h"
#include "privileges.h"
#include "serve.h"
#include "served.h"

struct http_setup {
	struct log log;
	struct server_limits limits; /* zeros as in serve.h */
	const struct listeners *listeners;
	struct identity identity;
	int folder[SERVED_FOLDERS]; /* open folders                        */
	int channel;                /* to the writer process; -1: there is none */
	pid_t parent;               /* whose end is our end too            */
};

/* Runs until SIGTERM, the parent's end, or the writer's.  arg: struct http_setup.  For
 * child_start(); returns an exit status. */
int http_run(void *arg, int ready);

#endif
