/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/doctor/programs.c - the programs that the core and the plugins run.
 *
 * A plugin's data folder may hold a file `programs`, a line each: NAME, blanks, what it
 * is for and where it comes from.  A dash before the name: only some jobs need it.
 */
#include "checks.h"

#include "core/base/exec.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { FILE_MOST = 65536 };

static const struct program own[] = {
	{ "dnsmasq", "answers nodes by DHCP and TFTP (package dnsmasq)", false },
	{ "ip", "makes the network of testboot (package iproute2)", true },
};

int program_read(char *line, struct program *program)
{
	char *at = str_trim(line);
	bool sometimes = *at == '-';
	char *name = at + sometimes, *end = name;

	if (!*at || *at == '#')
		return 0;
	while (*end && !isspace((unsigned char)*end))
		end++;
	program->sometimes = sometimes;
	program->name = name;
	program->purpose = *end ? str_trim(end + 1) : "";
	*end = '\0';
	return path_is_name(name) ? 1 : -EINVAL;
}

static void check(struct doctor *doctor, const struct program *program, const char *who,
		  bool needed)
{
	char *path CLEANUP_FREE = exec_find(program->name);
	const char *purpose = *program->purpose ? program->purpose : "needed";

	if (path)
		doctor_ok(doctor, "%s", path);
	else if (needed && !program->sometimes)
		log_fail(&doctor->log, ENOENT,
			 "%s is not installed (in %s): %s %s; install it", program->name,
			 EXEC_PATH, who, purpose);
	else
		log_warn(&doctor->log, "%s is not installed: %s %s; %s", program->name,
			 who, purpose,
			 needed ? "some jobs need it" : "no image here needs it");
}

static void check_file(struct doctor *doctor, const struct plugin *plugin,
		       const char *path)
{
	struct str text CLEANUP_STR = { 0 };
	struct strv lines CLEANUP_STRV = { 0 };

	if (file_read(&doctor->log, path, FILE_MOST, &text) < 0)
		return;
	strv_split(&lines, str_text(&text), "\n");
	for (size_t i = 0; i < lines.n; i++) {
		struct program program;
		int rc = program_read(lines.v[i], &program);

		if (rc < 0)
			log_fail(&doctor->log, EINVAL,
				 "%s names \"%s\", which is no program's name", path,
				 program.name);
		else if (rc > 0)
			check(doctor, &program, plugin->p.name,
			      strv_has(&doctor->used, plugin->p.name));
	}
}

void doctor_check_programs(struct doctor *doctor)
{
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		check(doctor, &own[i], "stateless", true);
	for (size_t i = 0; i < doctor->registry->n; i++) {
		const struct plugin *plugin = doctor->registry->v[i];
		char *path CLEANUP_FREE =
			plugin->data ? path_join(plugin->data, "programs") : NULL;

		if (path && path_exists(path))
			check_file(doctor, plugin, path);
	}
}
