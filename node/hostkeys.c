/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/hostkeys.c - public halves of the node's SSH host keys.
 */
#include "hostkeys.h"
#include "sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

int hostkeys_cut(char *line)
{
	static const char base64[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789+/=";
	char *blank = strchr(line, ' ');
	size_t n;

	/* A key's blob begins with a length below 2^8, in four bytes. */
	if (!blank || blank == line || strncmp(blank + 1, "AAAA", 4) != 0)
		return -EINVAL;
	n = strspn(blank + 1, base64);
	if (n == 0 || (blank[1 + n] && blank[1 + n] != ' ' && blank[1 + n] != '\n'))
		return -EINVAL;
	blank[1 + n] = '\0';
	return 0;
}

static int is_public_key(const char *name)
{
	size_t n = strlen(name);

	return strncmp(name, "ssh_host_", 9) == 0 && n > 13 &&
	       strcmp(name + n - 4, ".pub") == 0;
}

void hostkeys_read(struct wire_report *report)
{
	DIR *folder = opendir("/etc/ssh");
	const struct dirent *entry;

	while (folder && report->n_hostkeys < WIRE_HOSTKEYS &&
	       (entry = readdir(folder))) {
		char path[300], line[sizeof(report->hostkeys[0])];

		snprintf(path, sizeof(path), "/etc/ssh/%s", entry->d_name);
		if (is_public_key(entry->d_name) &&
		    sysfile_read(path, line, sizeof(line)) > 0 && hostkeys_cut(line) == 0)
			snprintf(report->hostkeys[report->n_hostkeys++], sizeof(line),
				 "%s", line);
	}
	if (folder)
		closedir(folder);
}
