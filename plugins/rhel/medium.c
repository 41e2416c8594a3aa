/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/rhel/medium.c - installation media of Red Hat Enterprise Linux and relatives.
 *
 * .treeinfo (productmd's format) is an INI file:     .discinfo has lines:
 *   [general]                                          1711367264.273021
 *   family = Rocky Linux                               Rocky Linux 9.4
 *   version = 9.4                                      x86_64
 *   arch = x86_64
 */
#include "medium.h"

#include "plugins/lib/data.h"
#include "plugins/lib/work.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 16 };

struct found {
	char *family, *version, *arch;
};

static void found_fini(struct found *found)
{
	free(found->family);
	free(found->version);
	free(found->arch);
}

static char *copy(const char *text, size_t n)
{
	while (n && isspace((unsigned char)*text)) {
		text++;
		n--;
	}
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	return strndup(text, n);
}

/* "key = value" of the section [general]: the first of each counts. */
static void read_key(struct found *found, const char *line, size_t n)
{
	const char *equals = memchr(line, '=', n);
	char **value = NULL;
	char *key;

	if (!equals)
		return;
	key = copy(line, (size_t)(equals - line));
	if (key && strcmp(key, "family") == 0)
		value = &found->family;
	else if (key && strcmp(key, "version") == 0)
		value = &found->version;
	else if (key && strcmp(key, "arch") == 0)
		value = &found->arch;
	if (value && !*value)
		*value = copy(equals + 1, n - (size_t)(equals - line) - 1);
	free(key);
}

static void read_treeinfo(const char *text, struct found *found)
{
	int general = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (*text == '[')
			general = strncmp(text, "[general]", 9) == 0;
		else if (general)
			read_key(found, text, n);
		text += n + (text[n] == '\n');
	}
}

/* The second line ends with the release, the third is the architecture. */
static void read_discinfo(const char *text, struct found *found)
{
	const char *line = text + strcspn(text, "\n");
	size_t n, name;

	line += *line == '\n';
	n = strcspn(line, "\n");
	name = n;
	while (name && !isspace((unsigned char)line[name - 1]))
		name--;
	found->family = copy(line, name);
	found->version = copy(line + name, n - name);
	line += n + (line[n] == '\n');
	found->arch = copy(line, strcspn(line, "\n"));
}

static int read_file(struct sl_job *job, const char *name,
		     void (*read)(const char *text, struct found *), struct found *found)
{
	char *text = work_read_fd(job->host->openat(job, name, O_RDONLY, 0), FILE_MOST);

	if (text)
		read(text, found);
	free(text);
	return found->family && *found->family && found->version && *found->version &&
	       found->arch && *found->arch;
}

static int set_found(struct sl_job *job, const struct found *found)
{
	struct data data;
	int rc = data_find(job, "family", found->family, &data);
	const char *distro = rc > 0 ? data_get(&data, found->version, "distro") : NULL;

	if (distro)
		rc = job->host->set_medium(job, distro, found->version, found->arch);
	data_fini(&data);
	if (rc < 0)
		return rc;
	return distro ? 100 : 0;
}

int medium_recognise(struct sl_job *job, void *self)
{
	struct found found = { 0 };
	int known = read_file(job, ".treeinfo", read_treeinfo, &found);
	int rc = 0;

	(void)self;
	if (!known) {
		found_fini(&found);
		found = (struct found){ 0 };
		known = read_file(job, ".discinfo", read_discinfo, &found);
	}
	if (known)
		rc = set_found(job, &found);
	found_fini(&found);
	return rc;
}
