/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/initrd/output.c - the file an initrd is written to, compressed or not.
 */
#include "output.h"
#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { XZ_PRESET = 6 };

struct output {
	char *path;
	int fd;
	bool xz;
	lzma_stream stream;
};

struct output *output_open(struct log *log, const char *path, bool xz)
{
	struct output *output = mem_alloc(sizeof(*output));

	output->path = mem_dup(path);
	output->xz = xz;
	output->stream = (lzma_stream)LZMA_STREAM_INIT;
	output->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (output->fd < 0)
		log_fail(log, errno, "cannot write %s: %s", path, strerror(errno));
	else if (!xz || lzma_easy_encoder(&output->stream, XZ_PRESET, LZMA_CHECK_CRC32) ==
				LZMA_OK)
		return output;
	else
		log_fail(log, ENOMEM, "cannot write %s: out of memory for xz", path);
	if (output->fd >= 0) {
		close(output->fd);
		unlink(path);
	}
	free(output->path);
	free(output);
	return NULL;
}

static int encode(struct output *output, const void *data, size_t n, lzma_action action)
{
	uint8_t buffer[65536];
	lzma_stream *stream = &output->stream;
	lzma_ret ret = LZMA_OK;

	stream->next_in = data;
	stream->avail_in = n;
	while (ret == LZMA_OK && (stream->avail_in || action == LZMA_FINISH)) {
		int rc;

		stream->next_out = buffer;
		stream->avail_out = sizeof(buffer);
		ret = lzma_code(stream, action);
		rc = file_write_all(output->fd, buffer,
				    sizeof(buffer) - stream->avail_out);
		if (rc < 0)
			return rc;
	}
	return ret == LZMA_OK || ret == LZMA_STREAM_END ? 0 : -EIO;
}

int output_write(struct output *output, const void *data, size_t n)
{
	return output->xz ? encode(output, data, n, LZMA_RUN)
			  : file_write_all(output->fd, data, n);
}

int output_close(struct log *log, struct output *output, int rc)
{
	if (rc == 0) {
		rc = output->xz ? encode(output, NULL, 0, LZMA_FINISH) : 0;
		if (close(output->fd) != 0 && rc == 0)
			rc = -errno;
		if (rc < 0)
			log_fail(log, -rc, "cannot write %s: %s", output->path,
				 strerror(-rc));
	} else {
		close(output->fd);
	}
	if (rc < 0)
		unlink(output->path);
	if (output->xz)
		lzma_end(&output->stream);
	free(output->path);
	free(output);
	return rc;
}
