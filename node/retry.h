/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/retry.h - how long to wait before the next try, and when to give up.
 */
#ifndef NODE_RETRY_H
#define NODE_RETRY_H

#include <stdint.h>

enum {
	RETRY_FIRST_MS = 500,
	RETRY_MOST_MS = 30000,
	RETRY_BOUND_MS = 600000, /* without any progress */
	RETRY_ROUNDS = 30        /* of all servers, without any progress */
};

struct retry {
	unsigned servers;  /* how many there are */
	unsigned at;       /* the one to ask now */
	unsigned failures; /* since the last progress */
	int64_t since;     /* when that was, ms */
	int64_t bound;     /* ms without progress, after which it gives up */
};

/* bound: RETRY_BOUND_MS, which the caller may change. */
void retry_init(struct retry *, unsigned servers, int64_t now);
void retry_progress(struct retry *, int64_t now);

/* After a failure: turns to the next server.  Returns how many milliseconds to wait
 * first, or -1: the bound is reached.  Each server is tried once at once; then each round
 * waits twice as long as the one before, of which a random half (`random`: any number) is
 * left out so that a thousand nodes do not come back at once. */
int retry_failed(struct retry *, int64_t now, uint32_t random);

#endif
