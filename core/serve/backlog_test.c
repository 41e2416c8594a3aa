/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/backlog_test.c
 */
#include "backlog.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGES = 2000 };

static void *put_all(void *arg)
{
	struct channel_message *message = mem_alloc(sizeof(*message));

	message->kind = CHANNEL_REPORT;
	for (int i = 0; i < MESSAGES; i++) {
		message->bytes = (uint32_t)snprintf(message->text, CHANNEL_TEXT, "%d", i);
		backlog_put(arg, message);
	}
	backlog_end(arg);
	free(message);
	return NULL;
}

static void everything_comes_out_in_order(void)
{
	struct backlog backlog;
	struct pendings batch;
	pthread_t thread;
	int next = 0;

	backlog_init(&backlog);
	CU_ASSERT(pthread_create(&thread, NULL, put_all, &backlog) == 0);
	while (backlog_take(&backlog, 1000, 1, &batch)) {
		for (size_t i = 0; i < batch.n; i++)
			UNIT_INT(atoi(batch.v[i].text), next++);
		pendings_fini(&batch);
	}
	pendings_fini(&batch);
	UNIT_INT(next, MESSAGES);
	pthread_join(thread, NULL);
	backlog_fini(&backlog);
}

static void an_idle_backlog_lets_go(void)
{
	struct backlog backlog;
	struct pendings batch;
	int64_t start = log_now_ms();

	backlog_init(&backlog);
	CU_ASSERT(backlog_take(&backlog, 50, 1000, &batch));
	UNIT_INT(batch.n, 0);
	CU_ASSERT(log_now_ms() - start < 900);
	backlog_end(&backlog);
	CU_ASSERT(!backlog_take(&backlog, 10000, 10000, &batch));
	CU_ASSERT(log_now_ms() - start < 5000);
	pendings_fini(&batch);
	backlog_fini(&backlog);
}

const char unit_suite[] = "backlog";
const struct unit_case unit_cases[] = {
	{ "everything comes out, in order, until the end",
	  everything_comes_out_in_order },
	{ "an idle backlog lets go in time", an_idle_backlog_lets_go },
	{ NULL, NULL },
};
