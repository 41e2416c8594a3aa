/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/cli/status_output.c - the three forms in which the status of nodes is printed.
 */
#include "status_output.h"
#include "units.h"

#include "core/base/str.h"
#include "core/image/generation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_LEAST = 8, NAME_MOST = 40 };

void status_output_age(int64_t seconds, char text[UNITS_ROOM])
{
	static const struct {
		int64_t most, unit;
		char letter;
	} steps[] = { { 120, 1, 's' }, { 7200, 60, 'm' }, { 172800, 3600, 'h' } };

	if (seconds < 0) {
		snprintf(text, UNITS_ROOM, "-");
		return;
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (seconds < steps[i].most) {
			snprintf(text, UNITS_ROOM, "%" PRId64 "%c",
				 seconds / steps[i].unit, steps[i].letter);
			return;
		}
	snprintf(text, UNITS_ROOM, "%" PRId64 "d", seconds / 86400 % 1000000);
}

void status_output_begin(struct status_output *out, bool json, bool full,
			 const struct strv *names)
{
	*out = (struct status_output){ .full = full, .width = NAME_LEAST };
	if (json) {
		out->json = json_array();
		return;
	}
	for (size_t i = 0; i < names->n; i++) {
		int n = (int)strlen(names->v[i]);

		if (n > out->width)
			out->width = n > NAME_MOST ? NAME_MOST : n;
	}
	if (!full)
		printf("%-*s  %-8s  %-18s  %-16s  %-16s  %6s\n", out->width, "node",
		       "set to", "reports", "image", "generation", "age");
}

/* ---- one line ---- */

static const char *wanted_image(const struct nodestatus *status)
{
	return status->wanted && status->wanted->image ? status->wanted->image : "-";
}

static void add_life(struct str *text, const struct nodestatus *status)
{
	if (status->life == NODESTATUS_UNHEARD) {
		str_add(text, "-");
		return;
	}
	str_add(text, nodestatus_word(status->life));
	if (status->phase[0]) {
		str_add(text, " ");
		str_add_printable(text, status->phase);
	}
}

static void add_image(struct str *text, const struct nodestatus *status)
{
	if (status->report.image[0])
		str_add_printable(text, status->report.image);
	else
		str_add(text, wanted_image(status));
}

/* That it runs is worth more than what it should run; both only when they differ. */
static void print_line(const struct status_output *out, const struct nodestatus *status)
{
	struct str life CLEANUP_STR = { 0 }, image CLEANUP_STR = { 0 };
	const struct node_state *wanted = status->wanted;
	const char *generation = status->report.generation;
	char age[UNITS_ROOM];

	add_life(&life, status);
	add_image(&image, status);
	status_output_age(status->age, age);
	if (!*generation)
		generation = wanted && wanted->generation ? wanted->generation : "-";
	printf("%-*s  %-8s  %-18s  %-16s  %-16.*s  %6s", out->width, status->node,
	       wanted ? wanted->state : "-", str_text(&life), str_text(&image),
	       GENERATION_NAME, generation, age);
	if (status->other && wanted)
		printf("  wants %.*s", GENERATION_NAME, wanted->generation);
	puts("");
}

/* ---- everything ---- */

static void print_text(const char *label, const char *value)
{
	struct str text CLEANUP_STR = { 0 };

	str_add_printable(&text, value);
	if (*value)
		printf("    %-11s %s\n", label, str_text(&text));
}

static void print_wanted(const struct node_state *wanted)
{
	if (!wanted)
		return;
	printf("    %-11s %s", "set to", wanted->state);
	if (wanted->image)
		printf(" %s", wanted->image);
	if (wanted->method)
		printf(":%s", wanted->method);
	if (wanted->generation)
		printf("@%.*s", GENERATION_NAME, wanted->generation);
	puts(wanted->applied ? "" : " (not written yet)");
}

static void print_phases(const struct nodestatus *status)
{
	for (size_t i = 0; i < status->n_seen; i++) {
		const struct node_seen *seen = &status->seen[i];
		char when[UNITS_ROOM];

		units_time(seen->at, when);
		printf("    %-11s %-16s ", i ? "" : "seen", seen->phase);
		if (i == 0)
			printf("%s\n", when);
		else
			printf("%+7" PRId64 " s\n", seen->at - status->seen[0].at);
	}
	for (size_t i = 0; i < status->report.n_phases; i++) {
		const struct wire_phase *phase = &status->report.phases[i];
		struct str name CLEANUP_STR = { 0 };

		str_add_printable(&name, phase->name);
		printf("    %-11s %-16s %9.3f s\n", i ? "" : "phases", str_text(&name),
		       (double)phase->ms / 1000);
	}
}

static void print_machine(const struct wire_report *report)
{
	char total[UNITS_ROOM], kept[UNITS_ROOM];

	if (report->cpus)
		printf("    %-11s %u possible\n", "CPUs", report->cpus);
	if (!report->memory_total)
		return;
	units_bytes(report->memory_total, total);
	units_bytes(report->memory_kept, kept);
	printf("    %-11s %s, %s of it cannot be dropped\n", "memory", total, kept);
}

static void print_keys(const struct wire_report *report)
{
	struct str types CLEANUP_STR = { 0 };

	for (size_t i = 0; i < report->n_hostkeys; i++) {
		const char *key = report->hostkeys[i];
		char *type CLEANUP_FREE = mem_ndup(key, strcspn(key, " "));

		str_addf(&types, "%s%s", i ? ", " : "", type);
	}
	print_text("host keys", str_text(&types));
}

static void print_full(const struct nodestatus *status)
{
	const struct wire_report *report = &status->report;
	struct str life CLEANUP_STR = { 0 };
	char age[UNITS_ROOM];

	status_output_age(status->age, age);
	add_life(&life, status);
	printf("%s\n", status->node);
	print_wanted(status->wanted);
	printf("    %-11s %s", "reports", str_text(&life));
	if (status->age >= 0)
		printf(", %s ago", age);
	if (status->received)
		printf(", from %s", status->received->address);
	puts(status->other ? ", another generation than it is set to" : "");
	print_text("image", report->image);
	print_text("method", report->method);
	print_text("generation", report->generation);
	print_text("error", report->error);
	print_text("kernel", report->kernel);
	print_machine(report);
	print_phases(status);
	print_keys(report);
}

/* ---- for programs ---- */

static void set_text(json_t *to, const char *key, const char *value)
{
	if (value && *value)
		json_object_set_new(to, key, json_string(value));
}

static void set_wanted(json_t *to, const struct node_state *wanted)
{
	json_t *json = json_object();

	set_text(json, "state", wanted->state);
	set_text(json, "image", wanted->image);
	set_text(json, "method", wanted->method);
	set_text(json, "generation", wanted->generation);
	json_object_set_new(json, "applied", json_boolean(wanted->applied));
	json_object_set_new(to, "wanted", json);
}

static void set_phases(json_t *to, const struct nodestatus *status)
{
	json_t *phases = json_object(), *seen = json_object();

	for (size_t i = 0; i < status->report.n_phases; i++)
		json_object_set_new(
			phases, status->report.phases[i].name,
			json_integer((json_int_t)status->report.phases[i].ms));
	for (size_t i = 0; i < status->n_seen; i++)
		json_object_set_new(seen, status->seen[i].phase,
				    json_integer(status->seen[i].at));
	json_object_set_new(to, "phases", phases);
	json_object_set_new(to, "seen", seen);
}

static void set_report(json_t *to, const struct wire_report *report)
{
	json_t *keys = json_array();

	set_text(to, "image", report->image);
	set_text(to, "method", report->method);
	set_text(to, "generation", report->generation);
	set_text(to, "error", report->error);
	set_text(to, "kernel", report->kernel);
	set_text(to, "boot", report->boot);
	json_object_set_new(to, "cpus", json_integer(report->cpus));
	json_object_set_new(to, "memory", json_integer((json_int_t)report->memory_total));
	json_object_set_new(to, "memory_kept",
			    json_integer((json_int_t)report->memory_kept));
	json_object_set_new(to, "memory_peak",
			    json_integer((json_int_t)report->memory_peak));
	for (size_t i = 0; i < report->n_hostkeys; i++)
		json_array_append_new(keys, json_string(report->hostkeys[i]));
	json_object_set_new(to, "hostkeys", keys);
}

static json_t *to_json(const struct nodestatus *status)
{
	json_t *json = json_object();

	set_text(json, "node", status->node);
	set_text(json, "state", nodestatus_word(status->life));
	set_text(json, "phase", status->phase);
	json_object_set_new(json, "stale", json_boolean(status->stale));
	if (status->age >= 0)
		json_object_set_new(json, "age", json_integer(status->age));
	if (status->wanted)
		set_wanted(json, status->wanted);
	if (status->received) {
		set_text(json, "address", status->received->address);
		set_report(json, &status->report);
	}
	set_phases(json, status);
	return json;
}

void status_output_add(struct status_output *out, const struct nodestatus *status)
{
	if (out->json)
		json_array_append_new(out->json, to_json(status));
	else if (out->full)
		print_full(status);
	else
		print_line(out, status);
}

void status_output_end(struct status_output *out)
{
	if (!out->json)
		return;
	json_dumpf(out->json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
	puts("");
	json_decref(out->json);
	out->json = NULL;
}
