/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/log.c - what is said to the person at the keyboard.
 */
#include "log.h"
#include "str.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int64_t log_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void log_init(struct log *log, const char *program)
{
	*log = (struct log){ .level = LOG_LEVEL_WARNING, .program = program };
	log->progress = isatty(STDERR_FILENO);
	log->started_ms = log_now_ms();
}

static void clear_progress(struct log *log)
{
	if (log->progress_open)
		fputs("\r\033[K", stderr);
	log->progress_open = false;
}

/* One write per line: lines of a worker and its parent do not mix. */
void log_vsay(struct log *log, int level, const char *fmt, va_list ap)
{
	static const char *const words[] = { "", "warning: ", "", "debug: " };
	char *text CLEANUP_FREE = NULL;
	struct str line = { 0 };

	if (level > log->level)
		return;
	text = mem_vprintf(fmt, ap);
	if (log->sink) {
		log->sink(log->arg, level, text);
		return;
	}
	clear_progress(log);
	str_addf(&line, "%s: ", log->program);
	if (log->subject)
		str_addf(&line, "%s: ", log->subject);
	str_addf(&line, "%s%s\n", words[level < 0 || level > 3 ? 0 : level], text);
	fflush(stdout);
	fputs(str_text(&line), stderr);
	str_fini(&line);
}

int log_vfail(struct log *log, int err, const char *fmt, va_list ap)
{
	log->errors++;
	log_vsay(log, LOG_LEVEL_ERROR, fmt, ap);
	return err > 0 ? -err : -1;
}

int log_fail(struct log *log, int err, const char *fmt, ...)
{
	va_list ap;
	int rc;

	va_start(ap, fmt);
	rc = log_vfail(log, err, fmt, ap);
	va_end(ap);
	return rc;
}

#define SAY(log, level, fmt)                                                             \
	do {                                                                             \
		va_list ap;                                                              \
		va_start(ap, fmt);                                                       \
		log_vsay(log, level, fmt, ap);                                           \
		va_end(ap);                                                              \
	} while (0)

void log_warn(struct log *log, const char *fmt, ...)
{
	SAY(log, LOG_LEVEL_WARNING, fmt);
}

void log_info(struct log *log, const char *fmt, ...)
{
	SAY(log, LOG_LEVEL_INFO, fmt);
}

void log_debug(struct log *log, const char *fmt, ...)
{
	SAY(log, LOG_LEVEL_DEBUG, fmt);
}

void log_progress(struct log *log, const char *what, uint64_t done, uint64_t total)
{
	if (!log->progress || log_now_ms() - log->started_ms < 1000)
		return;
	clear_progress(log);
	if (total)
		fprintf(stderr, "%s: %" PRIu64 " %%", what, done * 100 / total);
	else
		fputs(what, stderr);
	fflush(stderr);
	log->progress_open = true;
}
