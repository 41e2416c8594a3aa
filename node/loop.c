/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/loop.c - a read-only loop device.
 */
#include "sysfile.h"
#include "way.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TRIES = 20, STEP_MS = 50 };

static int configure(int loop, int file)
{
	struct loop_config config = {
		.fd = (uint32_t)file,
		.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR,
	};

	if (ioctl(loop, LOOP_CONFIGURE, &config) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOTTY)
		return -errno;
	/* Linux before 5.8; read-only because the file is open so */
	if (ioctl(loop, LOOP_SET_FD, file) != 0)
		return -errno;
	return ioctl(loop, LOOP_SET_STATUS64, &config.info) == 0 ? 0 : -errno;
}

/* Between the search and the use of a free device somebody else may take it. */
static int attach(int control, int file, char *device, size_t room)
{
	int number = ioctl(control, LOOP_CTL_GET_FREE), loop, rc;

	if (number < 0)
		return -errno;
	snprintf(device, room, "/dev/loop%d", number);
	loop = open(device, O_RDONLY | O_CLOEXEC);
	if (loop < 0)
		return errno == ENOENT ? -EBUSY : -errno;
	rc = configure(loop, file);
	if (rc == 0)
		return loop;
	close(loop);
	return rc;
}

int loop_attach(const char *path, char *device, size_t room)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int rc = file < 0 || control < 0 ? -errno : -EBUSY;

	for (int i = 0; rc == -EBUSY && i < TRIES; i++) {
		if (i)
			clock_sleep(STEP_MS);
		rc = attach(control, file, device, room);
	}
	if (control >= 0)
		close(control);
	if (file >= 0)
		close(file);
	return rc;
}
