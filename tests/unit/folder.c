/* SPDX-License-Identifier: GPL-2.0-or-later
 * tests/unit/folder.c - a folder for what a test writes.
 */
#include "tests/unit/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static char folder[64];
static pid_t owner; /* a child that ends leaves the folder to its parent */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_folder(void)
{
	if (!folder[0] || owner != getpid())
		return;
	umount2(folder, MNT_DETACH); /* where a test mounted something small on it */
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *unit_folder(void)
{
	if (folder[0])
		remove_folder();
	else
		atexit(remove_folder);
	owner = getpid();
	snprintf(folder, sizeof(folder), "/tmp/stateless-unit-XXXXXX");
	if (!mkdtemp(folder)) {
		perror(folder);
		exit(1);
	}
	return folder;
}
