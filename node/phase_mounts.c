/* SPDX-License-Identifier: GPL-2.0-or-later
 * node/phase_mounts.c - /proc, /sys, /dev and /run; the consoles.
 */
#include "phases.h"
#include "sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELPER        "/proc/sys/kernel/modprobe"
#define PANIC         "/proc/sys/kernel/panic" /* seconds until the restart; 0: it hangs */
#define PANIC_SECONDS "30"

/* The kernel may have given us no descriptors at all. */
static void open_standard(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	for (int i = 0; i < 3 && fd >= 0; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
}

/* The kernel asks for modules by starting this program again, under another name; what
 * its helper was before is put back for the distribution. */
static void become_helper(struct node *node)
{
	if (sysfile_read(HELPER, node->helper, sizeof(node->helper)) > 0 &&
	    sysfile_link("/init", "/sl/modprobe") == 0)
		sysfile_set(HELPER, "/sl/modprobe");
}

/* Nobody looks at a node that hangs.  What people set (panic=) stands. */
static void restart_on_panic(struct node *node)
{
	char seconds[16];

	node->hangs_on_panic = sysfile_read(PANIC, seconds, sizeof(seconds)) > 0 &&
			       strcmp(seconds, "0") == 0;
	if (node->hangs_on_panic)
		sysfile_set(PANIC, PANIC_SECONDS);
}

void mounts_restore(struct node *node)
{
	if (node->hangs_on_panic)
		sysfile_set(PANIC, "0");
	if (node->helper[0])
		sysfile_set(HELPER, node->helper);
}

int phase_mounts(struct node *node)
{
	static const struct {
		const char *type, *target, *options;
		unsigned long flags;
	} mounts[] = {
		{ "devtmpfs", "/dev", "mode=0755", MS_NOSUID },
		{ "proc", "/proc", "", MS_NOSUID | MS_NODEV | MS_NOEXEC },
		{ "sysfs", "/sys", "", MS_NOSUID | MS_NODEV | MS_NOEXEC },
		{ "tmpfs", "/run", "mode=0755", MS_NOSUID | MS_NODEV },
	};
	const char *failed = NULL;
	int error = 0;

	umask(022);
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].target, 0755);
		if (mount(mounts[i].type, mounts[i].target, mounts[i].type,
			  mounts[i].flags, mounts[i].options) == 0 ||
		    errno == EBUSY)
			continue;
		failed = mounts[i].target;
		error = errno;
	}
	open_standard();
	console_init(&node->console);
	if (failed)
		return console_fail(&node->console, error, "cannot mount %s: %s", failed,
				    strerror(error));
	become_helper(node);
	restart_on_panic(node);
	return 0;
}
