/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/retry_test.c
 */
#include "node/retry.h"
#include "tests/unit/unit.h"

static void every_server_at_once(void)
{
	struct retry retry;

	retry_init(&retry, 3, 0);
	UNIT_INT(retry.at, 0);
	UNIT_INT(retry_failed(&retry, 0, 0), 0);
	UNIT_INT(retry.at, 1);
	UNIT_INT(retry_failed(&retry, 0, 0), 0);
	UNIT_INT(retry.at, 2);
	UNIT_INT(retry_failed(&retry, 0, 0), RETRY_FIRST_MS / 2);
	UNIT_INT(retry.at, 0);
}

static void backs_off(void)
{
	struct retry retry;
	int most = 0, before = 0;

	retry_init(&retry, 1, 0);
	for (int i = 0; i < RETRY_ROUNDS; i++) {
		int ms = retry_failed(&retry, 0, 0);

		CU_ASSERT(ms >= before && ms <= RETRY_MOST_MS);
		before = ms;
		most = ms > most ? ms : most;
	}
	UNIT_INT(most, RETRY_MOST_MS / 2);
	UNIT_INT(retry_failed(&retry, 0, 0), -1);
}

static void jitters(void)
{
	for (uint32_t random = 0; random < 1000000; random += 997) {
		struct retry retry;
		int ms;

		retry_init(&retry, 1, 0);
		ms = retry_failed(&retry, 0, random);
		CU_ASSERT(ms >= RETRY_FIRST_MS / 2 && ms <= RETRY_FIRST_MS);
	}
}

static void is_bounded(void)
{
	struct retry retry;

	retry_init(&retry, 2, 1000);
	CU_ASSERT(retry_failed(&retry, 1000 + RETRY_BOUND_MS, 0) >= 0);
	UNIT_INT(retry_failed(&retry, 1001 + RETRY_BOUND_MS, 0), -1);
	retry_progress(&retry, 2000 + RETRY_BOUND_MS);
	UNIT_INT(retry_failed(&retry, 2000 + RETRY_BOUND_MS, 0), 0);
	retry.bound = 5000;
	UNIT_INT(retry_failed(&retry, 7001 + RETRY_BOUND_MS, 0), -1);
}

const char unit_suite[] = "node retry";
const struct unit_case unit_cases[] = {
	{ "every server is tried once without a wait", every_server_at_once },
	{ "rounds wait longer and longer, up to a bound", backs_off },
	{ "up to half of a wait is left out at random", jitters },
	{ "without progress it ends, and progress begins anew", is_bounded },
	{ NULL, NULL }
};
