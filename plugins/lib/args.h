/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/args.h - a list of words that grows: a command line, or lines of a file.
 */
#ifndef LIB_ARGS_H
#define LIB_ARGS_H

#include <stateless/plugin.h>

/* Start with { 0 }.  Every word is a copy.  An addition that finds no memory is
 * remembered and said by args_check(), so that only one place has to look. */
struct args {
	char **v; /* ended by NULL; NULL while nothing was added */
	size_t n, room;
	int failed;
};

void args_add(struct args *, const char *word);
void args_addn(struct args *, const char *word, size_t bytes);
SL_PRINTF(2, 3) void args_addf(struct args *, const char *fmt, ...);
void args_split(struct args *, const char *text, const char *separators);
void args_fini(struct args *);
#define ARGS __attribute__((cleanup(args_fini))) struct args

/* 0, or -ENOMEM after saying so. */
int args_check(struct sl_job *, const struct args *);

/* Runs the words as a command with the environment env (or NULL): 0 or -errno, said. */
int args_run(struct sl_job *, uint32_t flags, const struct args *words,
	     const struct args *env);

/* The words with the separator between them and `end` behind the last, which the caller
 * frees, or NULL when memory is out.  No words give an empty text. */
char *args_text(const struct args *, const char *separator, const char *end);

/* Formats into new memory, which the caller frees; NULL when memory is out. */
SL_PRINTF(1, 2) char *args_printf(const char *fmt, ...);

#endif
