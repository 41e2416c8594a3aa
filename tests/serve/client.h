/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/serve/client.h - HTTP by hand: a client that can say anything.
 */
#ifndef TESTS_SERVE_CLIENT_H
#define TESTS_SERVE_CLIENT_H

#include "core/base/str.h"

/* What came back.  status 0: nothing that is HTTP. */
struct reply {
	int status;
	struct str head, body;
};

/* A connection to 127.0.0.1 from that address (127.x.y.z), or -errno.  Reads and writes
 * wait for ten seconds at most. */
int client_connect(const char *from, int port);

/* False: the other side closed before all was sent. */
bool client_send(int fd, const char *bytes, size_t n);

/* Reads one reply; has_body: as after anything but HEAD. */
void client_read(int fd, bool has_body, struct reply *);

/* A connection of its own for one request (a text with its headers and blank line). */
void client_ask(const char *from, int port, const char *request, struct reply *);

/* GET PATH with these header lines ("Range: bytes=0-1\r\n", or ""). */
void client_get(int port, const char *path, const char *headers, struct reply *);

/* POST /status of n bytes. */
void client_post(const char *from, int port, const char *report, struct reply *);

bool reply_says(const struct reply *, const char *header_line); /* in its head */
void reply_fini(struct reply *);

#endif
