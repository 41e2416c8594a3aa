/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/testboot/show.c - the node's own report, printed.
 */
#include "show.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

static void show_json(const struct machine *machine, const struct wire_report *report,
		      int64_t host_ms)
{
	const struct generation *generation = machine->request->generation;
	json_t *phases = json_object(), *all = json_object();

	for (size_t i = 0; i < report->n_phases; i++)
		json_object_set_new(phases, report->phases[i].name,
				    json_integer((json_int_t)report->phases[i].ms));
	json_object_set_new(all, "image", json_string(report->image));
	json_object_set_new(all, "method", json_string(report->method));
	json_object_set_new(all, "generation", json_string(generation->name));
	json_object_set_new(all, "kernel", json_string(report->kernel));
	json_object_set_new(all, "phases_ms", phases);
	json_object_set_new(all, "host_ms", json_integer(host_ms));
	json_object_set_new(all, "cpus", json_integer(report->cpus));
	json_object_set_new(all, "memory_total",
			    json_integer((json_int_t)report->memory_total));
	json_object_set_new(all, "memory_kept",
			    json_integer((json_int_t)report->memory_kept));
	json_object_set_new(all, "memory_peak",
			    json_integer((json_int_t)report->memory_peak));
	json_dumpf(all, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
	puts("");
	json_decref(all);
}

void show_report(const struct machine *machine, const struct wire_report *report,
		 int64_t host_ms)
{
	const struct testboot_request *request = machine->request;

	if (request->json) {
		show_json(machine, report, host_ms);
		return;
	}
	printf("%s:%s@%s is up, %.1f s after power on\n", report->image, report->method,
	       request->generation->name, (double)host_ms / 1000);
	printf("  machine   %s%s%s, %" PRIu64 " MB, %u CPUs\n", machine->platform->p.name,
	       machine->firmware ? ", " : "", machine->firmware ? machine->firmware : "",
	       request->memory >> 20, request->cpus);
	printf("  kernel    %s\n", report->kernel);
	for (size_t i = 0; i < report->n_phases; i++)
		printf("  %-9s %7.2f s\n", report->phases[i].name,
		       (double)report->phases[i].ms / 1000);
	printf("  memory    %.1f of %.1f MB cannot be dropped, at %u possible CPUs\n",
	       (double)report->memory_kept / 1048576,
	       (double)report->memory_total / 1048576, report->cpus);
	printf("  root      took %.1f MB at most until it stood\n",
	       (double)report->memory_peak / 1048576);
	fflush(stdout);
}
