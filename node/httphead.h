/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/httphead.h - the head of an HTTP answer, and of our requests (RFC 9110, 9112).
 */
#ifndef NODE_HTTPHEAD_H
#define NODE_HTTPHEAD_H

#include <stddef.h>
#include <stdint.h>

#define HTTP_UNKNOWN UINT64_MAX

struct http_head {
	int status;
	uint64_t length; /* of the body, or HTTP_UNKNOWN */
	uint64_t first;  /* of a 206: where the body begins in the whole */
	uint64_t total;  /* of a 206: length of the whole, or HTTP_UNKNOWN */
};

/* Reads the head at the start of text.  Returns its length with the empty line; 0: more
 * is needed; -EINVAL: this is no HTTP/1 answer; -ENOTSUP: a transfer coding. */
int http_head_parse(const char *text, size_t n, struct http_head *);

struct http_request {
	const char *method, *host, *path;
	uint64_t from, to; /* bytes [from, to) are asked for; to 0: the whole */
	size_t body;       /* bytes that follow, of a POST */
};

/* The length, or -ENOSPC. */
int http_request_format(const struct http_request *, char *text, size_t room);

#endif
