/* SPDX-License-Identifier: GPL-2.0-or-later
 * wire/report.c - what a node tells the server about itself.
 */
#include "report.h"
#include "lines.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char header[] = "stateless-report";

/* Whoever reaches the server can send a report, and an administrator's terminal shows
 * it: only printable ASCII gets in. */
static int copy(char *to, size_t room, const char *value)
{
	size_t n = strlen(value);

	if (n >= room)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		to[i] = value[i] < ' ' || value[i] > '~' ? '?' : value[i];
	to[n] = '\0';
	return 0;
}

static const struct member {
	const char *key;
	size_t offset, room;
} members[] = {
#define MEMBER(m) offsetof(struct wire_report, m), sizeof(((struct wire_report *)0)->m)
	{ "node", MEMBER(node) },     { "image", MEMBER(image) },
	{ "method", MEMBER(method) }, { "generation", MEMBER(generation) },
	{ "boot", MEMBER(boot) },     { "state", MEMBER(state) },
	{ "error", MEMBER(error) },   { "kernel", MEMBER(kernel) },
#undef MEMBER
};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static int read_phase(struct wire_report *report, char *value)
{
	struct wire_phase *phase = &report->phases[report->n_phases];
	const char *name = wire_word(&value);
	const char *ms = wire_word(&value);

	if (report->n_phases == WIRE_PHASES || !name || !ms || wire_word(&value) ||
	    copy(phase->name, sizeof(phase->name), name) < 0 ||
	    wire_number(ms, &phase->ms) < 0)
		return -EINVAL;
	report->n_phases++;
	return 0;
}

static int read_memory(struct wire_report *report, char *value)
{
	const char *total = wire_word(&value);
	const char *kept = wire_word(&value);

	if (!total || !kept || wire_word(&value) ||
	    wire_number(total, &report->memory_total) < 0)
		return -EINVAL;
	return wire_number(kept, &report->memory_kept);
}

static int read_peak(struct wire_report *report, char *value)
{
	return wire_number(value, &report->memory_peak);
}

static int read_cpus(struct wire_report *report, char *value)
{
	uint64_t cpus;

	if (wire_number(value, &cpus) < 0 || cpus > 1 << 20)
		return -EINVAL;
	report->cpus = (uint32_t)cpus;
	return 0;
}

static int read_hostkey(struct wire_report *report, char *value)
{
	if (report->n_hostkeys == WIRE_HOSTKEYS || !*value)
		return -EINVAL;
	return copy(report->hostkeys[report->n_hostkeys++], sizeof(report->hostkeys[0]),
		    value);
}

/* Keys that nobody knows come from a newer node program, and are passed over. */
static int read_line(struct wire_report *report, const char *key, char *value)
{
	static const struct {
		const char *key;
		int (*read)(struct wire_report *, char *value);
	} readers[] = { { "phase", read_phase },
			{ "memory", read_memory },
			{ "peak", read_peak },
			{ "cpus", read_cpus },
			{ "hostkey", read_hostkey } };

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (strcmp(key, readers[i].key) == 0)
			return readers[i].read(report, value);
	for (size_t i = 0; i < MEMBERS; i++)
		if (strcmp(key, members[i].key) == 0)
			return copy((char *)report + members[i].offset, members[i].room,
				    value);
	return 0;
}

static int check(const struct wire_report *report)
{
	if (!wire_is_token(report->node))
		return -EINVAL;
	if (report->generation[0] && !wire_is_sha256(report->generation))
		return -EINVAL;
	if (strcmp(report->state, "booting") != 0 && strcmp(report->state, "up") != 0 &&
	    strcmp(report->state, "failed") != 0)
		return -EINVAL;
	return 0;
}

int wire_report_read(const char *text, size_t n, struct wire_report *report)
{
	char *copied, *at, *key, *value;
	int rc = -EINVAL;

	*report = (struct wire_report){ 0 };
	if (n > WIRE_REPORT_MOST || (n && memchr(text, '\0', n)))
		return -EINVAL;
	at = copied = strndup(n ? text : "", n);
	if (!copied)
		return -EINVAL;
	if (wire_next(&at, &key, &value) && strcmp(key, header) == 0 &&
	    strcmp(value, "1") == 0)
		rc = 0;
	while (rc == 0 && wire_next(&at, &key, &value))
		rc = read_line(report, key, value);
	free(copied);
	return rc == 0 ? check(report) : rc;
}

int wire_report_write(const struct wire_report *report, char *text, size_t room)
{
	struct wire_out out = { .text = text, .room = room };

	wire_put(&out, "%s 1\n", header);
	for (size_t i = 0; i < MEMBERS; i++)
		wire_put_value(&out, members[i].key,
			       (const char *)report + members[i].offset);
	for (size_t i = 0; i < report->n_phases; i++)
		wire_put(&out, "phase %s %llu\n", report->phases[i].name,
			 (unsigned long long)report->phases[i].ms);
	if (report->cpus)
		wire_put(&out, "cpus %u\n", report->cpus);
	if (report->memory_total)
		wire_put(&out, "memory %llu %llu\n",
			 (unsigned long long)report->memory_total,
			 (unsigned long long)report->memory_kept);
	if (report->memory_peak)
		wire_put(&out, "peak %llu\n", (unsigned long long)report->memory_peak);
	for (size_t i = 0; i < report->n_hostkeys; i++)
		wire_put_value(&out, "hostkey", report->hostkeys[i]);
	return out.full || out.n > WIRE_REPORT_MOST ? -ENOSPC : (int)out.n;
}

void wire_report_phase(struct wire_report *report, const char *name, uint64_t ms)
{
	struct wire_phase *phase = &report->phases[report->n_phases];

	if (report->n_phases == WIRE_PHASES)
		return;
	snprintf(phase->name, sizeof(phase->name), "%s", name);
	for (char *c = phase->name; *c; c++)
		if (*c == ' ' || wire_is_control(*c))
			*c = '-';
	phase->ms = ms;
	report->n_phases++;
}
