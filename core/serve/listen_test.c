/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/listen_test.c
 */
#include "listen.h"
#include "core/base/str.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct told {
	struct log log;
	struct str text;
};

static void say(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

static void told_init(struct told *told)
{
	*told = (struct told){ .text = { 0 } };
	log_init(&told->log, "test");
	told->log.sink = say;
	told->log.arg = &told->text;
}

static void one_port_serves_all_addresses(void)
{
	const char *const addresses[] = { "127.0.0.1", "127.0.0.2", NULL };
	struct listeners listeners;
	struct told told;

	told_init(&told);
	UNIT_INT(listen_open(&told.log, addresses, 0, &listeners), 0);
	UNIT_INT(listeners.n, 2);
	CU_ASSERT(listeners.port > 0);
	listen_close(&listeners);
	UNIT_INT(listeners.n, 0);
	UNIT_INT(listen_open(&told.log, NULL, 0, &listeners), 0);
	UNIT_INT(listeners.n, 1);
	CU_ASSERT(listeners.port > 0);
	listen_close(&listeners);
	str_fini(&told.text);
}

static void a_port_in_use_is_told(void)
{
	const char *const addresses[] = { "127.0.0.1", NULL };
	struct listeners first, second;
	struct told told;

	told_init(&told);
	UNIT_INT(listen_open(&told.log, addresses, 0, &first), 0);
	UNIT_INT(listen_open(&told.log, addresses, first.port, &second), -EADDRINUSE);
	CU_ASSERT(strstr(str_text(&told.text), "another server runs there") != NULL);
	listen_close(&first);
	str_fini(&told.text);
}

static void wrong_addresses_are_told(void)
{
	static const struct row {
		const char *address;
		int port, rc;
	} rows[] = {
		{ "localhost", 0, -EINVAL },    { "", 0, -EINVAL },
		{ "127.0.0.1:80", 0, -EINVAL }, { "127.0.0.1", 65536, -EINVAL },
		{ "127.0.0.1", -1, -EINVAL },   { "192.0.2.1", 0, -EADDRNOTAVAIL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const addresses[] = { rows[i].address, NULL };
		struct listeners listeners;
		struct told told;

		told_init(&told);
		UNIT_INT(listen_open(&told.log, addresses, rows[i].port, &listeners),
			 rows[i].rc);
		UNIT_INT(told.log.errors, 1);
		UNIT_INT(listeners.n, 0);
		str_fini(&told.text);
	}
}

const char unit_suite[] = "listen";
const struct unit_case unit_cases[] = {
	{ "one port serves all addresses", one_port_serves_all_addresses },
	{ "a port in use is told", a_port_in_use_is_told },
	{ "wrong addresses are told", wrong_addresses_are_told },
	{ NULL, NULL },
};
