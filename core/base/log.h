/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/log.h - what is said to the person at the keyboard.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "mem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* The same numbers as enum sl_level of the plugin border. */
enum log_level {
	LOG_LEVEL_ERROR = 0,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* One per command, handed to every function that may have something to say. */
struct log {
	int level;           /* the most talkative level that is shown              */
	const char *program; /* "stateless packimage": begins each line; borrowed   */
	const char *subject; /* "compute": follows it, or NULL; borrowed            */
	unsigned errors;     /* how many were said                                  */
	bool progress;       /* standard error is a terminal: show progress         */
	bool progress_open;  /* a progress line stands there unfinished             */
	int64_t started_ms;  /* monotonic; progress shows only after a second       */
	/* NULL: standard error. */
	void (*sink)(void *arg, int level, const char *line);
	void *arg;
};

void log_init(struct log *, const char *program);

/* Says an error and returns -err, so that a function can end with it.  The text names
 * what failed, on what, why, and what to do. */
int log_fail(struct log *, int err, const char *fmt, ...) PRINTF_LIKE(3, 4);
int log_vfail(struct log *, int err, const char *fmt, va_list) PRINTF_LIKE(3, 0);
void log_warn(struct log *, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_info(struct log *, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_debug(struct log *, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_vsay(struct log *, int level, const char *fmt, va_list) PRINTF_LIKE(3, 0);

/* Replaces the progress line: "what: 42 %".  total 0: what alone. */
void log_progress(struct log *, const char *what, uint64_t done, uint64_t total);

int64_t log_now_ms(void); /* monotonic milliseconds */

#endif
