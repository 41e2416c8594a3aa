/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/retry.c - how long to wait before the next try, and when to give up.
 */
#include "retry.h"

void retry_init(struct retry *retry, unsigned servers, int64_t now)
{
	*retry = (struct retry){ .servers = servers ? servers : 1,
				 .since = now,
				 .bound = RETRY_BOUND_MS };
}

void retry_progress(struct retry *retry, int64_t now)
{
	retry->failures = 0;
	retry->since = now;
}

int retry_failed(struct retry *retry, int64_t now, uint32_t random)
{
	unsigned round;
	uint32_t ms = RETRY_FIRST_MS;

	retry->failures++;
	retry->at = (retry->at + 1) % retry->servers;
	round = retry->failures / retry->servers;
	if (now - retry->since > retry->bound || round > RETRY_ROUNDS)
		return -1;
	if (retry->failures % retry->servers)
		return 0;
	while (--round > 0 && ms < RETRY_MOST_MS)
		ms *= 2;
	if (ms > RETRY_MOST_MS)
		ms = RETRY_MOST_MS;
	return (int)(ms / 2 + random % (ms / 2 + 1));
}
