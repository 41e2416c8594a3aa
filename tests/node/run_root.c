/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/node/run_root.c - a program for the way "run": mounts the image it is given, and
 * stays, as one that serves a root would.
 */
#include "node/way.h"

#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

int main(void)
{
	const char *image = getenv("SL_IMAGE"), *target = getenv("SL_TARGET");
	const char *words = getenv("SL_WORDS");
	char device[32];
	int loop;

	if (!image || !target || !words || !getenv("SL_URLS") || !getenv("SL_SHA256"))
		return 10;
	loop = loop_attach(image, device, sizeof(device));
	if (loop < 0)
		return 11;
	if (mount(device, target, words, MS_RDONLY, NULL) != 0)
		return 12;
	close(loop);
	for (;;)
		pause();
}
