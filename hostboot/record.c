/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/record.c - how the last run of a device's plans ended: "key value" lines.
 */
#include "agent.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "wire/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES = RECORD_WHY + 4096 };

static char *record_path(const struct agent *agent, const char *name)
{
	return mem_printf("%s/%s.status", agent->work, name);
}

static void take_line(struct record *record, const char *key, const char *value)
{
	uint64_t line;
	char **text = strcmp(key, "action") == 0   ? &record->action
		      : strcmp(key, "result") == 0 ? &record->result
		      : strcmp(key, "why") == 0    ? &record->why
						   : NULL;

	if (text) {
		free(*text);
		*text = mem_dup(value);
	} else if (strcmp(key, "line") == 0 && wire_number(value, &line) == 0) {
		record->line = (unsigned)line;
	}
}

int record_read(const struct agent *agent, const char *name, struct record *record)
{
	char *path CLEANUP_FREE = record_path(agent, name);
	struct str text CLEANUP_STR = { 0 };
	char *at, *key, *value;
	int rc;

	*record = (struct record){ 0 };
	if (!path_exists(path))
		return -ENOENT;
	rc = file_read(agent->log, path, RECORD_BYTES, &text);
	if (rc < 0 || !text.s)
		return rc;
	for (at = text.s; wire_next(&at, &key, &value);)
		take_line(record, key, value);
	return 0;
}

int record_write(const struct agent *agent, const char *name, const struct record *record)
{
	char *path CLEANUP_FREE = record_path(agent, name);
	char text[RECORD_BYTES];
	struct wire_out out = { .text = text, .room = sizeof(text) };

	wire_put_value(&out, "action", record->action);
	wire_put_value(&out, "result", record->result);
	wire_put(&out, "line %u\n", record->line);
	wire_put_value(&out, "why", record->why);
	if (out.full)
		return log_fail(agent->log, EOVERFLOW, "%s: the record is too long",
				path);
	return file_write(agent->log, path, 0644, text, out.n);
}

void record_fini(struct record *record)
{
	free(record->action);
	free(record->result);
	free(record->why);
	*record = (struct record){ 0 };
}
