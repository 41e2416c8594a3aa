/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/base/space.c - the likely cause when programs fail to write.
 *
 * tar, for one, tells how many bytes it could write, but not why it were no more.
 */
#include "space.h"

#include <errno.h>
#include <sys/statvfs.h>

enum { LEAST_BYTES = 1 << 20 };

bool space_blame(struct log *log, const char *folder)
{
	struct statvfs fs;
	const char *lacks = NULL;

	if (statvfs(folder, &fs) != 0)
		return false;
	if (fs.f_files && fs.f_ffree == 0)
		lacks = "no inode";
	if ((unsigned long long)fs.f_bfree * fs.f_frsize < LEAST_BYTES)
		lacks = "no space";
	if (!lacks)
		return false;
	log_fail(
		log, ENOSPC,
		"the file system of %s has %s left (%llu MB in all): make room there, or "
		"point the folder's key in stateless.conf to another disk",
		folder, lacks, (unsigned long long)fs.f_blocks * fs.f_frsize >> 20);
	return true;
}
