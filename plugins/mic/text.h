/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/text.h - a text of bounded room, made piece by piece.
 *
 * Too much is remembered and said once, by whoever hands the text over.
 */
#ifndef MIC_TEXT_H
#define MIC_TEXT_H

#include <stdarg.h>
#include <stddef.h>

#include <stateless/plugin.h>

enum { TEXT_ROOM = 16384 };

/* Start with n = 0, full = 0. */
struct text {
	char s[TEXT_ROOM];
	size_t n;
	int full;
};

SL_PRINTF(2, 3) void text_put(struct text *, const char *fmt, ...);

/* Gives it to the card's host as this file and makes it empty.  0 or -errno, said. */
int text_give(struct sl_job *, const char *path, unsigned mode, struct text *);

#endif
