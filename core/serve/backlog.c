/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/backlog.c - messages that wait to be stored, between two threads.
 */
#include "backlog.h"

#include <stdlib.h>
#include <time.h>

enum { BYTES_MOST = 64 << 20, ROOM = 256 };

void backlog_init(struct backlog *backlog)
{
	pthread_condattr_t attributes;

	*backlog = (struct backlog){ .ended = false };
	pthread_mutex_init(&backlog->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&backlog->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

void pendings_fini(struct pendings *pendings)
{
	for (size_t i = 0; i < pendings->n; i++)
		free(pendings->v[i].text);
	free(pendings->v);
	*pendings = (struct pendings){ 0 };
}

void backlog_fini(struct backlog *backlog)
{
	pendings_fini(&backlog->pendings);
	pthread_cond_destroy(&backlog->changed);
	pthread_mutex_destroy(&backlog->lock);
}

static void add(struct pendings *pendings, const struct channel_message *message)
{
	if (pendings->n % ROOM == 0)
		pendings->v =
			mem_grow(pendings->v, pendings->n + ROOM, sizeof(*pendings->v));
	pendings->v[pendings->n++] = (struct pending){
		.kind = (enum channel_kind)message->kind,
		.address = message->address,
		.at = (int64_t)time(NULL),
		.text = mem_ndup(message->text, message->bytes),
	};
	pendings->bytes += message->bytes + sizeof(*pendings->v);
}

/* Waits for a change until then; false: the time has come. */
static bool wait_until(struct backlog *backlog, int64_t until_ms)
{
	const struct timespec until = { .tv_sec = until_ms / 1000,
					.tv_nsec = until_ms % 1000 * 1000000 };

	return pthread_cond_timedwait(&backlog->changed, &backlog->lock, &until) == 0;
}

/* The other thread empties the backlog at every turn, whatever the database does: this
 * wait ends. */
void backlog_put(struct backlog *backlog, const struct channel_message *message)
{
	pthread_mutex_lock(&backlog->lock);
	while (backlog->pendings.bytes > BYTES_MOST)
		(void)wait_until(backlog, log_now_ms() + 1000);
	add(&backlog->pendings, message);
	pthread_cond_broadcast(&backlog->changed);
	pthread_mutex_unlock(&backlog->lock);
}

void backlog_end(struct backlog *backlog)
{
	pthread_mutex_lock(&backlog->lock);
	backlog->ended = true;
	pthread_cond_broadcast(&backlog->changed);
	pthread_mutex_unlock(&backlog->lock);
}

bool backlog_take(struct backlog *backlog, int wait_ms, int gather_ms,
		  struct pendings *out)
{
	int64_t until = log_now_ms() + wait_ms;
	bool more;

	pthread_mutex_lock(&backlog->lock);
	while (backlog->pendings.n == 0 && !backlog->ended && wait_until(backlog, until))
		;
	until = log_now_ms() + gather_ms;
	while (backlog->pendings.n && !backlog->ended && wait_until(backlog, until))
		;
	*out = backlog->pendings;
	backlog->pendings = (struct pendings){ 0 };
	more = out->n || !backlog->ended;
	pthread_cond_broadcast(&backlog->changed);
	pthread_mutex_unlock(&backlog->lock);
	return more;
}
