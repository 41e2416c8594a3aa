/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/mem.c - allocation that cannot fail.
 */
#include "mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *checked(void *pointer)
{
	if (!pointer) {
		fputs("stateless: out of memory\n", stderr);
		_exit(1);
	}
	return pointer;
}

void *mem_alloc(size_t bytes)
{
	return checked(calloc(1, bytes ? bytes : 1));
}

void *mem_grow(void *old, size_t count, size_t item_bytes)
{
	if (item_bytes && count > SIZE_MAX / item_bytes)
		return checked(NULL);
	return checked(realloc(old, count && item_bytes ? count * item_bytes : 1));
}

char *mem_dup(const char *text)
{
	return text ? checked(strdup(text)) : NULL;
}

char *mem_ndup(const char *text, size_t bytes)
{
	char *copy = mem_alloc(bytes + 1);

	memcpy(copy, text, bytes);
	return copy;
}

char *mem_vprintf(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	return checked(text);
}

char *mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	return text;
}

void mem_cleanup_free(void *pointer_to_pointer)
{
	void *pointer;

	memcpy(&pointer, pointer_to_pointer, sizeof(pointer));
	free(pointer);
}

void mem_cleanup_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
