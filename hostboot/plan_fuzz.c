/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/plan_fuzz.c - a boot plan, as the network brought it.
 */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void say_nothing(void *arg, int level, const char *line)
{
	(void)arg;
	(void)level;
	(void)line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct log log = { .sink = say_nothing };
	struct boot_plan plan CLEANUP_PLAN = { 0 };

	if (boot_plan_parse(&log, "plan", (const char *)data, n, &plan) < 0)
		return 0;
	for (size_t i = 0; i < plan.n; i++) {
		const struct step *step = &plan.v[i];

		if (step->path && strstr(step->path, "/../"))
			abort();
		if (step->kind == STEP_WAIT && (step->seconds == 0 || step->list.n == 0))
			abort();
		if (step->kind == STEP_WRITE && (!step->text || !step->text[0]))
			abort();
	}
	return 0;
}
