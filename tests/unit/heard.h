/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/unit/heard.h - a log whose lines a suite reads.
 */
#ifndef TESTS_HEARD_H
#define TESTS_HEARD_H

#include "core/base/log.h"
#include "core/base/str.h"

/* The lines since the last quiet(), each with its line feed. */
static struct str said;

static void hear(void *arg, int level, const char *line)
{
	(void)level;
	str_addf(arg, "%s\n", line);
}

/* A log that nothing was told yet, and that prints nothing. */
static struct log quiet(void)
{
	struct log log;

	log_init(&log, "test");
	str_fini(&said);
	log.sink = hear;
	log.arg = &said;
	return log;
}

#endif
