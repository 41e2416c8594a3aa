/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/inventory/object.c - objects and their attributes in memory.
 */
#include "object.h"
#include "core/base/natural.h"

#include <stdlib.h>
#include <string.h>

/* Where the key stands in the sorted table, or where it belongs. */
static size_t place(const struct object *object, const char *key, bool *found)
{
	size_t low = 0, high = object->n;

	*found = false;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(object->attrs[middle].key, key);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *object_get(const struct object *object, const char *key)
{
	bool found;
	size_t at = place(object, key, &found);

	return found ? object->attrs[at].value : NULL;
}

static void unset(struct object *object, size_t at)
{
	free(object->attrs[at].key);
	free(object->attrs[at].value);
	object->n--;
	memmove(object->attrs + at, object->attrs + at + 1,
		(object->n - at) * sizeof(*object->attrs));
}

static void insert(struct object *object, size_t at, const char *key, const char *value)
{
	object->attrs = mem_grow(object->attrs, object->n + 1, sizeof(*object->attrs));
	memmove(object->attrs + at + 1, object->attrs + at,
		(object->n - at) * sizeof(*object->attrs));
	object->attrs[at].key = mem_dup(key);
	object->attrs[at].value = mem_dup(value);
	object->n++;
}

void object_set(struct object *object, const char *key, const char *value)
{
	bool found;
	size_t at = place(object, key, &found);
	char *copy;

	if (!value || !*value) {
		if (found)
			unset(object, at);
		return;
	}
	if (!found) {
		insert(object, at, key, value);
		return;
	}
	copy = mem_dup(value); /* before free(): it may be the old value itself */
	free(object->attrs[at].value);
	object->attrs[at].value = copy;
}

void object_fini(struct object *object)
{
	for (size_t i = 0; i < object->n; i++) {
		free(object->attrs[i].key);
		free(object->attrs[i].value);
	}
	free(object->attrs);
	free(object->name);
	*object = (struct object){ 0 };
}

static int by_name(const void *a, const void *b)
{
	return natural_compare(((const struct object *)a)->name,
			       ((const struct object *)b)->name);
}

void objects_sort(struct objects *objects)
{
	if (objects->n)
		qsort(objects->v, objects->n, sizeof(*objects->v), by_name);
}

const struct object *objects_find(const struct objects *objects, const char *name)
{
	struct object key = { .name = (char *)(uintptr_t)name };

	if (objects->n == 0)
		return NULL;
	return bsearch(&key, objects->v, objects->n, sizeof(key), by_name);
}

void objects_fini(struct objects *objects)
{
	for (size_t i = 0; i < objects->n; i++)
		object_fini(&objects->v[i]);
	free(objects->v);
	*objects = (struct objects){ 0 };
}
