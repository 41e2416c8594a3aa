/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/init/init_test.c - which words a new site takes.
 */
#include "init.h"

#include "tests/unit/unit.h"

#include <errno.h>

static void ignore(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

static const struct {
	const char *network, *server, *interface;
	int rc;
} rows[] = {
	{ NULL, NULL, NULL, 0 },
	{ "10.1.0.0/16", "10.1.0.1", "eth0", 0 },
	{ "10.1.2.128/25", "10.1.0.1:8080", "br-lan", 0 },
	{ "fd00::/64", "fd00::1", NULL, 0 },
	{ "fd00::/128", NULL, NULL, 0 },
	{ "10.1.0.1/16", NULL, NULL, -EINVAL },
	{ "10.1.0.0", NULL, NULL, -EINVAL },
	{ "10.1.0.0/0", NULL, NULL, -EINVAL },
	{ "10.1.0.0/33", NULL, NULL, -EINVAL },
	{ "10.1.0.0/", NULL, NULL, -EINVAL },
	{ "10.1.0.0/-1", NULL, NULL, -EINVAL },
	{ "10.1.0.0/16x", NULL, NULL, -EINVAL },
	{ "10.1.0.0/1600", NULL, NULL, -EINVAL },
	{ "/16", NULL, NULL, -EINVAL },
	{ "fd00::/129", NULL, NULL, -EINVAL },
	{ "fd00::1/64", NULL, NULL, -EINVAL },
	{ NULL, "head.cluster", NULL, -EINVAL },
	{ NULL, "", NULL, -EINVAL },
	{ NULL, NULL, "a name that is long", -EINVAL },
	{ NULL, NULL, "eth0\"", -EINVAL },
	{ NULL, NULL, "interface0123456", -EINVAL },
};

static void words_are_checked(void)
{
	struct log log;

	log_init(&log, "test");
	log.sink = ignore;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct init_request request = { .network = rows[i].network,
						      .server = rows[i].server,
						      .interface = rows[i].interface };

		UNIT_INT(init_check(&log, &request), rows[i].rc);
	}
}

const char unit_suite[] = "new sites";
const struct unit_case unit_cases[] = {
	{ "words are checked", words_are_checked },
	{ NULL, NULL },
};
