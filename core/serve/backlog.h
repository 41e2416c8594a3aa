/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/backlog.h - messages that wait to be stored, between two threads.
 */
#ifndef SERVE_BACKLOG_H
#define SERVE_BACKLOG_H

#include "channel.h"

#include <pthread.h>
#include <stdbool.h>

struct pending {
	enum channel_kind kind;
	struct in6_addr address;
	int64_t at; /* seconds since 1970 */
	char *text;
};

struct pendings {
	struct pending *v;
	size_t n, bytes;
};

struct backlog {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct pendings pendings;
	bool ended;
};

void backlog_init(struct backlog *);
void backlog_fini(struct backlog *);

/* Adds a copy; waits while the backlog is full (64 MiB), so that the channel fills and
 * the HTTP process answers "try again". */
void backlog_put(struct backlog *, const struct channel_message *);

/* Nothing more will be put. */
void backlog_end(struct backlog *);

/* Takes all of it: gather_ms after the first message came, so that many are stored at
 * once, or nothing after wait_ms.  False: ended, and nothing is left. */
bool backlog_take(struct backlog *, int wait_ms, int gather_ms, struct pendings *);
void pendings_fini(struct pendings *);

#endif
