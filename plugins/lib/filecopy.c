/* SPDX-License-Identifier: BSD-2-Clause
 * plugins/lib/filecopy.c - a copy of an open file.
 */
#include "filecopy.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int write_all(int out, const char *at, size_t n)
{
	while (n) {
		ssize_t w = write(out, at, n);

		if (w < 0 && errno != EINTR)
			return -errno;
		at += w < 0 ? 0 : w;
		n -= w < 0 ? 0 : (size_t)w;
	}
	return 0;
}

static int copy(int in, int out)
{
	char buffer[65536];
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = read(in, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		rc = n < 0 ? -errno : write_all(out, buffer, (size_t)n);
	}
	return rc;
}

int filecopy(int in, const char *to)
{
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), rc;

	if (out < 0)
		return -errno;
	rc = copy(in, out);
	if (close(out) != 0 && rc == 0)
		rc = -errno;
	return rc;
}
