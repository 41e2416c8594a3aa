/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/http.h - an HTTP client with a bound on every wait.
 */
#ifndef NODE_HTTP_H
#define NODE_HTTP_H

#include "httphead.h"
#include "servers.h"

#include <sys/types.h>

enum {
	HTTP_CONNECT_MS = 5000,
	HTTP_STALL_MS = 10000, /* no byte for so long ends a transfer */
	HTTP_WHY = 200
};

struct http {
	int fd;
	char buffer[8192];
	size_t have, used; /* of buffer */
	uint64_t left;     /* of the body, or HTTP_UNKNOWN */
	char why[HTTP_WHY];
};

/* Asks for bytes [from, to) of path (to 0: the whole) and reads the answer's head.  A
 * server that knows no ranges is read up to `from`.  0, or -errno with http->why filled
 * and nothing open. */
int http_get(struct http *, const struct server *, const char *path, uint64_t from,
	     uint64_t to);

/* Up to n bytes of the body, at least one; 0 at its end; -errno, with why filled. */
ssize_t http_read(struct http *, void *data, size_t n);

/* Exactly n bytes before the clock_ms() of deadline. */
int http_read_all(struct http *, void *data, size_t n, int64_t deadline);

void http_close(struct http *);

/* A TCP connection to the server, made within ms; a descriptor that does not block, or
 * -errno. */
int http_connect(const struct server *, int ms);

/* Sends a text and waits at most ms for the answer 2xx. */
int http_post(const struct server *, const char *path, const char *text, size_t n, int ms,
	      char why[HTTP_WHY]);

#endif
