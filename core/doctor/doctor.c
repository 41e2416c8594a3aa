/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/doctor.c - runs the checks and keeps what they find.
 */
#include "doctor.h"
#include "checks.h"

#include "core/base/path.h"
#include "core/inventory/inventory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	void (*run)(struct doctor *);
	enum doctor_verdict worst; /* what a failure of it counts for */
} checks[] = {
	{ "configuration", doctor_check_configuration, DOCTOR_PROBLEM },
	{ "programs", doctor_check_programs, DOCTOR_PROBLEM },
	{ "folders", doctor_check_folders, DOCTOR_PROBLEM },
	{ "inventory", doctor_check_inventory, DOCTOR_PROBLEM },
	{ "generations", doctor_check_generations, DOCTOR_PROBLEM },
	{ "packing", doctor_check_packing, DOCTOR_PROBLEM },
	/* No node needs it. */
	{ "testboot", doctor_check_testboot, DOCTOR_WARNING },
	/* Only who builds such images needs it; genimage refuses then. */
	{ "emulation", doctor_check_emulation, DOCTOR_WARNING },
	{ "dhcp", doctor_check_dhcp, DOCTOR_PROBLEM },
	{ "servers", doctor_check_servers, DOCTOR_PROBLEM },
};

/* Two checks may come upon the same trouble. */
static bool is_known(const struct doctor *doctor, const char *text)
{
	for (size_t i = 0; i < doctor->n; i++)
		if (strcmp(doctor->v[i].text, text) == 0)
			return true;
	return false;
}

static void add(struct doctor *doctor, enum doctor_verdict verdict, const char *text)
{
	if (is_known(doctor, text))
		return;
	doctor->v = mem_grow(doctor->v, doctor->n + 1, sizeof(*doctor->v));
	doctor->v[doctor->n++] =
		(struct doctor_finding){ doctor->check, verdict, mem_dup(text) };
}

static void sink(void *arg, int level, const char *line)
{
	struct doctor *doctor = arg;

	add(doctor, level == LOG_LEVEL_ERROR ? doctor->worst : DOCTOR_WARNING, line);
}

void doctor_ok(struct doctor *doctor, const char *fmt, ...)
{
	char *text CLEANUP_FREE = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	add(doctor, DOCTOR_OK, text);
}

void doctor_init(struct doctor *doctor)
{
	*doctor = (struct doctor){ .check = checks[0].name, .worst = DOCTOR_PROBLEM };
	log_init(&doctor->log, "doctor");
	doctor->log.progress = false;
	doctor->log.sink = sink;
	doctor->log.arg = doctor;
}

void doctor_run(struct doctor *doctor, const struct site *site,
		const struct registry *registry)
{
	doctor->site = site;
	doctor->registry = registry;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		doctor->check = checks[i].name;
		doctor->worst = checks[i].worst;
		checks[i].run(doctor);
	}
}

enum doctor_verdict doctor_verdict(const struct doctor *doctor)
{
	enum doctor_verdict worst = DOCTOR_OK;

	for (size_t i = 0; i < doctor->n; i++)
		if (doctor->v[i].verdict > worst)
			worst = doctor->v[i].verdict;
	return worst;
}

const char *doctor_word(enum doctor_verdict verdict)
{
	static const char *const words[] = { "ok", "warning", "problem" };

	return words[verdict];
}

struct inventory *doctor_inventory(struct doctor *doctor)
{
	char *path CLEANUP_FREE = path_join(doctor->site->statedir, "inventory.db");
	struct inventory *inventory;

	if (!path_exists(path) || inventory_open(&doctor->log, path, &inventory) < 0)
		return NULL;
	return inventory;
}

void doctor_fini(struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->n; i++)
		free(doctor->v[i].text);
	free(doctor->v);
	strv_fini(&doctor->images);
	strv_fini(&doctor->used);
	strv_fini(&doctor->archs);
	*doctor = (struct doctor){ 0 };
}
