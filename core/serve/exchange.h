/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/exchange.h - what the threads of the HTTP process share, and simple answers.
 */
#ifndef SERVE_EXCHANGE_H
#define SERVE_EXCHANGE_H

#include "boots.h"
#include "core/base/log.h"
#include "peers.h"
#include "served.h"

#include <microhttpd.h>
#include <pthread.h>

/* libmicrohttpd has renamed this one's constant between its versions. */
enum { HTTP_TOO_LARGE = 413 };

struct exchange {
	struct log log; /* copied by who says something: threads must not share it */
	int folder[SERVED_FOLDERS];
	int channel; /* -1: no reports */
	pthread_rwlock_t peers_lock;
	struct peers peers;
	pthread_mutex_t boots_lock;
	struct boots *boots;
	pthread_mutex_t refusals_lock;
	int64_t refusals_second;
	unsigned refusals; /* said in this second    */
	unsigned hidden;   /* and not said since     */
};

void exchange_init(struct exchange *, const struct log *, int channel);
void exchange_fini(struct exchange *);

/* Takes over `fresh`. */
void exchange_set_peers(struct exchange *, struct peers *fresh);

/* A warning about what a client did, at most five in a second: a flood of bad requests
 * must not become a flood in the journal. */
void exchange_refuse(struct exchange *, const char *fmt, ...) PRINTF_LIKE(2, 3);
void exchange_debug(struct exchange *, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Queues an answer, which says that it is ours: doctor looks for `Server: stateless`. */
enum MHD_Result exchange_queue(struct MHD_Connection *, unsigned status,
			       struct MHD_Response *);

/* An answer of one line of text. */
enum MHD_Result exchange_answer(struct MHD_Connection *, unsigned status,
				const char *text);

/* The client's address; zeros if there is none. */
void exchange_client(struct MHD_Connection *, struct in6_addr *);

#endif
