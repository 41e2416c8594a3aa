/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/report_test.c
 */
#include "wire/report.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEX16 "0123456789abcdef"
#define HEX64 HEX16 HEX16 HEX16 HEX16
#define HEAD  "stateless-report 1\nnode n1\nstate up\n"

static void round_trip(void)
{
	struct wire_report report = { .node = "n1",
				      .image = "compute",
				      .method = "squashfs",
				      .generation = HEX64,
				      .boot = "8d2f-1",
				      .state = "failed",
				      .error = "no server answers",
				      .kernel = "6.1.0",
				      .cpus = 256,
				      .memory_total = 1 << 30,
				      .memory_kept = UINT64_MAX,
				      .memory_peak = 70 << 20,
				      .hostkeys = { "ssh-ed25519 AAAA" },
				      .n_hostkeys = 1 };
	struct wire_report again;
	char text[WIRE_REPORT_MOST];
	int n;

	wire_report_phase(&report, "kernel", 0);
	wire_report_phase(&report, "fetch", 12345);
	n = wire_report_write(&report, text, sizeof(text));
	CU_ASSERT(n > 0);
	UNIT_INT(wire_report_read(text, (size_t)n, &again), 0);
	CU_ASSERT(memcmp(&report, &again, sizeof(report)) == 0);
	UNIT_INT(wire_report_write(&report, text, 100), -ENOSPC);
}

static void cannot_be_forged(void)
{
	struct wire_report report = { .node = "n1",
				      .state = "failed",
				      .error = "x\nnode n2\x1b[2J\xff" };
	struct wire_report again;
	char text[WIRE_REPORT_MOST];
	int n = wire_report_write(&report, text, sizeof(text));

	UNIT_INT(wire_report_read(text, (size_t)n, &again), 0);
	UNIT_STR(again.node, "n1");
	UNIT_STR(again.error, "x?node n2?[2J?");
}

static void refuses_hostile(void)
{
	static const char *const rows[] = {
		"",
		"node n1\nstate up\n",
		"stateless-report 2\nnode n1\nstate up\n",
		"stateless-report 1\nstate up\n",
		"stateless-report 1\nnode n1\n",
		"stateless-report 1\nnode n 1\nstate up\n",
		"stateless-report 1\nnode n1\nstate sideways\n",
		"stateless-report 1\nnode n1\nstate upupupupupupupupupup\n",
		HEAD "generation " HEX16 "\n",
		HEAD "generation ../../etc/passwd\n",
		HEAD "phase a\n",
		HEAD "phase a -1\n",
		HEAD "phase a 1 2\n",
		HEAD "phase a 18446744073709551616\n",
		HEAD "phase aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1\n",
		HEAD "memory 1\n",
		HEAD "memory 1 2 3\n",
		HEAD "memory -1 2\n",
		HEAD "peak -1\n",
		HEAD "peak 1 2\n",
		HEAD "cpus 99999999999\n",
		HEAD "hostkey\n",
	};
	struct wire_report report;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int rc = wire_report_read(rows[i], strlen(rows[i]), &report);

		if (rc != -EINVAL)
			fprintf(stderr, "\n  accepted \"%s\"\n", rows[i]);
		UNIT_INT(rc, -EINVAL);
	}
	UNIT_INT(wire_report_read(HEAD, strlen(HEAD) + 1, &report), -EINVAL);
}

static void refuses_too_much(void)
{
	static char text[WIRE_REPORT_MOST + 4096];
	struct wire_report report;
	int n = snprintf(text, sizeof(text), HEAD);

	for (int i = 0; i <= WIRE_PHASES; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "phase p %d\n", i);
	UNIT_INT(wire_report_read(text, (size_t)n, &report), -EINVAL);
	n = snprintf(text, sizeof(text), HEAD);
	for (int i = 0; i <= WIRE_HOSTKEYS; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "hostkey k\n");
	UNIT_INT(wire_report_read(text, (size_t)n, &report), -EINVAL);
	n = snprintf(text, sizeof(text), HEAD "error ");
	memset(text + n, 'e', 512);
	UNIT_INT(wire_report_read(text, (size_t)n + 511, &report), 0);
	UNIT_INT(wire_report_read(text, (size_t)n + 512, &report), -EINVAL);
	memset(text + n, 'e', sizeof(text) - (size_t)n);
	UNIT_INT(wire_report_read(text, WIRE_REPORT_MOST + 1, &report), -EINVAL);
}

static void newer_keys_pass(void)
{
	static const char text[] = HEAD "colour blue\nkernel 9.9\n";
	struct wire_report report;

	UNIT_INT(wire_report_read(text, strlen(text), &report), 0);
	UNIT_STR(report.kernel, "9.9");
}

static void phases_are_bounded(void)
{
	struct wire_report report = { 0 };

	for (int i = 0; i < WIRE_PHASES + 5; i++)
		wire_report_phase(&report, "a phase\nof a name that is much too long", 1);
	UNIT_INT(report.n_phases, WIRE_PHASES);
	UNIT_STR(report.phases[0].name, "a-phase-of-a-name-that-is-much-");
}

const char unit_suite[] = "wire report";
const struct unit_case unit_cases[] = {
	{ "what is written is read back", round_trip },
	{ "a text in a report cannot forge a line, nor reach a terminal",
	  cannot_be_forged },
	{ "hostile reports are refused", refuses_hostile },
	{ "more than the tables hold is refused", refuses_too_much },
	{ "keys of a newer node program are passed over", newer_keys_pass },
	{ "a full table takes no more phases", phases_are_bounded },
	{ NULL, NULL }
};
