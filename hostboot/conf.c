/* SPDX-License-Identifier: GPL-2.0-or-later
 * hostboot/conf.c - hostboot.conf: where a host fetches what its plans name.
 */
#include "conf.h"

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/str.h"

#include <errno.h>
#include <string.h>

#define KEY "HOSTBOOT_SERVERS="

enum { CONF_BYTES = 65536 };

/* Of a list that is given twice the last counts, as systemd has it. */
int conf_parse(struct log *log, const char *name, char *text, struct servers *servers)
{
	unsigned number = 0;
	const char *line;

	while ((line = strsep(&text, "\n"))) {
		const char *list = line + strlen(KEY);

		number++;
		if (!str_starts(line, KEY))
			continue;
		*servers = (struct servers){ 0 };
		if (*list && servers_parse(list, servers) < 0)
			return log_fail(
				log, EINVAL,
				"%s:%u: \"%s\" is no list of numeric addresses, "
				"ADDRESS[:PORT],...; nodeset on the server writes "
				"it, of the host's network",
				name, number, list);
	}
	return 0;
}

int conf_read(struct log *log, const char *path, struct servers *servers)
{
	struct str text CLEANUP_STR = { 0 };
	int rc = path_exists(path) ? file_read(log, path, CONF_BYTES, &text) : 0;

	return rc < 0 || !text.s ? rc : conf_parse(log, path, text.s, servers);
}
