/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/media/imagefile.c - writes an image block as a person would.
 */
#include "imagefile.h"

#include "core/base/file.h"
#include "core/base/path.h"

#include <ctype.h>
#include <string.h>

bool imagefile_fits(const char *value)
{
	for (const char *c = value; *c; c++)
		if (iscntrl((unsigned char)*c))
			return false;
	return !strstr(value, "${");
}

void imagefile_begin(struct str *text, const char *comment, const char *name)
{
	struct strv lines CLEANUP_STRV = { 0 };

	if (comment)
		strv_split(&lines, comment, "\n");
	for (size_t i = 0; i < lines.n; i++)
		str_addf(text, "# %s\n", lines.v[i]);
	str_addf(text, "image \"%s\" {\n", name);
}

static void add_quoted(struct str *text, const char *value)
{
	str_add(text, "\"");
	for (; *value; value++)
		str_addf(text, "%s%c", *value == '"' || *value == '\\' ? "\\" : "",
			 *value);
	str_add(text, "\"");
}

void imagefile_word(struct str *text, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	str_addf(text, "  %-12s = ", key);
	add_quoted(text, value);
	str_add(text, "\n");
}

void imagefile_list(struct str *text, const char *key, const struct strv *values)
{
	if (values->n == 0)
		return;
	str_addf(text, "  %-12s = { ", key);
	for (size_t i = 0; i < values->n; i++) {
		str_add(text, i ? ", " : "");
		add_quoted(text, values->v[i]);
	}
	str_add(text, " }\n");
}

void imagefile_end(struct str *text)
{
	str_add(text, "}\n");
}

char *imagefile_path(const struct site *site, const char *name)
{
	return mem_printf("%s/images.d/%s.conf", site->confdir, name);
}

int imagefile_write(struct log *log, const struct site *site, const char *name,
		    const struct str *text)
{
	char *path CLEANUP_FREE = imagefile_path(site, name);
	char *folder CLEANUP_FREE = path_parent(path);
	int rc = path_make_folders(log, folder, 0755);

	return rc < 0 ? rc : file_write(log, path, 0644, str_text(text), text->n);
}

const char *imagefile_shown(const struct site *site, const char *path)
{
	return *site->root && str_starts(path, site->root) ? path + strlen(site->root)
							   : path;
}
