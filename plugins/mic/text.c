/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/mic/text.c - a text of bounded room, made piece by piece.
 */
#include "text.h"

#include <errno.h>
#include <stdio.h>

void text_put(struct text *text, const char *fmt, ...)
{
	size_t room = sizeof(text->s) - text->n;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text->s + text->n, room, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= room)
		text->full = 1;
	else
		text->n += (size_t)n;
}

int text_give(struct sl_job *job, const char *path, unsigned mode, struct text *text)
{
	int rc = text->full ? sl_fail(job, EOVERFLOW, "%s would have over %d bytes", path,
				      TEXT_ROOM)
			    : job->host->add_file(job, SL_HOST, path, mode, text->s,
						  text->n);

	text->n = 0;
	text->full = 0;
	return rc;
}
