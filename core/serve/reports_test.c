/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/serve/reports_test.c
 */
#include "reports.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "stateless-report 1\n"

static const struct row {
	const char *from, *text;
	enum reports_verdict verdict;
} rows[] = {
	{ "10.0.0.1", HEAD "node n1\nstate up\n", REPORTS_TAKEN },
	{ "::ffff:10.0.0.1", HEAD "node n1\nstate booting\n", REPORTS_TAKEN },
	{ "10.0.0.1", HEAD "node n1b\nstate failed\nerror \x1b[2J\n", REPORTS_TAKEN },
	{ "10.0.0.2", HEAD "node n1\nstate up\n", REPORTS_FOREIGN },
	{ "10.0.0.9", HEAD "node n1\nstate up\n", REPORTS_FOREIGN },
	{ "10.0.0.1", HEAD "node n2\nstate up\n", REPORTS_FOREIGN },
	{ "10.0.0.1", HEAD "node unknown\nstate up\n", REPORTS_FOREIGN },
	{ "127.0.0.1", HEAD "node n1\nstate up\n", REPORTS_FOREIGN },
	{ "10.0.0.1", "", REPORTS_MALFORMED },
	{ "10.0.0.1", "node n1\nstate up\n", REPORTS_MALFORMED },
	{ "10.0.0.1", HEAD "state up\n", REPORTS_MALFORMED },
	{ "10.0.0.1", HEAD "node n1\n", REPORTS_MALFORMED },
	{ "10.0.0.1", HEAD "node n1\nstate dancing\n", REPORTS_MALFORMED },
	{ "10.0.0.1", "GET / HTTP/1.1\r\n", REPORTS_MALFORMED },
};

static enum reports_verdict judge(const char *from, const char *text, size_t n)
{
	struct wire_report report;
	struct in6_addr address;
	enum reports_verdict verdict;
	struct peers peers;

	peers_read("node 10.0.0.1 n1\nnode 10.0.0.1 n1b\nnode 10.0.0.2 n2\n", &peers);
	CU_ASSERT(peers_address(from, &address));
	verdict = reports_judge(&peers, &address, text, n, &report);
	peers_fini(&peers);
	return verdict;
}

static void only_a_nodes_own_report_is_taken(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		UNIT_INT(judge(rows[i].from, rows[i].text, strlen(rows[i].text)),
			 rows[i].verdict);
}

static void a_report_has_a_limit(void)
{
	char *text CLEANUP_FREE = mem_alloc(WIRE_REPORT_MOST + 2);
	size_t n = strlen(HEAD "node n1\nstate up\n");

	memset(text, 'x', WIRE_REPORT_MOST + 1);
	for (size_t i = 0; i < n; i++)
		text[i] = (HEAD "node n1\nstate up\n")[i];
	UNIT_INT(judge("10.0.0.1", text, WIRE_REPORT_MOST + 1), REPORTS_TOO_LARGE);
	UNIT_INT(judge("10.0.0.1", text, WIRE_REPORT_MOST), REPORTS_TAKEN);
}

static void a_nul_is_malformed(void)
{
	static const char text[] = HEAD "node n1\0x\nstate up\n";

	UNIT_INT(judge("10.0.0.1", text, sizeof(text) - 1), REPORTS_MALFORMED);
}

const char unit_suite[] = "reports";
const struct unit_case unit_cases[] = {
	{ "a report is taken for the node whose address sent it",
	  only_a_nodes_own_report_is_taken },
	{ "a report has a limit", a_report_has_a_limit },
	{ "a NUL in a report is malformed", a_nul_is_malformed },
	{ NULL, NULL },
};
