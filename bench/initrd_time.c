/* SPDX-License-Identifier: GPL-2.0-or-later
 * bench/initrd_time.c - the initrd of a tree, written as packimage does for squashfs.
 *
 *   initrd_time TREE KERNEL PROGRAM OUTPUT
 *
 * prints "seconds NUMBER", "modules COUNT", "firmware COUNT" and "lacking COUNT": drivers
 * whose firmware the tree does not have.
 */
#include "core/initrd/initrd.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct strv modules CLEANUP_STRV = { 0 };
	struct initrd_request request = { .modules = &modules, .compression = "zstd" };
	struct initrd_result result;
	struct log log;
	double start;

	if (argc != 5) {
		fprintf(stderr, "usage: initrd_time TREE KERNEL PROGRAM OUTPUT\n");
		return 2;
	}
	log_init(&log, "initrd_time");
	strv_split(&modules, "loop squashfs overlay", " ");
	request.tree = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	request.kernel = argv[2];
	request.program = argv[3];
	if (request.tree < 0) {
		perror(argv[1]);
		return 1;
	}
	start = now();
	if (initrd_write(&log, &request, argv[4], &result) < 0)
		return 1;
	printf("seconds %.6f\nmodules %zu\nfirmware %zu\nlacking %zu\n", now() - start,
	       result.modules, result.firmware, result.missing.n);
	strv_fini(&result.missing);
	close(request.tree);
	return 0;
}
