/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/pax_entry.c - one entry of an archive, whoever made it.
 */
#include "pax.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int pax_entry_set(char **text, const char *to)
{
	free(*text);
	*text = strdup(to);
	return *text ? 0 : -ENOMEM;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct pax_attribute *)a)->name,
		      ((const struct pax_attribute *)b)->name);
}

int pax_entry_add_attribute(struct pax_entry *entry, const char *name, const void *value,
			    size_t n)
{
	struct pax_attribute *more =
		reallocarray(entry->attributes, entry->n_attributes + 1, sizeof(*more));
	struct pax_attribute *added;

	if (!more)
		return -ENOMEM;
	entry->attributes = more;
	added = &more[entry->n_attributes];
	added->name = strdup(name);
	added->value = malloc(n + 1);
	added->n = n;
	if (!added->name || !added->value) {
		free(added->name);
		free(added->value);
		return -ENOMEM;
	}
	memcpy(added->value, value, n);
	entry->n_attributes++;
	qsort(more, entry->n_attributes, sizeof(*more), compare_names);
	return 0;
}

int pax_entry_add_extent(struct pax_entry *entry, int64_t at, int64_t n)
{
	struct pax_extent *more =
		reallocarray(entry->extents, entry->n_extents + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	entry->extents = more;
	more[entry->n_extents++] = (struct pax_extent){ at, n };
	return 0;
}

void pax_entry_fini(struct pax_entry *entry)
{
	for (size_t i = 0; i < entry->n_attributes; i++) {
		free(entry->attributes[i].name);
		free(entry->attributes[i].value);
	}
	free(entry->attributes);
	free(entry->extents);
	free(entry->path);
	free(entry->target);
	free(entry->hard);
	memset(entry, 0, sizeof(*entry));
}

static int same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static int same_attributes(const struct pax_entry *a, const struct pax_entry *b)
{
	if (a->n_attributes != b->n_attributes)
		return 0;
	for (size_t i = 0; i < a->n_attributes; i++) {
		const struct pax_attribute *x = &a->attributes[i], *y = &b->attributes[i];

		if (strcmp(x->name, y->name) != 0 || x->n != y->n ||
		    memcmp(x->value, y->value, x->n) != 0)
			return 0;
	}
	return 1;
}

static int same_extents(const struct pax_entry *a, const struct pax_entry *b)
{
	if (a->n_extents != b->n_extents)
		return 0;
	for (size_t i = 0; i < a->n_extents; i++)
		if (a->extents[i].at != b->extents[i].at ||
		    a->extents[i].n != b->extents[i].n)
			return 0;
	return 1;
}

/* A hard link's metadata is that of the entry it leads to. */
const char *pax_entry_difference(const struct pax_entry *a, const struct pax_entry *b)
{
	if (!same_text(a->path, b->path))
		return "name";
	if (!same_text(a->hard, b->hard))
		return "hard link";
	if (a->hard)
		return NULL;
	if (a->mode != b->mode)
		return "type or mode";
	if (a->uid != b->uid || a->gid != b->gid)
		return "owner";
	if (a->device != b->device)
		return "device number";
	if (a->size != b->size)
		return "size";
	if (a->time.tv_sec != b->time.tv_sec || a->time.tv_nsec != b->time.tv_nsec)
		return "time";
	if (!same_text(a->target, b->target))
		return "target";
	if (!same_attributes(a, b))
		return "attributes";
	return same_extents(a, b) ? NULL : "holes";
}
