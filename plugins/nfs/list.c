/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/nfs/list.c - a list of a tree that was written before, read back.
 */
#include "list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int load(struct sl_job *job, const char *path, char **text, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t got = 0;

	if (fd < 0)
		return errno == ENOENT ? 0
				       : sl_fail(job, errno, "cannot read %s: %s", path,
						 strerror(errno));
	*text = fstat(fd, &st) == 0 ? malloc((size_t)st.st_size + 1) : NULL;
	while (*text && *n < (size_t)st.st_size &&
	       (got = read(fd, *text + *n, (size_t)st.st_size - *n)) > 0)
		*n += (size_t)got;
	close(fd);
	if (!*text || got < 0)
		return sl_fail(job, *text ? EIO : ENOMEM, "cannot read %s", path);
	(*text)[*n] = '\0';
	return 0;
}

int nfs_list_read(struct sl_job *job, const char *path, struct nfs_list *list)
{
	size_t bytes = 0, lines = 0;
	int rc;

	*list = (struct nfs_list){ 0 };
	rc = load(job, path, &list->text, &bytes);
	for (size_t i = 0; i < bytes; i++)
		lines += list->text[i] == '\n';
	list->lines = rc == 0 ? malloc((lines + 1) * sizeof(*list->lines)) : NULL;
	if (!list->lines) {
		nfs_list_fini(list);
		return rc < 0 ? rc : sl_fail(job, ENOMEM, "out of memory");
	}
	for (char *at = list->text; list->n < lines; at += strlen(at) + 1) {
		*strchr(at, '\n') = '\0';
		list->lines[list->n++] = at;
	}
	qsort(list->lines, list->n, sizeof(*list->lines), by_text);
	return 0;
}

/* As strcmp(), where one has its newline still. */
static int compare(const void *wanted, const void *element)
{
	const char *line = *(char *const *)element;
	const char *with = wanted;
	size_t n = strcspn(with, "\n");
	int rc = strncmp(with, line, n);

	return rc ? rc : -(line[n] != '\0');
}

int nfs_list_has(const struct nfs_list *list, const char *line)
{
	return bsearch(line, list->lines, list->n, sizeof(*list->lines), compare) != NULL;
}

void nfs_list_fini(struct nfs_list *list)
{
	free(list->text);
	free(list->lines);
	*list = (struct nfs_list){ 0 };
}
