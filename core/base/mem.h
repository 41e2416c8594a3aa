/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/mem.h - allocation that cannot fail, and clean-up at the end of a scope.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

#define MUST_CHECK        __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* All of these end the program with a message when memory is out: a command that cannot
 * get a few kilobytes has nothing better to do.  The caller owns what they return. */
void *mem_alloc(size_t bytes); /* zeroed */
void *mem_grow(void *old, size_t count, size_t item_bytes);
char *mem_dup(const char *text); /* NULL gives NULL */
char *mem_ndup(const char *text, size_t bytes);
char *mem_printf(const char *fmt, ...) PRINTF_LIKE(1, 2);
char *mem_vprintf(const char *fmt, va_list ap) PRINTF_LIKE(1, 0);

/* char *text CLEANUP_FREE = ...; int fd CLEANUP_FD = -1; */
void mem_cleanup_free(void *pointer_to_pointer);
void mem_cleanup_fd(const int *fd);
#define CLEANUP_FREE __attribute__((cleanup(mem_cleanup_free)))
#define CLEANUP_FD   __attribute__((cleanup(mem_cleanup_fd)))

#endif
