/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/show.c - plans and states on standard output.
 */
#include "show.h"

#include "core/base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_device(const struct step *step)
{
	return step->kind == STEP_WAIT || step->kind == STEP_WRITE ||
	       step->kind == STEP_STREAM;
}

void show_plan(const struct agent *agent, const char *name, const struct boot_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct step *step = &plan->v[i];
		char *path CLEANUP_FREE = !step->path ? mem_dup("")
					  : is_of_device(step)
						  ? agent_device(agent, step->path)
						  : agent_file(agent, step->path);
		bool values = step->kind == STEP_WAIT || step->kind == STEP_FAIL;
		char *list CLEANUP_FREE = strv_join(&step->list, values ? "|" : " ");

		printf("%s: %s", name, step_word(step->kind));
		if (*path)
			printf(" %s", path);
		if (step->text)
			printf(" %s", step->text);
		if (step->list.n)
			printf(" %s", list);
		if (step->seconds)
			printf(" %u", step->seconds);
		putchar('\n');
	}
}

/* RFC 8259; bytes beyond ASCII, of which nothing says that they are UTF-8, are escaped. */
static void put_json(const char *key, const char *text)
{
	printf("\"%s\": ", key);
	if (!text) {
		fputs("null", stdout);
		return;
	}
	putchar('"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < ' ' || c > '~')
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void show_json(const char *name, const char *state, const struct record *record)
{
	fputs("  { ", stdout);
	put_json("name", name);
	fputs(", ", stdout);
	put_json("state", state);
	fputs(", ", stdout);
	put_json("action", record->action);
	fputs(", ", stdout);
	put_json("result", record->result);
	printf(", \"line\": %u, ", record->line);
	put_json("why", record->why);
	fputs(" }", stdout);
}

static void show_text(const char *name, const char *state, const struct record *record)
{
	struct str line CLEANUP_STR = { 0 };

	str_addf(&line, "%s: ", name);
	str_add_printable(&line, state ? state : "not there");
	if (record->action && record->result)
		str_addf(&line, " (%s: %s", record->action, record->result);
	if (record->action && record->result && record->why)
		str_addf(&line, " at line %u: %s", record->line, record->why);
	if (record->action && record->result)
		str_add(&line, ")");
	puts(str_text(&line));
}

/* What was killed, or lost its power, could not say so. */
static void find_ended(const struct agent *agent, const char *name, struct record *record)
{
	int rc = 0;

	if (!str_is(record->result, "running") || agent_is_running(agent, name))
		return;
	record_fini(record);
	rc = record_read(agent, name, record); /* it may have ended just now */
	if (rc < 0 || !str_is(record->result, "running"))
		return;
	free(record->result);
	free(record->why);
	record->result = mem_dup("failed");
	record->why = mem_dup("the run was ended from outside");
}

void show_states(const struct agent *agent, const struct strv *names,
		 const struct boot_plan *plans, bool json)
{
	if (json)
		fputs("[", stdout);
	for (size_t i = 0; i < names->n; i++) {
		struct record record CLEANUP_RECORD = { 0 };
		const char *file = boot_plan_state_file(&plans[i]);
		char *path CLEANUP_FREE = file ? agent_device(agent, file) : NULL;
		char *state CLEANUP_FREE = NULL;
		bool is_there = path && device_read(path, &state) == 0;
		int rc = record_read(agent, names->v[i], &record);

		if (rc < 0) /* never run, or said */
			record_fini(&record);
		find_ended(agent, names->v[i], &record);
		if (json)
			fputs(i ? ",\n" : "\n", stdout);
		if (json)
			show_json(names->v[i], is_there ? state : NULL, &record);
		else
			show_text(names->v[i], is_there ? state : NULL, &record);
	}
	if (json)
		fputs("\n]\n", stdout);
}
