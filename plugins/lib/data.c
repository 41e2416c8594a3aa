/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/data.c - what a plugin knows of its distributions: one file for each.
 */
#include "data.h"
#include "work.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 16, LIKE_MOST = 4 };

static char *trimmed(const char *text, size_t n)
{
	while (n && isspace((unsigned char)*text)) {
		text++;
		n--;
	}
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	return strndup(text, n);
}

/* Takes the three strings over. */
static int add(struct sl_job *job, struct data *data, struct data_entry entry)
{
	struct data_entry *v = reallocarray(data->v, data->n + 1, sizeof(*v));

	if (v)
		data->v = v;
	if (!v || !entry.key || !entry.value) {
		free(entry.releases);
		free(entry.key);
		free(entry.value);
		return sl_fail(job, ENOMEM, "memory is out");
	}
	data->v[data->n++] = entry;
	return 0;
}

/* The text between the brackets, or -EINVAL: a section for no release. */
static int parse_section(struct sl_job *job, const char *text, size_t n, char **releases)
{
	free(*releases);
	*releases = trimmed(text, n);
	if (!*releases)
		return sl_fail(job, ENOMEM, "memory is out");
	return **releases ? 0 : -EINVAL;
}

/* One line: nothing, a comment, a [section], or key = value. */
static int parse_line(struct sl_job *job, struct data *data, const char *line,
		      char **releases)
{
	const char *equals = strchr(line, '=');
	struct data_entry entry = { 0 };
	size_t n = strlen(line);

	if (n == 0 || *line == '#')
		return 0;
	if (*line == '[' && line[n - 1] == ']')
		return parse_section(job, line + 1, n - 2, releases);
	if (!equals || equals == line)
		return -EINVAL;
	entry.key = trimmed(line, (size_t)(equals - line));
	entry.value = trimmed(equals + 1, n - (size_t)(equals - line) - 1);
	if (*releases) {
		entry.releases = strdup(*releases);
		if (!entry.releases) {
			free(entry.key);
			entry.key = NULL;
		}
	}
	return add(job, data, entry);
}

int data_parse(struct sl_job *job, const char *name, const char *text, struct data *data)
{
	char *releases = NULL;
	unsigned number = 0;
	int rc = 0;

	*data = (struct data){ .name = strdup(name) };
	if (!data->name)
		return sl_fail(job, ENOMEM, "memory is out");
	while (rc == 0 && *text) {
		size_t n = strcspn(text, "\n");
		char *line = trimmed(text, n);

		number++;
		rc = line ? parse_line(job, data, line, &releases)
			  : sl_fail(job, ENOMEM, "memory is out");
		if (rc == -EINVAL)
			rc = sl_fail(job, EINVAL,
				     "%s:%u: this is neither \"key = value\" nor "
				     "\"[release]\": %s",
				     name, number, line);
		free(line);
		text += n + (text[n] == '\n');
	}
	free(releases);
	return rc;
}

void data_fini(struct data *data)
{
	if (data->like)
		data_fini(data->like);
	free(data->like);
	for (size_t i = 0; i < data->n; i++) {
		free(data->v[i].releases);
		free(data->v[i].key);
		free(data->v[i].value);
	}
	free(data->v);
	free(data->name);
	*data = (struct data){ 0 };
}

/* The length of the longest item that matches the text when taken as a pattern, or 0. */
static size_t list_matches(const char *list, const char *text)
{
	size_t longest = 0;

	while (*list) {
		size_t n = strcspn(list, ",");
		char *item = trimmed(list, n);

		if (item && fnmatch(item, text, 0) == 0 && strlen(item) > longest)
			longest = strlen(item);
		free(item);
		list += n + (list[n] == ',');
	}
	return longest;
}

const char *data_get(const struct data *data, const char *release, const char *key)
{
	const char *general = NULL;

	for (size_t i = 0; i < data->n; i++) {
		const struct data_entry *entry = &data->v[i];

		if (strcmp(entry->key, key) != 0)
			continue;
		if (!entry->releases)
			general = entry->value;
		else if (list_matches(entry->releases, release))
			return entry->value;
	}
	if (!general && data->like)
		return data_get(data->like, release, key);
	return general;
}

void data_list(const struct data *data, const char *release, const char *key,
	       struct args *items)
{
	const char *list = data_get(data, release, key);

	while (list && *list) {
		size_t n = strcspn(list, ",");
		char *item = trimmed(list, n);

		if (item && *item)
			args_add(items, item);
		items->failed |= !item;
		free(item);
		list += n + (list[n] == ',');
	}
}

static int load(struct sl_job *job, const char *name, struct data *data)
{
	char *path = args_printf("%s/data/%s", sl_path(job, SL_DATA), name);
	char *text = path ? work_read(path, FILE_MOST) : NULL;
	int rc;

	*data = (struct data){ 0 };
	if (!text)
		rc = sl_fail(job, errno, "cannot read %s/data/%s: %s",
			     sl_path(job, SL_DATA), name, strerror(errno));
	else
		rc = data_parse(job, path, text, data);
	free(text);
	free(path);
	return rc;
}

/* Bounded, so that two files that are like each other end. */
static int load_like(struct sl_job *job, struct data *data)
{
	int rc = 0;

	for (int depth = 0; rc == 0 && depth < LIKE_MOST; depth++) {
		const char *like = data_get(data, "", "like");

		if (!like)
			return 0;
		data->like = calloc(1, sizeof(*data->like));
		if (!data->like)
			return sl_fail(job, ENOMEM, "memory is out");
		data = (rc = load(job, like, data->like)) == 0 ? data->like : data;
	}
	return rc;
}

/* The file's own list, without what it is like. */
static int try_file(struct sl_job *job, const char *name, const char *key,
		    const char *text, struct data *best, size_t *longest)
{
	struct data data;
	int rc = load(job, name, &data);
	const char *list = rc == 0 ? data_get(&data, "", key) : NULL;
	size_t length = list ? list_matches(list, text) : 0;

	if (length > *longest) {
		data_fini(best);
		*best = data;
		*longest = length;
	} else {
		data_fini(&data);
	}
	return rc;
}

int data_find(struct sl_job *job, const char *key, const char *text, struct data *data)
{
	const char *top = sl_path(job, SL_DATA);
	char *path = args_printf("%s/data", top ? top : "");
	DIR *folder = path ? opendir(path) : NULL;
	struct dirent *entry;
	size_t longest = 0;
	int rc = 0;

	*data = (struct data){ 0 };
	if (!folder)
		rc = sl_fail(job, errno, "cannot read the plugin's data in %s/data: %s",
			     top ? top : "", strerror(errno));
	while (rc == 0 && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			rc = try_file(job, entry->d_name, key, text, data, &longest);
	if (folder)
		closedir(folder);
	free(path);
	if (rc == 0 && longest)
		rc = load_like(job, data);
	return rc < 0 ? rc : longest > 0;
}

const char *data_release(const struct sl_image *image)
{
	const char *release = image->version;

	if (release && *release)
		return release;
	release = image->distro;
	while (*release && !isdigit((unsigned char)*release))
		release++;
	return release;
}
