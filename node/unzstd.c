/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/unzstd.c - what zstd packed, unpacked as it arrives.
 */
#include "unzstd.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

enum { INPUT = 1 << 17 };

struct unzstd {
	ZSTD_DStream *stream;
	ZSTD_inBuffer in;
	int fd, ended;
	int within; /* a frame that has begun is not whole yet */
	char input[INPUT];
};

struct unzstd *unzstd_new(int fd)
{
	struct unzstd *unzstd = calloc(1, sizeof(*unzstd));

	if (!unzstd)
		return NULL;
	unzstd->fd = fd;
	unzstd->in.src = unzstd->input;
	unzstd->stream = ZSTD_createDStream();
	if (unzstd->stream &&
	    !ZSTD_isError(ZSTD_DCtx_setParameter(unzstd->stream, ZSTD_d_windowLogMax,
						 UNZSTD_WINDOW)))
		return unzstd;
	unzstd_free(unzstd);
	return NULL;
}

/* More input; its end is noted. */
static int fill(struct unzstd *unzstd)
{
	ssize_t n;

	do
		n = read(unzstd->fd, unzstd->input, INPUT);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	unzstd->ended = n == 0;
	unzstd->in.size = (size_t)n;
	unzstd->in.pos = 0;
	return 0;
}

/* The decoder may hold back bytes when the input is used up: it is asked once more, and
 * only what yields nothing then has ended. */
ssize_t unzstd_read(void *arg, void *data, size_t n)
{
	struct unzstd *unzstd = arg;
	ZSTD_outBuffer out = { data, n, 0 };

	while (out.pos < n) {
		size_t before = out.pos, rest;
		int rc = 0;

		if (unzstd->in.pos == unzstd->in.size && !unzstd->ended)
			rc = fill(unzstd);
		if (rc < 0)
			return rc;
		if (unzstd->ended && !unzstd->within)
			break;
		rest = ZSTD_decompressStream(unzstd->stream, &out, &unzstd->in);
		if (ZSTD_isError(rest))
			return -EBADMSG;
		unzstd->within = rest != 0;
		if (unzstd->ended && out.pos == before)
			return unzstd->within ? -EBADMSG : (ssize_t)out.pos;
	}
	return (ssize_t)out.pos;
}

void unzstd_free(struct unzstd *unzstd)
{
	if (unzstd)
		ZSTD_freeDStream(unzstd->stream);
	free(unzstd);
}
