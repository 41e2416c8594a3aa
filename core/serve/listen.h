/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/listen.h - listening sockets.
 */
#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

#include "core/base/log.h"

enum { LISTEN_MOST = 8 };

struct listeners {
	int fd[LISTEN_MOST];
	size_t n;
	int port; /* of fd[0] */
};

/* Binds and listens on each address (numeric; NULL or empty list: every address of the
 * host, IPv6 too where there is IPv6).  port 0: a free one is chosen for the first and
 * taken for all.  0 or -errno, said. */
int listen_open(struct log *, const char *const *addresses, int port,
		struct listeners *) MUST_CHECK;
void listen_close(struct listeners *);

#endif
