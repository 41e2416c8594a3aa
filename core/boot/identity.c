/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/boot/identity.c - a machine ID for each node that stays the same at every boot.
 */
#include "identity.h"

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static int make(struct log *log, const struct site *site, const char *path, bool keep,
		char id[IDENTITY_HEX + 1])
{
	unsigned char bytes[IDENTITY_HEX / 2];
	int rc;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return log_fail(log, EIO, "cannot get random bytes for %s", path);
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(id + 2 * i, 3, "%02x", bytes[i]);
	if (!keep)
		return 0;
	rc = path_make_folders(log, site->statedir, 0755);
	return rc < 0 ? rc : file_write(log, path, 0644, id, IDENTITY_HEX);
}

int identity_load(struct log *log, const struct site *site, bool keep,
		  char id[IDENTITY_HEX + 1])
{
	char *path CLEANUP_FREE = path_join(site->statedir, "site-id");
	struct str text CLEANUP_STR = { 0 };
	int rc;

	if (!path_exists(path))
		return make(log, site, path, keep, id);
	rc = file_read(log, path, 4096, &text);
	if (rc < 0)
		return rc;
	if (strspn(str_text(&text), "0123456789abcdef") != IDENTITY_HEX)
		return log_fail(log, EINVAL,
				"%s is not 32 hex digits; restore it, or remove it and "
				"give all nodes new machine IDs",
				path);
	snprintf(id, IDENTITY_HEX + 1, "%.*s", IDENTITY_HEX, str_text(&text));
	return 0;
}

void identity_of_node(const char *site_id, const char *node,
		      char machine_id[IDENTITY_HEX + 1])
{
	char text[512], hex[DIGEST_HEX + 1];
	int n = snprintf(text, sizeof(text), "%s%s", site_id, node);

	digest_data(text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1, hex);
	memcpy(machine_id, hex, IDENTITY_HEX);
	machine_id[IDENTITY_HEX] = '\0';
}
