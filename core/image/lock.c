/* SPDX-License-Identifier: GPL-2.0-or-later
 * core/image/lock.c - one command at a time works on an image.
 */
#include "lock.h"

#include "core/base/file.h"
#include "core/base/holder.h"
#include "core/base/mem.h"
#include "core/base/path.h"

#include <errno.h>

int image_lock(struct log *log, const struct site *site, const char *image)
{
	char *path CLEANUP_FREE = mem_printf("%s/image-%s.lock", site->rundir, image);
	int fd = path_make_folders(log, site->rundir, 0755);

	if (fd == 0)
		fd = file_lock(log, path);
	if (fd == -EBUSY) {
		char *holder CLEANUP_FREE = holder_of(path);

		log_fail(log, EBUSY,
			 "another command works on image %s: %s holds %s; wait for it "
			 "and try again",
			 image, holder, path);
	}
	return fd;
}
